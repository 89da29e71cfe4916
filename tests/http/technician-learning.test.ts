// Learning an unknown pad over HTTP: opening a line, hearing a press, proposing a profile and trying it.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";
import { House, MAINTAINER } from "./house.ts";

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(async () => {
  await house.close();
  expect(house.errors).toEqual([]);
});

const post = (path: string, body: unknown = {}) => house.post(`technician/${path}`, body, MAINTAINER);

describe("learning", () => {
  const LINK = { id: "new", type: "tcp", host: "192.0.2.9", port: 9000 };
  const keys = (hex: Record<string, string>) =>
    Object.entries(hex).map(([means, bytes]) => ({ means, samples: [bytes, bytes, bytes] }));

  test("hears what a line says after a press, until it is quiet or told to stop", async () => {
    const { transport, peer } = memoryPair(house.clock);
    house.lines.set("new", transport);
    const { id } = (await post("learn/open", { link: LINK })).body;
    const listening = post("learn/listen", { id, ms: 5_000 });
    await house.clock.advanceAsync(100);
    peer.send(Uint8Array.of(0xaa, 0x01));
    await house.clock.advanceAsync(100);
    peer.send(Uint8Array.of(0x05));
    await house.clock.advanceAsync(1_000);
    expect((await listening).body).toEqual({ hex: "aa0105" });
    expect((await post(`learn/${id}/close`)).status).toBe(204);
    expect((await post("learn/listen", { id, ms: 500 })).body.code).toBe("LINE_NOT_OPEN");
    expect((await post(`learn/${id}/close`)).status).toBe(204);
  });

  test("of a line that cannot be opened or is no link says LINE_NOT_OPEN", async () => {
    const bad = [
      LINK,
      { ...LINK, port: 0 },
      { ...LINK, type: "websocket", host: "127.0.0.1" },
      { id: "x" },
      { id: "x", type: "file", path: "/etc/hostname" },
    ];
    for (const link of bad) {
      const { status, body } = await post("learn/open", { link });
      expect([status, body.code]).toEqual([409, "LINE_NOT_OPEN"]);
    }
    expect((await post("learn/listen", { id: "ear-1", ms: 500 })).body.code).toBe("LINE_NOT_OPEN");
  });

  test("proposes a profile that the configuration takes, and tries it", async () => {
    const heard = { "5": "aa550105ff", "4": "aa550104ff", "1": "aa550101ff" };
    const { body } = await post("learn/propose", { kind: "pad", keys: keys(heard), quiet: [] });
    expect(body).toMatchObject({ ok: true, why: "" });
    const tried = await post("learn/check", { kind: "pad", settings: body.settings, hex: "aa550104ff00aa550105ff" });
    expect(tried.body).toEqual({ heard: ["4", "5"], garbageBytes: 1 });
    const device = { id: "pad-1", model: "pad/profile", link: "net-1", window: "1", settings: body.settings };
    const edits = [{ op: "set-device", device }];
    const { digest } = (await house.get("technician/config", MAINTAINER)).body;
    const changed = await post("config", { edits, digest, apply: true });
    expect(changed.body).toMatchObject({ ok: true, applied: true });
  });

  test("says why it has no proposal", async () => {
    const { body } = await post("learn/propose", { kind: "pad", keys: keys({ "5": "aa", "4": "aa" }), quiet: [] });
    expect(body.ok).toBe(false);
    expect(body.why).not.toBe("");
    // Levels are no actions: a keypad's profile would be refused by the configuration.
    const levels = keys({ "5": "aa550105ff", "4": "aa550104ff" });
    expect((await post("learn/propose", { kind: "keypad", keys: levels, quiet: [] })).body.ok).toBe(false);
  });

  test("gives up on noise soon: nobody in the hall waits for it", async () => {
    const random = seededRandom(7);
    const noise = () => Array.from({ length: 1_700 }, () => Math.floor(random() * 16).toString(16));
    const keyed = ["1", "2"].map((means) => ({ means, samples: [noise().join(""), noise().join("")] }));
    const { body } = await post("learn/propose", { kind: "pad", keys: keyed, quiet: [] });
    expect(body.ok).toBe(false);
  }, 300_000);

  test.each([
    {},
    { receive: "AA {data} {nothing}" },
    { receive: 7 },
    { inputs: [{ pattern: "AA", level: 9 }] },
    { unknown: true },
  ])("refuses to try the settings %j", async (settings) => {
    const { status, body } = await post("learn/check", { kind: "pad", settings, hex: "aa" });
    expect([status, body.code]).toEqual([400, "BODY_INVALID"]);
  });
});
