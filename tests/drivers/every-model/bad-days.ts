// Ten thousand damaged messages of one device, while people press and the hall talks: what may never come of it.
import v8 from "node:v8";
import vm from "node:vm";
import { expect } from "vitest";
import { isFrameModel } from "../../../drivers/kernel/model.ts";
import type { Case } from "./cases.ts";
import {
  arrived,
  type Deed,
  deedAt,
  deedsOf,
  ended,
  isSource,
  nameOf,
  numberAt,
  online,
  papersOf,
  prepared,
  tell,
} from "./deeds.ts";
import { type Rig, rigFor, type Told } from "./rig.ts";

/** Of one model, in all the settings it is judged in. */
export const MUTATIONS = 10_000;
/** Then everything is made anew: ten thousand in a row on one device, but never more than this on one life of it. */
const MUTATIONS_PER_LIFE = 500;
const ROUNDS_PER_LIFE_MAX = 4_000;
/** On clean bytes for this long, no device is still faulted. */
const HEALED_MS = 10_000;
const BACK_MS = 60_000;
/** Every device has said again by now what nobody had heard. */
const REPEATS_MS = 15_000;
/** What waits in a queue goes first. */
const QUEUE_MS = 3_600_000;
/** A device gives its own repeats up before this; what is told later is told of something else. */
const PRESS_MS_MAX = 600_000;
const WIRE_LOG_MAX = 200;
/** Timers of one device, its link and its simulator at once. */
const TIMERS_MAX = 64;
/** What ten thousand mutations may leave behind. */
const HEAP_BYTES_MAX = 6 * 1024 * 1024;

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc") as () => void;

/** Heap in use, garbage collected. */
function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/**
 * How many events nobody caused are no fault of ours: damage passes an n-bit check once in 2^n times, here with room
 * for chance; without a check everything that still looks like a message says what it says.
 */
export function inventedMax({ checkBits }: Case, damaged: number): number {
  if (checkBits === 0) return damaged;
  const expected = damaged / 2 ** checkBits;
  return Math.ceil(expected + 3 * Math.sqrt(expected));
}

/** What came of it. */
export interface Tally {
  mutations: number;
  damaged: number;
  pressed: number;
  told: number;
  /** Events that nobody caused. */
  invented: number;
  /** Events of a press that had been told. */
  doubled: string[];
  /** Trouble in words. */
  faults: Set<string>;
}

interface Pressed {
  readonly event: string;
  readonly atMs: number;
  told: number;
}

/** All lives of one device, one after the other. */
export async function badDays(of: Case, mutations = MUTATIONS): Promise<Tally> {
  const deeds = isSource(of) ? await deedsOf(of) : [];
  const tally: Tally = {
    ...{ mutations: 0, damaged: 0, pressed: 0, told: 0, invented: 0, doubled: [], faults: new Set<string>() },
  };
  const echoes = await isSilent(of);
  let heap: number | null = null;
  for (let life = 0; tally.mutations < mutations; life++) {
    await oneLife(of, deeds, life, echoes, tally);
    heap ??= of.isFirst ? heapBytes() : null;
  }
  const grown = heap === null ? 0 : heapBytes() - heap;
  if (grown > HEAP_BYTES_MAX) tally.faults.add(`${grown} bytes of memory were not given back`);
  return tally;
}

/** A device that never says anything: then the wire says what the host said, as two-wire adapters do. */
async function isSilent(of: Case): Promise<boolean> {
  if (isSource(of)) return false;
  const rig = await rigFor(of, 3);
  void tell(rig, numberAt(1));
  await rig.clock.advanceAsync(10_000);
  const silent = !rig.sim.frames.some(({ direction }) => direction === "out");
  await ended(rig);
  return silent;
}

async function oneLife(of: Case, deeds: readonly Deed[], life: number, echoes: boolean, tally: Tally): Promise<void> {
  const rig = await rigFor(of, 1_000 + life * 7, echoes);
  const day = new Day(rig, deeds, life, tally);
  await online(rig);
  rig.states.clear();
  rig.badLine.bad = true;
  for (let round = 0; round < ROUNDS_PER_LIFE_MAX && rig.badLine.mutations < MUTATIONS_PER_LIFE; round++) {
    await day.round();
  }
  expect(rig.badLine.mutations, "too few messages to damage").toBeGreaterThan(MUTATIONS_PER_LIFE / 2);
  rig.badLine.mend();
  tally.mutations += rig.badLine.mutations;
  tally.damaged += rig.badLine.damaged;
  await rig.clock.advanceAsync(HEALED_MS);
  if (rig.status().state === "faulted") tally.faults.add(`still faulted: ${rig.status().detail}`);
  await online(rig, BACK_MS);
  day.judge();
  await day.lastPress();
  for (const state of rig.states) if (/驱动出错|driver failed/.test(state)) tally.faults.add(state);
  judgeBounds(rig, tally);
  await ended(rig);
}

function judgeBounds(rig: Rig, { faults }: Tally): void {
  const { member, line, clock, of } = rig;
  const { counters } = member.status();
  if ((counters.restarts ?? 0) > 0) faults.add(`the session was restarted ${counters.restarts} times`);
  for (const log of [member.wireLog, ...(line.bus === null ? [] : [line.bus.wireLog])]) {
    const frames = log.frames();
    if (frames.length > WIRE_LOG_MAX) faults.add(`${frames.length} frames in the wire log`);
    for (const { meaning } of frames) if (/ threw: | counted \d+ bytes/.test(meaning)) faults.add(meaning);
  }
  if (clock.pending > TIMERS_MAX) faults.add(`${clock.pending} timers are waiting`);
  if (isFrameModel(of.model) && rig.line.bus === null) faults.add("a frame model without a bus");
}

