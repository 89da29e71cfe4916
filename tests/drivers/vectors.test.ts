// Every vector of the folder VECTORS_DIR (default tests/vectors) against the drivers and the simulators.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { fieldsOf, fromHex, toHex, type Vector, type VectorAdapter } from "./adapters/adapter.ts";
import { driverOfModel, simulatorOfModel } from "./adapters/by-model.ts";
import { canonical as canonicalOf } from "./adapters/canonical.ts";
import { noise } from "./adapters/noise.ts";

/** Adapters are the files of a folder, found by name: `sim-*.ts` are the simulators', the others the drivers'. */
const adapters = join(import.meta.dirname, "adapters");
async function adaptersIn(which: (file: string) => boolean): Promise<readonly VectorAdapter[]> {
  const files = readdirSync(adapters).filter((file) => file.endsWith(".ts") && which(file));
  const modules = await Promise.all(
    files.map((file): Promise<Record<string, unknown>> => import(join(adapters, file))),
  );
  return modules.flatMap((module) => Object.values(module).filter(isAdapter));
}
const DRIVERS = await adaptersIn((file) => !file.startsWith("sim-"));
const SIMULATORS = await adaptersIn((file) => file.startsWith("sim-"));
/** Streams without frames: a byte that is not understood is itself content or spoils its line; no noise is skipped. */
const UNFRAMED = new Set(["escpos-printer", "line", "text-encoding"]);
const NOISE_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
/** Frames without a head, told apart by the silence between them: a sum alone is in every 256th place of any noise. */
const HEADLESS = new Set(["numeric-board-4byte"]);
const seedsFor = (family: string): readonly number[] => (HEADLESS.has(family) ? [] : NOISE_SEEDS);

function isAdapter(value: unknown): value is VectorAdapter {
  return typeof value === "object" && value !== null && "families" in value && "encode" in value && "decode" in value;
}

const folder = resolve(process.env.VECTORS_DIR ?? join(import.meta.dirname, "..", "vectors"));
const families = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length))
  .sort();
/** A family without an adapter is judged through the model of its name: its codec's own messages are the inputs. */
const own = new Map(
  await Promise.all(
    families.map(
      async (family) => [family, { driver: driverOfModel(family), sim: await simulatorOfModel(family) }] as const,
    ),
  ),
);
const driverOf = (family: string) =>
  DRIVERS.find((adapter) => adapter.families.includes(family)) ?? own.get(family)?.driver;
const simulatorOf = (family: string) =>
  SIMULATORS.find((adapter) => adapter.families.includes(family)) ?? own.get(family)?.sim;
const canonical = (family: string, input: unknown) =>
  driverOf(family)?.canonical?.(family, input) ?? canonicalOf(family, input);

function vectorsOf(family: string): Vector[] {
  return JSON.parse(readFileSync(join(folder, `${family}.json`), "utf8")) as Vector[];
}

const bytewise = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));

/** Raw bytes for an escape or CRC test are no frame: they can be built, not read from a wire. */
function isFrame({ input }: Vector): boolean {
  const { wrap, unwrapped } = fieldsOf(input);
  return wrap === undefined && unwrapped === undefined;
}

/** What a status byte answers: its meaning depends on the question. */
function askedBy(input: unknown): unknown {
  const { of, ...own } = fieldsOf(input);
  const { reply, n } = of === undefined ? own : fieldsOf(of);
  return reply === undefined ? undefined : { reply, n };
}

function sides(family: string, vector: Vector) {
  const [driver, simulator] = [driverOf(family), simulatorOf(family)];
  // Text encodings have no direction: only the host encodes text.
  if (vector.direction === undefined) return { encoder: driver, decoder: undefined };
  const toDevice = vector.direction === "host->device";
  return toDevice ? { encoder: driver, decoder: simulator } : { encoder: simulator, decoder: driver };
}

/** Reads chunks and gives the inputs in their canonical form. */
function read(adapter: VectorAdapter, family: string, chunks: readonly Uint8Array[], asked?: unknown): unknown[] {
  return adapter.decode(family, chunks, asked).map((input) => canonical(family, input));
}

function checkEncode(family: string, vector: Vector, encoder: VectorAdapter): void {
  const bytes = encoder.encode(family, vector.input);
  expect(bytes === null ? "cannot be encoded" : toHex(bytes)).toBe(vector.hex);
}

function checkUnframed(family: string, vector: Vector, decoder: VectorAdapter): void {
  const [bytes, asked] = [fromHex(vector.hex), askedBy(vector.input)];
  const wanted = [canonical(family, vector.input)];
  expect(read(decoder, family, [bytes], asked), "whole").toEqual(wanted);
  expect(read(decoder, family, bytewise(bytes), asked), "byte by byte").toEqual(wanted);
}

