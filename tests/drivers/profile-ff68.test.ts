// The profiles that are shipped, and that those of the two FF 68 halls say byte for byte what their own drivers say.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Clone, Default, Errors } from "typebox/value";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { KeypadShow } from "../../drivers/kernel/model.ts";
import { type ProfileMessage, wordlessCodec } from "../../drivers/kernel/profile-codec.ts";
import { keypadFf68 } from "../../drivers/keypads/ff68.ts";
import { type Ff68Frame, type Ff68Variant, ff68Codec } from "../../drivers/keypads/lang-ff68.ts";
import { type KeypadProfileSettings, keypadProfile } from "../../drivers/keypads/profile.ts";
import { type Ff68PadSettings, padFf68 } from "../../drivers/pads/ff68.ts";
import { type PadProfileSettings, padProfile } from "../../drivers/pads/profile.ts";
import { fieldsOf, fromHex, toHex, type Vector } from "./adapters/adapter.ts";
import { frameOf } from "./adapters/ff68.ts";
import { below, noise, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";

interface Shipped {
  readonly model: string;
  readonly settings: Record<string, unknown>;
}
const profiles = join(import.meta.dirname, "..", "..", "config", "profiles");
const shipped = (file: string) => parse(readFileSync(join(profiles, file), "utf8")) as Shipped[];

test.each(readdirSync(profiles))("%s is a good profile", (file) => {
  for (const { model, settings } of shipped(file)) {
    const known = model === "keypad/profile" ? keypadProfile : padProfile;
    expect([...Errors(known.settings, Default(known.settings, Clone(settings)))]).toEqual([]);
    expect(known.check?.(settings as never)).toEqual([]);
  }
});

describe.each([
  ["ff68-government.yaml", "jackqchen"],
  ["ff68-bank.yaml", "hallqueue"],
] as const)("%s says the same as the driver of the hall %s", (file, variant: Ff68Variant) => {
  const [keypadEntry, padEntry] = shipped(file);
  const address = (plain: number): number => (variant === "hallqueue" ? plain - 0x80 : plain);
  const keypadAt = (addr: number) => ({ ...keypadEntry?.settings, address: addr }) as KeypadProfileSettings;
  const padAt = (addr: number) => ({ ...padEntry?.settings, address: addr }) as PadProfileSettings;
  const padOwn = (addr: number): Ff68PadSettings => {
    const grades = padEntry?.settings.grades as Record<string, number>;
    return { address: address(addr), variant, grades };
  };
  const read = (settings: KeypadProfileSettings | PadProfileSettings, model: "keypad" | "pad", hex: string) => {
    const wire =
      model === "keypad" ? keypadProfile.wireFor?.(settings as never) : padProfile.wireFor?.(settings as never);
    return readAll(wire?.codec ?? wordlessCodec, [fromHex(hex)]).messages as ProfileMessage[];
  };
  const bytesOf = (message: unknown) => toHex(Uint8Array.from((message as { bytes: number[] } | null)?.bytes ?? []));
  const folder = resolve(process.env.VECTORS_DIR ?? join(import.meta.dirname, "..", "vectors"));
  const vectors = ["caller-ff68", "evaluator-ff68"]
    .flatMap((family) => JSON.parse(readFileSync(join(folder, `${family}.json`), "utf8")) as Vector[])
    .filter(({ input }) => {
      const { of, ...own } = fieldsOf(input);
      const { hall } = of === undefined ? own : fieldsOf(of);
      return (hall === "jackqchen") === (variant === "jackqchen");
    });

  test.each(vectors.filter(({ direction }) => direction === "device->host"))(
    "$name",
    ({ hex, input, expect: wanted }) => {
      if (wanted === "reject") {
        const { of } = fieldsOf(input);
        expect(read(padAt(frameOf(of).addr), "pad", hex)).toEqual([]);
        expect(read(keypadAt(frameOf(of).addr), "keypad", hex)).toEqual([]);
        return;
      }
      const frame = frameOf(input);
      if (fieldsOf(input).event === "result") {
        const [message] = read(padAt(frame.addr), "pad", hex);
        expect(padProfile.result(message as ProfileMessage, padAt(frame.addr))).toEqual(
          padFf68.result(frame, padOwn(frame.addr)),
        );
        const acked = padFf68.ack(frame, padOwn(frame.addr)) as Ff68Frame;
        expect(bytesOf(padProfile.ack(message as ProfileMessage, padAt(frame.addr)))).toBe(
          toHex(ff68Codec.encode(acked)),
        );
        expect(read(keypadAt(frame.addr), "keypad", hex)).toEqual([]);
        return;
      }
      const [message] = read(keypadAt(frame.addr), "keypad", hex);
      const own = { address: frame.addr, variant };
      expect(keypadProfile.press(message as ProfileMessage, keypadAt(frame.addr))).toEqual(
        keypadFf68.press(frame, own),
      );
      expect(bytesOf(keypadProfile.ack(message as ProfileMessage, keypadAt(frame.addr)))).toBe(hex);
    },
  );

  const shows: KeypadShow[] = [
    { ticket: "001", waiting: null },
    { ticket: "A123", waiting: 7 },
    { ticket: null, waiting: 0 },
    { ticket: "B2045", waiting: 1_500 },
    { ticket: null, waiting: null },
  ];
  test.each([1, 2, 77, 127])("shows, beeps and invites at address %i", (addr) => {
    const own = { address: addr, variant };
    const encoded = (exchanges: { message: unknown }[]) => exchanges.map(({ message }) => message as Ff68Frame);
    for (const show of shows) {
      const wanted = encoded(keypadFf68.plan(show, own)).map((frame) => toHex(ff68Codec.encode(frame)));
      expect(keypadProfile.plan(show, keypadAt(addr)).map(({ message }) => bytesOf(message))).toEqual(wanted);
    }
    for (const kind of ["ok", "refused", "beep"] as const) {
      const wanted = encoded(keypadFf68.feedback(kind, own)).map((frame) => toHex(ff68Codec.encode(frame)));
      expect(keypadProfile.feedback(kind, keypadAt(addr)).map(({ message }) => bytesOf(message))).toEqual(wanted);
    }
    const wire = variant === "hallqueue" ? addr + 0x80 : addr;
    const wanted = encoded(padFf68.invite(padOwn(wire), "x")).map((frame) => toHex(ff68Codec.encode(frame)));
    expect(padProfile.invite(padAt(wire), "x").map(({ message }) => bytesOf(message))).toEqual(wanted);
  });

  test("2,000 damaged streams are read alike", () => {
    const codec = keypadProfile.wireFor?.(keypadAt(1)).codec ?? wordlessCodec;
    for (let seed = 0; seed < 2_000; seed++) {
      const random = seeded(seed);
      const key = () =>
        ff68Codec.encode({
          addr: 1,
          cmd: 1,
          data: Array.from({ length: 1 + below(3, random) }, () => below(20, random)),
        });
      const stream = [...noise(seed), ...key(), ...key().subarray(below(10, random)), ...key()];
      stream[below(stream.length, random)] = below(256, random);
      const ours = readAll(codec, [Uint8Array.from(stream)]).messages.map(({ data }) => [...data]);
      const theirs = readAll(ff68Codec, [Uint8Array.from(stream)]).messages;
      const meant = theirs.filter((frame) => frame.addr === 1 && frame.cmd === 1 && frame.data.length > 0);
      expect(ours, `seed ${seed}`).toEqual(meant.map(({ data }) => [...data]));
    }
  });
});