/** One life of one device on a bad line. */
class Day {
  readonly #rig: Rig;
  readonly #deeds: readonly Deed[];
  readonly #tally: Tally;
  readonly #pressed: Pressed[] = [];
  /** Papers and messages, and how the hall was told they ended. */
  readonly #orders = new Map<string, string | null>();
  #n: number;
  #judged = 0;

  constructor(rig: Rig, deeds: readonly Deed[], life: number, tally: Tally) {
    this.#rig = rig;
    this.#deeds = deeds;
    this.#tally = tally;
    this.#n = life * 31;
  }

  /** Something happens, and a while passes. */
  async round(): Promise<void> {
    const { rig, n } = { rig: this.#rig, n: ++this.#n };
    const { random, of, clock } = rig;
    if (isSource(of) && random() < PRESS_SHARE) await this.#press(n);
    else this.#order(n);
    await clock.advanceAsync(ROUND_MS[of.model.kind] * (0.5 + random()));
    this.judge();
  }

  /** A press on a good line again arrives once, and an order is carried out. */
  async lastPress(): Promise<void> {
    const { clock, of, told } = this.#rig;
    const number = numberAt(++this.#n);
    if (of.model.kind !== "printer") void tell(this.#rig, number);
    try {
      await clock.until(() => of.model.kind === "printer" || arrived(this.#rig, number), QUEUE_MS);
    } catch (e) {
      console.log(
        this.#rig.status(),
        this.#rig.sim.view(),
        this.#rig.member.wireLog
          .frames()
          .slice(-40)
          .map((f) => `${Math.round(f.atUs / 1000) % 1e7} ${f.direction} ${f.meaning}`),
      );
      throw e;
    }
    if (!isSource(of)) return;
    await clock.advanceAsync(REPEATS_MS);
    this.judge();
    // Several tries for readers, which know cards and the lifting of cards alike.
    const deed = this.#deeds[0] ?? deedAt(of, this.#deeds, ++this.#n, this.#rig.random);
    const rest = this.#deeds.find(({ event }) => event === null);
    if (of.model.kind === "reader" && rest !== undefined) this.#rig.sim.press(rest.press);
    await clock.advanceAsync(2_000);
    await prepared(this.#rig, `last-${this.#n}`);
    told.length = 0;
    this.#judged = 0;
    this.#rig.sim.press(deed.press);
    await clock.advanceAsync(6_000);
    if (deed.event !== null && told.length !== 1)
      console.log(
        this.#rig.status(),
        JSON.stringify(this.#rig.sim.view()).slice(-300),
        this.#rig.member.wireLog
          .frames()
          .slice(-70)
          .map((f) => `${Math.round(f.atUs / 1000) % 1e7} ${f.direction} ${f.meaning}`),
      );
    expect(told.map(nameOf), "the press after the bad days").toEqual(deed.event === null ? [] : [deed.event]);
  }

  async #press(n: number): Promise<void> {
    const deed = deedAt(this.#rig.of, this.#deeds, n, this.#rig.random);
    await prepared(this.#rig, `n-${n}`);
    const { clock, sim } = this.#rig;
    this.#tally.pressed += 1;
    const event = deed.invited === true ? `${deed.event} n-${n}` : deed.event;
    if (event !== null) this.#pressed.push({ event, atMs: clock.monotonicMs(), told: 0 });
    sim.press(deed.press);
  }

  #order(n: number): void {
    const number = `A${String(n).padStart(5, "0")}`;
    const { kind } = this.#rig.of.model;
    const ended = tell(this.#rig, kind === "printer" || kind === "modem" ? number : numberAt(n));
    if (kind !== "printer" && kind !== "modem") return;
    this.#orders.set(number, null);
    void ended?.then((outcome) => this.#orders.set(number, outcome));
  }

  /** Every event so far against what somebody did; every paper against what the hall was told of it. */
  judge(): void {
    const { told, clock } = this.#rig;
    for (const one of told.slice(this.#judged)) this.#judgeEvent(one);
    this.#judged = told.length;
    const nowMs = clock.monotonicMs();
    while ((this.#pressed[0]?.atMs ?? nowMs) < nowMs - PRESS_MS_MAX) this.#pressed.shift();
    if (this.#rig.of.model.kind !== "printer") return;
    for (const [number, outcome] of this.#orders) {
      const papers = papersOf(this.#rig, number);
      if (papers > 1) this.#tally.doubled.push(`${papers} papers of ${number}`);
      if (outcome === "printed" && papers === 0) this.#tally.invented += 1;
      if (outcome !== null) this.#orders.delete(number);
    }
  }

  #judgeEvent(one: Told): void {
    const { event, atMs, sent } = one;
    this.#tally.told += 1;
    if (event.type === "sent") {
      if (!arrived(this.#rig, String(event.smsId))) this.#tally.invented += 1;
      return;
    }
    const name = nameOf(one) + (event.invitation === undefined ? "" : ` ${event.invitation}`);
    const mine = this.#pressed.filter((press) => press.event === name && press.atMs <= atMs);
    const open = mine.find(({ told }) => told === 0);
    if (sent === false) this.#tally.invented += 1;
    else if (open !== undefined) open.told += 1;
    else if (mine.length > 0) this.#tally.doubled.push(`${name} at ${atMs}`);
    else this.#tally.invented += 1;
  }
}

const PRESS_SHARE = 0.8;
/** About how long such a device is busy with one thing. */
const ROUND_MS = {
  printer: 1_500,
  led: 600,
  keypad: 1_500,
  pad: 1_500,
  voice: 3_000,
  reader: 3_000,
  scanner: 800,
  modem: 4_000,
} as const;
