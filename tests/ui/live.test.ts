// The socket of every page: whole views, silence, reconnecting for ever, never backwards.
import { describe, expect, test } from "vitest";
import type { ViewMessage } from "../../controller/contract/views.ts";
import { freshness, LiveView, type SocketLike, viewUrl } from "../../kiosk-ui/shared/live.ts";
import { retryDelayMs } from "../../kiosk-ui/shared/timers.ts";
import { FakeTime } from "./fake-time.ts";
import { at, hallView } from "./fixtures.ts";

class FakeSocket implements SocketLike {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  closed = false;
  close(): void {
    this.closed = true;
  }
  view(seq: number, rule: string): void {
    const data = hallView({ rule: { "zh-CN": rule } });
    const message: ViewMessage<"hall"> = { type: "view", view: "hall", seq, at: at(0), data };
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  beat(seq = 1): void {
    this.onmessage?.({ data: JSON.stringify({ type: "heartbeat", seq, at: at(0) }) });
  }
}

function connected() {
  const time = new FakeTime();
  const sockets: FakeSocket[] = [];
  const live = new LiveView<"hall">("ws://hall/ws?view=hall", {
    timers: time,
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  });
  const newest = (): FakeSocket => {
    const socket = sockets[sockets.length - 1];
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  };
  const shown = (): string | undefined => live.view.value?.rule["zh-CN"];
  return { time, sockets, live, newest, shown };
}

describe("the live view", () => {
  test("is stale until the first view and live from then on", () => {
    const { live, newest, shown } = connected();
    expect(live.link.value).toBe("stale");
    newest().beat();
    expect(live.link.value).toBe("stale");
    newest().view(7, "seven");
    expect(live.link.value).toBe("live");
    expect(shown()).toBe("seven");
  });

  test("keeps the newer view when an older one arrives on the same connection", () => {
    const { newest, shown } = connected();
    newest().view(7, "seven");
    newest().view(6, "six");
    expect(shown()).toBe("seven");
    newest().view(7, "seven again");
    expect(shown()).toBe("seven again");
  });

  test("takes the first view of a new connection even when a restored log counts from lower down", async () => {
    const { time, newest, shown } = connected();
    newest().view(900, "before");
    newest().onclose?.();
    await time.pass(1_000);
    newest().view(12, "after the restore");
    expect(shown()).toBe("after the restore");
  });

  test("closes the line after 15 s of silence and keeps the last view while stale", async () => {
    const { time, live, newest, shown, sockets } = connected();
    newest().view(1, "kept");
    await time.pass(14_000);
    newest().beat();
    await time.pass(14_900);
    expect(live.link.value).toBe("live");
    await time.pass(200);
    expect(live.link.value).toBe("stale");
    expect(sockets[0]?.closed).toBe(true);
    expect(shown()).toBe("kept");
  });

  test("never gives up, and never waits more than 10 s between tries", async () => {
    const { time, sockets, newest, live } = connected();
    newest().view(1, "one");
    for (let hour = 0; hour < 3; hour += 1) {
      const before = sockets.length;
      for (let minute = 0; minute < 60; minute += 1) {
        newest().onclose?.();
        await time.pass(10_001);
      }
      expect(sockets.length).toBeGreaterThanOrEqual(before + 60);
    }
    newest().view(2, "back");
    expect(live.link.value).toBe("live");
  });

  test("ignores what a dropped connection still says", async () => {
    const { time, sockets, newest, shown } = connected();
    newest().view(5, "five");
    newest().onclose?.();
    await time.pass(1_000);
    newest().view(6, "six");
    sockets[0]?.view(9, "ghost");
    sockets[0]?.onclose?.();
    expect(shown()).toBe("six");
    expect(sockets).toHaveLength(2);
  });

  test("survives bytes that are not a message", () => {
    const { newest, live } = connected();
    newest().onmessage?.({ data: "{not json" });
    newest().onmessage?.({ data: new ArrayBuffer(3) });
    newest().view(1, "fine");
    expect(live.link.value).toBe("live");
  });

  test("tells the hall's time although the tablet's clock is wrong", async () => {
    const { time, live, newest } = connected();
    newest().view(1, "one");
    const saidMs = Date.parse(at(0));
    expect(live.hallNowMs()).toBe(saidMs);
    await time.pass(4_000);
    expect(live.hallNowMs()).toBe(saidMs + 4_000);
  });

  test("opens nothing after it was closed", async () => {
    const { time, live, newest, sockets } = connected();
    newest().onclose?.();
    live.close();
    await time.pass(60_000);
    expect(sockets).toHaveLength(1);
  });
});

test("the delay between tries grows to its bound and no further", () => {
  const delays = [0, 1, 2, 3, 4, 5, 30].map((attempt) => retryDelayMs(attempt, 500, 10_000, 0.5));
  expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(retryDelayMs(9, 500, 10_000, 0.999)).toBeLessThanOrEqual(10_000);
  expect(retryDelayMs(0, 500, 10_000, 0)).toBe(375);
});

test("the address follows the page's own scheme and escapes the id", () => {
  expect(viewUrl({ protocol: "https:", host: "hall.example" }, "ticket", "a b&c")).toBe(
    "wss://hall.example/ws?view=ticket&id=a%20b%26c",
  );
  expect(viewUrl({ protocol: "http:", host: "10.0.0.5:8080" }, "hall", null)).toBe("ws://10.0.0.5:8080/ws?view=hall");
});

test("data grow grey after 10 s and are called stopped after 30 s", () => {
  expect([0, 9_999, 10_000, 29_999, 30_000, null].map(freshness)).toEqual([
    "fresh",
    "fresh",
    "grey",
    "grey",
    "stopped",
    "stopped",
  ]);
});
