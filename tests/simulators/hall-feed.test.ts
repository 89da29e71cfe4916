// Open pages hear of every change at once, of silence every second, and cannot hold up the simulator.
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { deviceState, HallFeed, type PlacedDevice, WATCHERS_MAX } from "../../simulators/hall-feed.ts";
import { Ff68KeypadSim } from "../../simulators/keypads/ff68.ts";
import type { SimClock } from "../../simulators/lib.ts";

/** Turned by hand: nothing happens until `pass`. */
class HandClock implements SimClock {
  #nowMs = 0;
  #timers: { atMs: number; task: () => void }[] = [];
  now(): number {
    return this.#nowMs;
  }
  after(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  get waiting(): number {
    return this.#timers.length;
  }
  pass(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const [due] = this.#timers.filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs);
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#nowMs = due.atMs;
      due.task();
    }
    this.#nowMs = untilMs;
  }
}

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function serving() {
  const clock = new HandClock();
  const device = new Ff68KeypadSim({ address: 1 }, { clock });
  const placed: PlacedDevice = { device, windowId: "1", settings: { address: 1 } };
  const feed = new HallFeed([placed], clock);
  const own = createServer((_request, response) => feed.watch(response));
  server = own;
  await new Promise<void>((resolve) => own.listen(0, "127.0.0.1", resolve));
  const { port } = own.address() as AddressInfo;
  const watch = () =>
    new Promise<{ response: IncomingMessage; next: () => Promise<string>; leave: () => void }>((resolve) => {
      const asked = request({ port, host: "127.0.0.1" }, (response) => {
        response.setEncoding("utf8");
        const parts = response[Symbol.asyncIterator]();
        let text = "";
        const next = async (): Promise<string> => {
          while (!text.includes("\n\n")) {
            const part: IteratorResult<string> = await parts.next();
            if (part.done) return "";
            text += part.value;
          }
          const end = text.indexOf("\n\n");
          const event = text.slice(0, end);
          text = text.slice(end + 2);
          return event;
        };
        resolve({ response, next, leave: () => asked.destroy() });
      });
      asked.on("error", () => undefined);
      asked.end();
    });
  return { clock, device, placed, feed, watch };
}

const devicesOf = (event: string): { id: string; view: { typed: string } }[] =>
  JSON.parse(event.replace(/^data: /, ""));

test("a page gets the whole state at once and after every change", async () => {
  const { clock, device, placed, watch } = await serving();
  const page = await watch();
  expect(page.response.headers["content-type"]).toBe("text/event-stream");
  expect(devicesOf(await page.next())).toEqual(JSON.parse(JSON.stringify([deviceState(placed)])));
  device.press({ key: "7" });
  clock.pass(100);
  expect(devicesOf(await page.next())[0]?.view.typed).toBe("7");
});

test("many changes in a moment are one message", async () => {
  const { clock, device, watch } = await serving();
  const page = await watch();
  await page.next();
  device.press({ key: "1" });
  device.press({ key: "2" });
  clock.pass(100);
  expect(devicesOf(await page.next())[0]?.view.typed).toBe("12");
  clock.pass(1000);
  expect(await page.next()).toContain("event: alive");
});

test("a page that opens later gets the present state, and earlier pages miss nothing by it", async () => {
  const { clock, device, watch } = await serving();
  const first = await watch();
  await first.next();
  device.press({ key: "5" });
  const second = await watch();
  expect(devicesOf(await second.next())[0]?.view.typed).toBe("5");
  clock.pass(100);
  expect(devicesOf(await first.next())[0]?.view.typed).toBe("5");
});

test("when the last page goes, nothing runs any more", async () => {
  const { clock, device, feed, watch } = await serving();
  const page = await watch();
  await page.next();
  expect(feed.watchers).toBe(1);
  page.leave();
  await expect.poll(() => feed.watchers).toBe(0);
  device.press({ key: "1" });
  expect(clock.waiting).toBe(0);
});

test("closing lets every page go", async () => {
  const { feed, watch } = await serving();
  const page = await watch();
  await page.next();
  feed.close();
  expect(await page.next()).toBe("");
  expect(feed.watchers).toBe(0);
});

test("more pages than the limit are refused in words", async () => {
  const { watch } = await serving();
  for (let count = 0; count < WATCHERS_MAX; count++) await watch();
  expect((await watch()).response.statusCode).toBe(503);
});

test("a device is described with where it stands and what may be done to it", async () => {
  const { placed } = await serving();
  expect(deviceState(placed)).toMatchObject({
    id: "keypad-1",
    model: "keypad/ff68",
    window: "1",
    fault: "none",
    settings: { address: 1 },
  });
  expect(deviceState(placed).keys).toContain("call");
  expect(deviceState(placed).faults).toContain("unplugged");
});
