// Devices, tokens and citizens at a locked house, and who is named in the log.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PAIRING_MS } from "../../controller/access/pairings.ts";
import { MAINTAINER } from "./house.ts";
import { account, firstManager, get, house, lockHouse, logged, PASSWORD, post } from "./locked-house.ts";

beforeEach(() => lockHouse());
afterEach(() => house.close());

describe("a paired device", () => {
  async function pairing(role: string) {
    const begun = await post("access/pairing", { role });
    expect(begun.status).toBe(201);
    return begun.body as { secret: string; code: string };
  }
  async function paired(manager: string, role: string, place: string | null) {
    const page = await pairing(role);
    const made = await post("access/pairing/approve", { code: page.code, role, place }, manager);
    expect(made.status).toBe(201);
    const claimed = await post("access/pairing/claim", { secret: page.secret });
    expect(claimed.body).toEqual({ state: "paired" });
    return { id: made.body.id as string, cookie: claimed.cookie, line: claimed.line, secret: page.secret };
  }

  test("shows a code, is let in once, acts at its own kiosk alone, and is out when revoked", async () => {
    const manager = await firstManager();
    const page = await pairing("kiosk");
    expect((await post("access/pairing/claim", { secret: page.secret })).body).toEqual({ state: "waiting" });
    expect(
      (await post("access/pairing/approve", { code: page.code, role: "kiosk", place: "1" }, manager)).body.code,
    ).toBe("PLACE_UNKNOWN");
    const kiosk = await paired(manager, "kiosk", "kiosk-1");
    expect(kiosk.line).toMatch(/HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    expect((await post("access/pairing/claim", { secret: kiosk.secret })).body.code).toBe("PAIRING_UNKNOWN");
    const ticket = await post("tickets", { serviceId: "social", kioskId: "kiosk-1" }, kiosk.cookie);
    expect(ticket.status).toBe(201);
    expect(logged().find(({ type }) => type === "ticket.issued")?.actor).toBe(`device:${kiosk.id}`);
    const foreign = await post("tickets", { serviceId: "social", kioskId: "kiosk-2" }, kiosk.cookie);
    expect(foreign).toMatchObject({ status: 403, body: { code: "RIGHT_MISSING" } });
    expect((await get("kiosks/kiosk-2", kiosk.cookie)).status).toBe(403);
    expect((await get("kiosks/kiosk-1", kiosk.cookie)).status).toBe(200);
    const elsewhere = await post("tickets", { serviceId: "social" }, manager);
    expect((await post(`tickets/${elsewhere.body.id}/reprint`, {}, kiosk.cookie)).status).toBe(403);
    expect((await post("windows/1/call-next", {}, kiosk.cookie)).status).toBe(403);
    expect((await post(`access/devices/${kiosk.id}/revoke`, {}, manager)).status).toBe(204);
    expect((await get("kiosks/kiosk-1", kiosk.cookie)).status).toBe(401);
    expect((await post(`access/devices/${kiosk.id}/revoke`, {}, manager)).body.code).toBe("PAIRED_DEVICE_UNKNOWN");
  });

  test("at a window rates there alone", async () => {
    const manager = await firstManager();
    const pad = await paired(manager, "pad", "1");
    expect((await post("windows/2/rating", { level: 5 }, pad.cookie)).body.code).toBe("RIGHT_MISSING");
    expect((await post("windows/1/rating", { level: 5 }, pad.cookie)).body.code).toBe("NO_OPEN_INVITATION");
    await post("windows/2/open", { staffId: "s02" }, manager);
    await post("tickets", { serviceId: "social" }, manager);
    await post("windows/2/call-next", {}, manager);
    await post("windows/2/arrived", {}, manager);
    const invited = await post("windows/2/invite-rating", {}, manager);
    const caseId = invited.body.case.id as string;
    const forged = await post("ratings", { caseId, level: 5, channel: "window_pad" }, pad.cookie);
    expect(forged.status).toBe(403);
    const paper = await post("ratings", { caseId, level: 5, channel: "paper" }, pad.cookie);
    expect(paper.status).toBe(403);
    const clerk = await account(manager, "s02");
    expect((await post("windows/2/rating", { level: 5 }, clerk)).status).toBe(403);
  });

  test("gives its role and place to the one that takes over", async () => {
    const manager = await firstManager();
    const old = await paired(manager, "kiosk", "kiosk-1");
    const page = await pairing("board");
    const swapped = await post(`access/devices/${old.id}/swap`, { code: page.code }, manager);
    expect(swapped.body).toMatchObject({ role: "kiosk", place: "kiosk-1" });
    const fresh = await post("access/pairing/claim", { secret: page.secret });
    expect((await get("kiosks/kiosk-1", fresh.cookie)).status).toBe(200);
    expect((await get("kiosks/kiosk-1", old.cookie)).status).toBe(401);
    const list = (await get("access/devices", manager)).body;
    expect(list.devices).toHaveLength(1);
    expect((await post(`access/devices/${old.id}/swap`, { code: page.code }, manager)).body.code).toBe(
      "PAIRED_DEVICE_UNKNOWN",
    );
  });

  test("whose code is wrong, used or too old is not let in; guessing is slowed down", async () => {
    const manager = await firstManager();
    const page = await pairing("board");
    const body = { code: page.code, role: "board" };
    await house.clock.advance(PAIRING_MS + 1);
    expect((await post("access/pairing/approve", body, manager)).body.code).toBe("PAIRING_UNKNOWN");
    expect((await post("access/pairing/claim", { secret: page.secret })).body.code).toBe("PAIRING_UNKNOWN");
    const codes = new Set<string>();
    for (let i = 0; i < 12; i += 1) {
      const wrong = await post("access/pairing/approve", { code: `00000${i % 10}`, role: "board" }, manager);
      codes.add(wrong.body.code);
    }
    expect([...codes]).toEqual(["PAIRING_UNKNOWN", "REQUESTS_TOO_MANY"]);
  });

  test("may not ask for codes without end", async () => {
    const statuses = [];
    for (let i = 0; i < 12; i += 1) statuses.push((await post("access/pairing", { role: "kiosk" })).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(201));
    expect(statuses.slice(10)).toEqual([429, 429]);
  });
});

describe("a token", () => {
  test("is shown once, may what it was given, is named in the log, expires and is revoked", async () => {
    const manager = await firstManager();
    const made = await post("access/tokens", { label: "city", rights: ["auditor"], days: 1 }, manager);
    expect(made.status).toBe(201);
    const bearer = { authorization: `Bearer ${made.body.token}` };
    expect((await get("events", "", bearer)).status).toBe(200);
    expect((await get("/metrics", "", bearer)).status).toBe(200);
    expect((await get("access/tokens", "", bearer)).status).toBe(403);
    expect((await get("events", "", { authorization: `Bearer ${made.body.token.slice(1)}` })).status).toBe(401);
    const listed = (await get("access/tokens", manager)).body;
    expect(listed).toHaveLength(1);
    expect(JSON.stringify(listed)).not.toContain(made.body.token);
    await house.clock.advance(86_400_001);
    expect((await get("events", "", bearer)).status).toBe(401);
    const inside = await post("access/sign-in", { username: "1001", password: PASSWORD });
    const issuing = await post("access/tokens", { label: "rig", rights: ["kiosk"] }, inside.cookie);
    const rig = { authorization: `Bearer ${issuing.body.token}` };
    expect((await post("tickets", { serviceId: "social" }, "", rig)).status).toBe(201);
    expect(logged().find(({ type }) => type === "ticket.issued")?.actor).toBe(`token:${issuing.body.id}`);
    expect((await post(`access/tokens/${issuing.body.id}/revoke`, {}, inside.cookie)).status).toBe(204);
    expect((await post("tickets", { serviceId: "social" }, "", rig)).status).toBe(401);
    expect((await post(`access/tokens/${issuing.body.id}/revoke`, {}, inside.cookie)).body.code).toBe("TOKEN_UNKNOWN");
  });
});

describe("the rest", () => {
  test("a citizen needs nothing but the token of the ticket", async () => {
    const manager = await firstManager();
    const { body: ticket } = await post("tickets", { serviceId: "social" }, manager);
    const token = String(ticket.url).split("/").at(-1) ?? "";
    expect((await get(`tickets/${token}`)).status).toBe(200);
    expect((await get(`tickets/${ticket.id}`)).body.code).toBe("LOGIN_NEEDED");
    expect((await get("tickets/AAAAAAAAAAAAAAAAAAAAAA")).body.code).toBe("TICKET_UNKNOWN");
    expect((await get(`/t/${token}`)).status).toBe(200);
    expect((await post(`tickets/${token}/leave`, {})).status).toBe(200);
    expect(logged().find(({ type }) => type === "ticket.left")?.actor).toBe("citizen");
  });

  test("the technician's key opens the technician's routes and nothing of the manager's", async () => {
    await firstManager();
    expect((await get("technician/models")).body.code).toBe("TECHNICIAN_KEY_NEEDED");
    expect((await get("technician/models", "", MAINTAINER)).status).toBe(200);
    expect((await get("access/accounts", "", MAINTAINER)).status).toBe(403);
    expect((await get("access/devices", "", MAINTAINER)).status).toBe(200);
  });

  test("no name, address or password is in any event", async () => {
    const manager = await firstManager();
    await account(manager, "s02");
    for (let i = 0; i < 6; i += 1) await post("access/sign-in", { username: "li", password: "wrong wrong wrong" });
    const text = JSON.stringify(logged().filter(({ type }) => /^(account|token|device-page)\./.test(type)));
    expect(text).toContain("account.locked");
    for (const secret of [PASSWORD, "王某", "李某", "127.0.0.1", "1001"]) expect(text).not.toContain(secret);
  });

  test("one tab at a time holds a window", async () => {
    const manager = await firstManager();
    const lease = async (tabId: string, release = false) =>
      (await post("windows/1/lease", { tabId, release }, manager)).body.held as boolean;
    expect([await lease("tab-one-1"), await lease("tab-two-2"), await lease("tab-one-1")]).toEqual([true, false, true]);
    await house.clock.advance(15_001);
    expect([await lease("tab-two-2"), await lease("tab-one-1")]).toEqual([true, false]);
    expect([await lease("tab-two-2", true), await lease("tab-one-1")]).toEqual([false, true]);
    expect((await post("windows/9/lease", { tabId: "tab-one-1" }, manager)).body.code).toBe("WINDOW_UNKNOWN");
  });
});
