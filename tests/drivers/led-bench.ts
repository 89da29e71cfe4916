// Real LED models on a wire in memory, with a board at the far end that answers as the test says.
import { createDevice } from "../../drivers/kernel/device.ts";
import { Link, type LinkOptions } from "../../drivers/kernel/link.ts";
import type { FrameModel } from "../../drivers/kernel/link-member.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";
import { fromHex, toHex } from "./adapters/adapter.ts";

/** One frame as it arrived at the far end. */
export interface Arrived {
  readonly atMs: number;
  readonly hex: string;
}

/** A bus at 9600 baud. `answer` turns a frame into the board's answer, in hex; null: silence. */
export function ledBench(options: Partial<LinkOptions> = {}) {
  const clock = new VirtualClock();
  const { transport, peer } = memoryPair(clock, { baudRate: 9600 });
  const link = new Link({ id: "bus", transport, clock, random: seededRandom(1), baudRate: 9600, ...options });
  const arrived: Arrived[] = [];
  const bench = {
    clock,
    link,
    peer,
    arrived,
    answer: (_hex: string): string | null => null,
    join: (model: FrameModel, settings: unknown, id = "board") => createDevice({ id, model, settings, link, clock }),
    sent: () => arrived.map(({ hex }) => hex),
  };
  peer.receive = (bytes) => {
    const hex = toHex(bytes);
    arrived.push({ atMs: clock.monotonicMs(), hex });
    const answer = bench.answer(hex);
    if (answer !== null) clock.after(5, () => peer.send(fromHex(answer)));
  };
  return bench;
}
