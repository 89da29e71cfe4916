// A modem that is ready, and the PDUs that networks and citizens send to it.
import type { ModemEvent } from "../../drivers/kernel/model.ts";
import { type Concat, concatHeader } from "../../drivers/modems/sms-pdu.ts";
import { ucs2Of } from "../../drivers/modems/sms-text.ts";
import { toHex } from "./adapters/adapter.ts";
import { ModemRig } from "./scripted-modem.ts";

export const TO = "+447700900123";
export const TEXT = "您的办件已办结，请回复 1 至 5 评价。";
const END = ["sent", "failed", "unconfirmed"];

/** Started up and registered. */
export function ready(settings: ConstructorParameters<typeof ModemRig>[0] = {}): ModemRig {
  const rig = new ModemRig(settings);
  rig.open();
  rig.run(3_000);
  if (rig.status.state !== "online") throw new Error(`the modem is ${rig.status.state}: ${rig.status.detail}`);
  return rig;
}

/** Half bytes swapped, the last filled up. */
export const bcd = (digits: string) => (digits.length % 2 === 0 ? digits : `${digits}F`).replace(/(.)(.)/g, "$2$1");
const hexByte = (value: number) => Buffer.of(value).toString("hex");
const TIME = "62105090203023";

/** A report about a part that the modem sent under this reference. */
export const reportOf = (reference: number, status = 0, to = TO) =>
  `0006${hexByte(reference)}0C91${bcd(to.slice(1))}${TIME}${TIME}${hexByte(status)}`;

/** A message from a citizen, a part of one when `part` says so. */
export function deliverOf(text: string, part?: Concat, from = "447700900456"): string {
  const header = part === undefined ? new Uint8Array() : concatHeader(part);
  const data = Buffer.concat([header, ucs2Of(text)]);
  const first = part === undefined ? "04" : "44";
  return `00${first}0C91${bcd(from)}0008${TIME}${hexByte(data.length)}${toHex(data)}`.toUpperCase();
}

const ofType = (rig: ModemRig, ...types: readonly ModemEvent["type"][]) =>
  rig.events.filter(({ type }) => types.includes(type));
export const received = (rig: ModemRig) => ofType(rig, "received");
export const delivered = (rig: ModemRig) => ofType(rig, "delivered");
/** What became of the orders. */
export const ends = (rig: ModemRig) => rig.events.filter(({ type }) => END.includes(type));

/** Everything that would be written to the wire log. */
export function logOf(rig: ModemRig): string {
  return rig.effects
    .map((effect) => {
      if (effect.do === "write")
        return `${Buffer.from(effect.logged ?? effect.bytes)}${JSON.stringify(effect.meaning)}`;
      if (effect.do === "heard") return `${Buffer.from(effect.bytes)}${JSON.stringify(effect.meaning)}`;
      if (effect.do === "garbage") return `${Buffer.from(effect.bytes)}${effect.why}`;
      return effect.do === "status" ? JSON.stringify(effect) : "";
    })
    .join("\n");
}
