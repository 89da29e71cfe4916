// P11: how long a call waits for the bus while 31 other strips are refreshed at 9600 baud; virtual time, real kernel.
import { setImmediate as turn } from "node:timers/promises";
import { createDevice } from "../../dist/drivers/kernel/device.js";
import { Link } from "../../dist/drivers/kernel/link.js";
import { onbonBx5k } from "../../dist/drivers/led/onbon-bx5k.js";
import { memoryPair } from "../../dist/drivers/transports/memory.js";
import { median, ms, report } from "./bench-lib.mjs";
import { CardInput, cardAck, wireMs } from "./wire.mjs";

const BAUD = 9_600;
const STRIPS = 32;
const CALLS = 10_000;
/** From the last byte of a frame to the first of its answer. */
const CARD_TURN_MS = 5;
const CALL_EVERY_MS = [150, 400];
const WAIT_MS_MAX = 5_000;
const SEED = 11;

/** Time that passes only when somebody says so; timers in order, promises settled between them. */
class VirtualClock {
  #nowMs = 0;
  #made = 0;
  #heap = [];

  nowMs = () => 1_760_000_000_000 + this.#nowMs;
  monotonicMs = () => this.#nowMs;

  after(delayMs, run) {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), made: ++this.#made, run };
    this.#put(timer);
    return {
      cancel: () => {
        timer.run = null;
      },
    };
  }

  /** Runs timers until the condition holds. */
  async until(holds) {
    const lateMs = this.#nowMs + WAIT_MS_MAX;
    await turn();
    while (!holds()) {
      const next = this.#take();
      if (next === null || next.dueMs > lateMs) throw new Error("the virtual bus stands still");
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      if (next.run === null) continue;
      next.run();
      // Promises settle at once; nothing in the kernel waits for the real loop.
      for (let i = 0; i < 6; i++) await null;
    }
  }

  async pass(durationMs) {
    let over = false;
    this.after(durationMs, () => {
      over = true;
    });
    await this.until(() => over);
  }

  #put(timer) {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    while (at > 0 && before(timer, heap[(at - 1) >> 1])) {
      heap[at] = heap[(at - 1) >> 1];
      at = (at - 1) >> 1;
    }
    heap[at] = timer;
  }

  #take() {
    const heap = this.#heap;
    const first = heap[0] ?? null;
    const last = heap.pop();
    if (first === null || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child += 1;
      if (child >= heap.length || !before(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

const before = (a, b) => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.made < b.made);

function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A board with frames of 60 bytes and no answer: what the goal's 76 ms were reckoned with. */
const SIXTY = 60;
const silentBoard = {
  ...onbonBx5k,
  id: "led/bench-60",
  timing: { replyMs: 100, lateMsMax: 0, attemptsMax: 1, gapMs: 12.5, probeEveryMs: null },
  codec: {
    name: "bench-60",
    frameBytesMax: SIXTY,
    encode: ({ address, words }) =>
      Uint8Array.from(Buffer.from(`${address}|${words}`.padEnd(SIXTY, ".").slice(0, SIXTY))),
    decode: (buffer) =>
      buffer.length === 0 ? { kind: "need-more" } : { kind: "garbage", skip: buffer.length, why: "" },
  },
  owns: () => false,
  probe: () => null,
  onOpen: () => [],
  plan: (show, { address }) => [{ message: { address, words: show.texts[0] }, reply: null }],
};

/** All strips on one wire; the far end answers as cards do, or not at all. */
function wired(clock, model, answers) {
  const wire = memoryPair(clock, { baudRate: BAUD });
  const frames = [];
  const { transport } = wire;
  const noted = {
    ...transport,
    label: transport.label,
    open: () => transport.open(),
    close: () => transport.close(),
    onData: (listener) => transport.onData(listener),
    onClose: (listener) => transport.onClose(listener),
    write: (bytes) => {
      const written = { atMs: clock.monotonicMs(), bytes };
      frames.push(written);
      if (frames.length > STRIPS * 4) frames.shift();
      noted.told?.(written);
      return transport.write(bytes);
    },
    told: null,
  };
  const cards = new CardInput(({ address }) => clock.after(CARD_TURN_MS, () => wire.peer.send(cardAck(address))));
  wire.peer.receive = (bytes) => answers && cards.push(bytes, clock.monotonicMs());
  const link = new Link({ id: "bus", transport: noted, clock, random: () => 0.5, baudRate: BAUD });
  const strips = Array.from({ length: STRIPS }, (_, i) =>
    createDevice({ id: `s${i + 1}`, model, settings: settingsOf(i + 1), link, clock }),
  );
  link.start();
  return { link, strips, onFrame: (listener) => (noted.told = listener) };
}

const settingsOf = (address) => ({
  ...{ address, width: 96, height: 16, areaId: 0, xUnit: "byte8", deviceType: 254, reserved: "zero" },
  ...{ speed: 4, stay: 10, effect: "static", encoding: "gbk" },
});

/** Which strip a frame is for, and whether it shows this number. */
const shows = (bytes, number) => Buffer.from(bytes).includes(number);

/** Waits of so many calls, each at a random moment, while every other strip always has something new to show. */
async function waits(model, answers, calls) {
  const clock = new VirtualClock();
  const random = seeded(SEED);
  const { link, strips, onFrame } = wired(clock, model, answers);
  let round = 0;
  const refresh = (strip) => strip.show({ state: "serving", texts: [`B${String(++round % 1000).padStart(3, "0")}`] });
  for (const strip of strips) refresh(strip);
  await clock.pass(4_000);
  const result = { waitMs: [], between: [], bytesMax: 0 };
  for (let i = 0; i < calls; i++) {
    const callee = Math.floor(random() * STRIPS);
    // Nobody on this bus is ever done: what was shown is out of date at once.
    for (const [k, strip] of strips.entries()) if (k !== callee) refresh(strip);
    await clock.pass(CALL_EVERY_MS[0] + random() * (CALL_EVERY_MS[1] - CALL_EVERY_MS[0]));
    for (const [k, strip] of strips.entries()) if (k !== callee) refresh(strip);
    const number = `A${String(i % 1000).padStart(3, "0")}`;
    const fromMs = clock.monotonicMs();
    let startedMs = null;
    let between = 0;
    onFrame(({ atMs, bytes }) => {
      result.bytesMax = Math.max(result.bytesMax, bytes.length);
      if (startedMs !== null) return;
      if (shows(bytes, number)) startedMs = atMs;
      else between += 1;
    });
    strips[callee].show({ state: "calling", texts: [number], call: i });
    await clock.until(() => startedMs !== null);
    result.waitMs.push(startedMs - fromMs);
    result.between.push(between);
  }
  void link.stop(0);
  return result;
}

export async function measureBus(quick) {
  const calls = quick ? 1_000 : CALLS;
  const sixty = await waits(silentBoard, false, calls);
  const real = await waits(onbonBx5k, true, calls);
  const tell = (name, { waitMs, between }, boundMs, aim) => {
    const maxMs = Math.max(...waitMs);
    const within = waitMs.filter((wait) => wait <= boundMs).length;
    const ours = `p50 ${ms(median(waitMs))}, max ${ms(maxMs)}`;
    const met = within === calls && Math.max(...between) === 0;
    report("P11", name, ours, `frame + turn ${ms(boundMs)}`, `${within} of ${calls}`, aim, met);
  };
  const sixtyMs = wireMs(SIXTY, BAUD) + 12.5;
  tell("call's wait, 31 strips refreshed, 60 B frames", sixty, Math.max(76, sixtyMs), `≤ 76 ms in ${calls}`);
  // A real card also answers: the bus is its own until the last byte of that.
  const ackMs = Math.max(...Array.from({ length: STRIPS }, (_, i) => wireMs(cardAck(i + 1).length, BAUD)));
  const boundMs = wireMs(real.bytesMax, BAUD) + CARD_TURN_MS + ackMs + 0.01;
  tell(`the same, Onbon ${real.bytesMax} B and its answer`, real, boundMs, "1 frame and its answer");
}
