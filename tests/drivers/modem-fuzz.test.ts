// Thousands of damaged conversations with an SMS modem: no message goes twice, every order ends once, nothing throws.
import { parse } from "node-pdu";
import { expect, test } from "vitest";
import { inLongRun } from "../helpers/long-run.ts";
import { below, seeded } from "./adapters/noise.ts";
import { ModemRig } from "./scripted-modem.ts";

const SEEDS = inLongRun(10_000, 2_000);
const ORDERS = 3;
/** Damage ends after this, so that the last orders come to their end. */
const DAMAGED_MS = 90_000;
const QUIET_MS = 240_000;
type Random = () => number;

const PHRASES = [
  "OK",
  "ERROR",
  "+CMS ERROR: 38",
  "+CMGS: 3",
  "> ",
  "RDY",
  "+CREG: 2",
  "+CDS: 25",
  "AT+CMGS=20",
  "+CPIN: SIM PIN",
];

/** Words that, said in the wrong place, are a lie nobody can see through. */
const REFUSAL = /\+CMS ERROR/;

/** What the wire makes of one answer: mostly nothing, else one of many kinds of damage. */
function damaged(bytes: Uint8Array, random: Random, lied: () => void): { bytes: Uint8Array; ms: number }[] {
  const ms = 2 + below(4, random) * below(200, random);
  const at = below(bytes.length + 1, random);
  const whole = { bytes, ms };
  switch (below(60, random)) {
    case 0:
      return [];
    case 1: {
      const copy = Uint8Array.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ (1 << below(8, random));
      return [{ bytes: copy, ms }];
    }
    case 2:
      if (REFUSAL.test(Buffer.from(bytes).toString("latin1"))) lied();
      return [whole, { bytes, ms: ms + below(3000, random) }];
    case 3:
      return [{ bytes: bytes.subarray(0, at), ms }];
    case 4:
      return [{ bytes: Uint8Array.from({ length: 1 + below(9, random) }, () => below(256, random)), ms }, whole];
    case 5:
      return [{ bytes, ms: ms + below(40_000, random) }];
    case 6: {
      const phrase = PHRASES[below(PHRASES.length, random)] ?? "";
      if (REFUSAL.test(phrase)) lied();
      return [{ bytes: Buffer.from(`\r\n${phrase}\r\n`), ms }, whole];
    }
    case 7:
      return [{ bytes: Buffer.concat([bytes.subarray(0, at), Buffer.from("\r\n"), bytes.subarray(at)]), ms }];
    default:
      return [
        { bytes: bytes.subarray(0, at), ms },
        { bytes: bytes.subarray(at), ms: ms + 1 },
      ];
  }
}

/** Pieces keep their order on a wire, however late the first of them is. */
function wire(random: Random, calm: () => boolean, nowMs: () => number, lied: () => void) {
  let freeMs = 0;
  return (bytes: Uint8Array) =>
    (calm() ? [{ bytes, ms: 2 }] : damaged(bytes, random, lied)).map((piece) => {
      freeMs = Math.max(freeMs, nowMs() + piece.ms);
      return { bytes: piece.bytes, ms: freeMs - nowMs() };
    });
}

function run(seed: number): { readonly rig: ModemRig; readonly ends: string[]; readonly lies: number } {
  const random = seeded(seed);
  const rig = new ModemRig();
  let calm = false;
  let lies = 0;
  const lied = () => {
    lies += 1;
  };
  const now = () => rig.clock.monotonicMs();
  rig.habits.route = wire(random, () => calm, now, lied);
  rig.habits.resetAt = () => !calm && below(150, random) === 0;
  rig.habits.verdict = (count) => {
    const bad = calm ? 99 : below(12, random);
    if (bad === 0) return { lines: null, taken: below(2, random) === 0 };
    if (bad === 1) return { lines: ["+CMS ERROR: 38"], taken: false };
    return { lines: [`+CMGS: ${count & 255}`, "OK"], taken: true };
  };
  rig.open();
  for (let i = 0; i < ORDERS; i++) {
    rig.clock.after(below(40_000, random), () => {
      rig.order(`s${i}`, "+447700900123", `${i}${"x".repeat(i === 2 ? 200 : 5)}`);
    });
  }
  if (below(3, random) === 0) {
    rig.clock.after(below(60_000, random), () => {
      rig.close();
      rig.clock.after(1_000, () => rig.open());
    });
  }
  rig.run(DAMAGED_MS);
  calm = true;
  rig.run(QUIET_MS);
  const ends = Array.from({ length: ORDERS }, (_, i) => {
    const told = rig.ended(`s${i}`);
    expect(told, `seed ${seed}, order ${i}`).toHaveLength(1);
    return told[0] ?? "";
  });
  return { rig, ends, lies };
}

test(`${SEEDS} damaged conversations`, { timeout: 300_000 }, () => {
  const counts: Record<string, number> = {};
  for (let seed = 0; seed < SEEDS; seed++) {
    const { rig, ends, lies } = run(seed);
    for (const end of ends) counts[end] = (counts[end] ?? 0) + 1;
    const whole = rig.written.filter((hex) => /^([0-9A-F]{2})+$/.test(hex));
    expect(new Set(whole).size, `seed ${seed}: a PDU was written twice`).toBe(whole.length);
    const texts = rig.taken.map(({ pdu }) => {
      const read = parse(pdu);
      return "data" in read ? read.data.getText() : "";
    });
    for (const [i, end] of ends.entries()) {
      const parts = texts.filter((text) => text.startsWith(String(i))).length;
      expect(parts, `seed ${seed}, order ${i}`).toBeLessThanOrEqual(1);
      if (end === "failed" && lies === 0) expect(parts, `seed ${seed}: said not to be sent, order ${i}`).toBe(0);
    }
    expect(rig.textSends, `seed ${seed}`).toBe(0);
    expect(rig.status.state, `seed ${seed}`).toBe("online");
  }
  console.info(`of ${SEEDS * ORDERS} orders: ${JSON.stringify(counts)}`);
  expect(counts.sent ?? 0).toBeGreaterThan(SEEDS * 2);
  expect(counts.unconfirmed ?? 0).toBeGreaterThan(SEEDS / 100);
});