function checkFramed(family: string, vector: Vector, decoder: VectorAdapter, next: Vector): void {
  const bytes = fromHex(vector.hex);
  const after = fromHex(next.hex);
  const one = [canonical(family, vector.input)];
  const two = [...one, canonical(family, next.input)];
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(read(decoder, family, [bytes.subarray(0, cut), bytes.subarray(cut)]), `cut at ${cut}`).toEqual(one);
  }
  expect(read(decoder, family, bytewise(bytes)), "byte by byte").toEqual(one);
  expect(read(decoder, family, [joined(bytes, after)]), "with the next frame behind").toEqual(two);
  for (const seed of seedsFor(family)) {
    const stream = joined(noise(seed), bytes, noise(seed + 1000), after);
    expect(read(decoder, family, [stream]), `behind noise ${seed}`).toEqual(two);
    expect(read(decoder, family, bytewise(stream)), `behind noise ${seed}, byte by byte`).toEqual(two);
  }
}

function checkReject(family: string, vector: Vector, decoder: VectorAdapter, next: Vector): void {
  const bytes = fromHex(vector.hex);
  const after = fromHex(next.hex);
  const wanted = [canonical(family, next.input)];
  expect(read(decoder, family, [bytes]), "alone").toEqual([]);
  expect(read(decoder, family, bytewise(bytes)), "byte by byte").toEqual([]);
  expect(read(decoder, family, [joined(bytes, after)]), "with a good frame behind").toEqual(wanted);
  expect(read(decoder, family, bytewise(joined(bytes, after))), "the same, byte by byte").toEqual(wanted);
  for (const seed of seedsFor(family)) {
    const stream = joined(noise(seed), bytes, after);
    expect(read(decoder, family, [stream]), `behind noise ${seed}`).toEqual(wanted);
  }
}

function checkDecode(family: string, vector: Vector, decoder: VectorAdapter, vectors: readonly Vector[]): void {
  if (UNFRAMED.has(family)) {
    if (vector.expect === "reject") {
      expect(read(decoder, family, [fromHex(vector.hex)], askedBy(vector.input))).toEqual([]);
    } else checkUnframed(family, vector, decoder);
    return;
  }
  const next = vectors.find(
    (other) =>
      other.expect === "accept" && other.direction === vector.direction && other.input != null && isFrame(other),
  );
  if (next === undefined) throw new Error(`${family} has no good frame in the direction ${vector.direction}`);
  if (vector.expect === "reject") checkReject(family, vector, decoder, next);
  else checkFramed(family, vector, decoder, next);
}

for (const family of families) {
  if (driverOf(family) === undefined) continue;
  describe(family, () => {
    const vectors = vectorsOf(family);
    test("has vectors with names of their own", () => {
      expect(vectors.length).toBeGreaterThan(0);
      expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
    });
    for (const vector of vectors) {
      const { encoder, decoder } = sides(family, vector);
      const described = vector.input !== undefined && vector.input !== null;
      if (encoder !== undefined && described && vector.expect !== "reject") {
        test(`${vector.name} is built byte for byte`, () => checkEncode(family, vector, encoder));
      }
      // A FRAGMENT has no `expect`: it is only part of a frame and cannot be read.
      if (decoder !== undefined && vector.expect === "reject") {
        test(`${vector.name} is rejected and the next frame read`, () => checkDecode(family, vector, decoder, vectors));
      } else if (decoder !== undefined && described && vector.expect === "accept" && isFrame(vector)) {
        test(`${vector.name} is read back`, () => checkDecode(family, vector, decoder, vectors));
      }
    }
  });
}

test("every family with a driver is judged on both sides: it has a simulator too", () => {
  const driven = families.filter((family) => driverOf(family) !== undefined && family !== "text-encoding");
  const oneSided = driven.filter((family) => simulatorOf(family) === undefined);
  const lacking = "no `wire` in the simulator of that name, no adapter tests/drivers/adapters/sim-*.ts";
  expect(oneSided.map((family) => `${family}: ${lacking}`)).toEqual([]);
});

/** Wires of later drivers. A family leaves this list when its driver arrives. */
const WITHOUT_DRIVER = ["onbon-bx6e"];
const undriven = families.filter((family) => driverOf(family) === undefined);
console.info(`vector families without a driver yet: ${undriven.join(", ")}`);

test(`families without a driver yet: ${undriven.join(", ")}`, () => {
  expect(undriven).toEqual(families.filter((family) => WITHOUT_DRIVER.includes(family)));
});
