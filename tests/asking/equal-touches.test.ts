// X10: on every channel each of the five levels costs the same acts to store, through the code that really takes it in.
import { expect, onTestFinished, test } from "vitest";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { FleetHall } from "../controller/fleet-hall.ts";
import { House } from "../http/house.ts";
import { Phone } from "../http/phone-forms.ts";
import { GivenAsking } from "./given-asking.ts";

const LEVELS = [5, 4, 3, 2, 1] as const;
type Level = (typeof LEVELS)[number];

/** One act of a person: a press, a touch, a form sent, a message, a sentence on the telephone. */
interface Channel {
  /** Another case stands before its person. */
  readonly ready: () => Promise<unknown>;
  readonly act: (level: Level) => Promise<unknown>;
  readonly log: () => readonly LoggedEvent[];
}

const GRADES = { "0": 1, "1": 2, "2": 3, "3": 4, "4": 5 };

/** A pad of the FF 68 family: the key that stands for the level, and nothing else. */
async function hardware(variant: "jackqchen" | "hallqueue"): Promise<Channel> {
  const pad = { id: "pad-1", model: "pad/ff68", link: "bus", window: "1" };
  const hall = await FleetHall.open({
    links: ["bus"],
    devices: [{ ...pad, settings: { address: 1, variant, grades: GRADES } }],
  });
  return {
    ready: () => servedIn(hall),
    act: async (level) => {
      hall.sim("pad-1").press({ grade: level - 1 });
      await hall.advance(1_000);
    },
    log: () => hall.events(),
  };
}

async function android(): Promise<Channel> {
  const pad = { id: "pad-1", model: "pad/json-ws", link: "pad", window: "1" };
  const grades = { "5": 5, "4": 4, "3": 3, "2": 2, "1": 1 };
  const hall = await FleetHall.open({
    links: ["pad"],
    devices: [{ ...pad, settings: { windowNumber: "1", grades } }],
  });
  let caseId = "";
  return {
    ready: async () => {
      caseId = await servedIn(hall);
    },
    act: async (level) => {
      const said = { type: "RateSubmit", RateID: caseId, Content: String(level) };
      hall.wire("pad").send(Uint8Array.from(Buffer.from(`${JSON.stringify(said)}\n`)));
      await hall.advance(1_000);
    },
    log: () => hall.events(),
  };
}

async function servedIn(hall: FleetHall): Promise<string> {
  await hall.calls("1");
  await hall.does({ type: "arrived", windowId: "1" });
  await hall.does({ type: "finish", windowId: "1" });
  await hall.advance(1_500);
  return hall.state((state) => state.windows.get("1")?.invitedCaseId ?? "");
}

async function house(): Promise<{ readonly at: House; readonly phone: Phone; readonly log: Channel["log"] }> {
  const at = await House.open();
  onTestFinished(() => at.close());
  return { at, phone: new Phone(at), log: () => [...at.store.loadSinceDayStart()] };
}

/** What the page sends for one touch, as `tests/ui/pad.test.ts` holds it. */
async function padPage(): Promise<Channel> {
  const { at, phone, log } = await house();
  const ready = async () => phone.served(await at.ticket());
  return { ready, act: (level) => at.post("windows/1/rating", { level }), log };
}

async function phonePage(): Promise<Channel> {
  const { at, phone, log } = await house();
  let ticket = { id: "", url: "" };
  const ready = async () => {
    ticket = await at.ticket();
    await phone.served(ticket);
  };
  return { ready, act: (level) => phone.send(ticket, "rate", { level: String(level) }), log };
}

/** Five people who were not at the pad and left numbers; time passes until they are asked. */
async function asked(days = 0) {
  const given = await GivenAsking.open();
  const visits: { readonly caseId: string; readonly phone: string }[] = [];
  for (const level of LEVELS) {
    const phone = `1380000000${level}`;
    visits.push({ caseId: (await given.visit(phone)).caseId, phone });
  }
  await given.later(31);
  await given.later(days * 24 * 60);
  let at = -1;
  const ready = () => {
    at += 1;
    return Promise.resolve();
  };
  const log = () => [...given.house.store.loadSinceDayStart()];
  return { given, ready, log, now: () => visits[at] ?? { caseId: "", phone: "" } };
}

async function smsReply(): Promise<Channel> {
  const { given, ready, log, now } = await asked();
  const act = (level: Level) => given.says(now().phone, String(level));
  return { ready, act, log };
}

async function smsLink(): Promise<Channel> {
  const { given, ready, log } = await asked();
  const links = given.texts.map((text) => /\/r\/[A-Za-z0-9_-]+/.exec(text)?.[0] ?? "");
  let path = "";
  const next = () => {
    path = links.shift() ?? "";
    return ready();
  };
  return { ready: next, act: (level) => new Phone(given.house).post(path, `level=${level}`), log };
}

/** The call is claimed; the level is entered as it is spoken. */
async function callBack(): Promise<Channel> {
  const { given, ready, now } = await asked(3);
  const claimed = async () => {
    await ready();
    expect((await given.house.post(`callbacks/${now().caseId}/claim`, { by: "s02" })).status).toBe(200);
  };
  return {
    ready: claimed,
    act: (level) => given.house.post(`callbacks/${now().caseId}/result`, { by: "s02", result: "rated", level }),
    log: () => given.events("rating.recorded").map((row) => ({ ...row, type: "rating.recorded" })) as never,
  };
}

test.each<[string, () => Promise<Channel>]>([
  ["hardware pad, FF 68 of banks", () => hardware("hallqueue")],
  ["hardware pad, FF 68 of government halls", () => hardware("jackqchen")],
  ["Android pad", android],
  ["pad page", padPage],
  ["page of the ticket", phonePage],
  ["answer to a message", smsReply],
  ["link of a message", smsLink],
  ["telephone call-back", callBack],
])("%s: one act stores any of the five levels, and the same act again stores nothing more", async (_name, open) => {
  const channel = await open();
  const stored = () => channel.log().flatMap((event) => (event.type === "rating.recorded" ? [event.data.level] : []));
  const expected: number[] = [];
  for (const level of LEVELS) {
    await channel.ready();
    await channel.act(level);
    expected.push(level);
    expect(stored()).toEqual(expected);
    await channel.act(level);
    expect(stored()).toEqual(expected);
  }
});
