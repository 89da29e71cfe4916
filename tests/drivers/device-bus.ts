// A bus of invented devices under a virtual clock, for the tests of the device runner.
import { createDevice, type Device } from "../../drivers/kernel/device.ts";
import { Link, type LinkOptions } from "../../drivers/kernel/link.ts";
import type { FrameModel } from "../../drivers/kernel/link-member.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { decodeFrame, encodeFrame, type Frame } from "../helpers/invented-models.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

/** One bus with answering boards; `dead` addresses are silent, `refusing` ones say no. */
export function deviceBus(options: Partial<LinkOptions> = {}) {
  const clock = new VirtualClock();
  const wire = options.baudRate === undefined ? {} : { baudRate: options.baudRate };
  const { transport, peer } = memoryPair(clock, wire);
  const link = new Link({ id: "bus", transport, clock, random: seededRandom(1), ...options });
  const sent: Frame[] = [];
  const dead = new Set<number>();
  const refusing = new Set<number>();
  peer.receive = (bytes) => {
    const decoded = decodeFrame(bytes);
    if (decoded.kind !== "message") throw new Error("no whole frame was sent");
    const { addr, kind } = decoded.message;
    sent.push(decoded.message);
    if (dead.has(addr) || !"SPL".includes(kind)) return;
    const answer = { kind: refusing.has(addr) ? "N" : "A", addr, data: "" };
    clock.after(5, () => peer.send(encodeFrame(answer)));
  };
  const join = (model: FrameModel, addr: number) =>
    createDevice({ id: `d${addr}`, model, settings: { addr }, link, clock });
  const shown = () => sent.filter(({ kind }) => kind === "S").map(({ data }) => data);
  return { clock, link, peer, sent, dead, refusing, join, shown };
}

/** A strip that calls with these words. */
export const words = (text: string) => ({ state: "calling", texts: [text] }) as const;
export const stateOf = (device: Device) => device.status().state;
