// What a person does at a device and what the hall tells it, for every kind of device.
import type { TicketPaper } from "../../../drivers/kernel/model.ts";
import type { Press } from "../../../simulators/lib.ts";
import type { Case } from "./cases.ts";
import { type Rig, rigFor, type Told } from "./rig.ts";

/** A press, and the event it is to bring about; null: none of its own (a card is lifted). */
export interface Deed {
  readonly press: Press;
  readonly event: string | null;
  /** The event names the invitation it answers. */
  readonly invited?: boolean;
}

/** What does not differ between two presses of one key, as text. */
export function nameOf({ event }: Told): string {
  const { invitation: _invitation, from: _from, ...rest } = event;
  return JSON.stringify(rest);
}

/** How long a device may take from the press to the event on a good line. */
const PRESS_MS = 4_000;
const ONLINE_MS = 20_000;
const STOP_MS = 10_000;
const KEYS_MAX = 22;

/** Waits until the device is there; a device that cannot answer is there once its line is open. */
export async function online(rig: Rig, msMax = ONLINE_MS): Promise<void> {
  try {
    await rig.clock.until(() => rig.status().state === "online", msMax);
  } catch (cause) {
    const { state, detail } = rig.status();
    throw new Error(`${rig.of.name} is ${state} (${detail}) after ${msMax} ms`, { cause });
  }
}

/** Invites and triggers, where a press needs that. */
export async function prepared(rig: Rig, invitation: string): Promise<void> {
  const { member, clock, of } = rig;
  const { model } = of;
  if (model.kind === "pad") member.device?.arm(invitation);
  else if (model.kind === "scanner") void member.device?.order(() => model.trigger(true, of.settings as never));
  else return;
  await clock.advanceAsync(400);
}

/** Stops the line as the hall does; what is under way is given its time. */
export async function ended({ line, clock }: Rig): Promise<void> {
  const stopped = line.stop(() => undefined);
  await clock.advanceAsync(STOP_MS);
  await stopped;
}

/** Every press this device knows, tried once on a good line; devices that take any text get their own words. */
export async function deedsOf(of: Case): Promise<Deed[]> {
  const rig = await rigFor(of, 1);
  await online(rig);
  const deeds: Deed[] = [];
  for (const press of pressesOf(of, rig)) {
    await prepared(rig, `try-${deeds.length}`);
    rig.told.length = 0;
    if (!rig.sim.press(press).ok) continue;
    await rig.clock.advanceAsync(PRESS_MS);
    const names = rig.told.map(nameOf);
    if (names.length > 1) throw new Error(`${of.name}: ${JSON.stringify(press)} was told ${names.length} times`);
    const invited = rig.told[0]?.event.invitation !== undefined;
    deeds.push({ press, event: names[0] ?? null, invited });
  }
  await ended(rig);
  return deeds;
}

function pressesOf({ model }: Case, { sim }: Rig): Press[] {
  const keys = [...sim.keys].slice(0, KEYS_MAX);
  switch (model.kind) {
    case "keypad": {
      const own = keys.filter((key) => !/^\d$/.test(key));
      const typed = own.length < keys.length ? own.map((key) => ({ key: `6 ${key}` })) : [];
      return [...own.map((key) => ({ key })), ...typed];
    }
    case "pad":
      return keys.map((key) => (/^\d+$/.test(key) ? { grade: Number(key) } : { key }));
    case "reader":
      return keys.map((key) => ({ key }));
    default:
      return [];
  }
}

/** Whether people do anything at such a device. */
export const isSource = ({ model }: Case) => !["led", "voice", "printer"].includes(model.kind);

/** The n-th thing somebody does; texts are never the same twice. */
export function deedAt(of: Case, deeds: readonly Deed[], n: number, random: () => number): Deed {
  const { kind } = of.model;
  if (kind === "scanner" || kind === "modem") {
    const words = ["预约", "NO", "票 ", "x"][Math.floor(random() * 4)] ?? "";
    const text = `${words}${n}-${Math.floor(random() * 1e6)}`;
    return { press: { text }, event: JSON.stringify(kind === "modem" ? { type: "received", text } : { text }) };
  }
  if (kind === "reader") return deeds[n % deeds.length] as Deed;
  return deeds[Math.floor(random() * deeds.length)] as Deed;
}

export const numberAt = (n: number) => `A${String((n % 999) + 1).padStart(3, "0")}`;

/** A ticket's paper with this number. */
export function paperFor(number: string, words: Partial<TicketPaper> = {}): TicketPaper {
  return {
    ...{ hall: "政务服务大厅", number, service: "综合业务", ahead: "前方等待 3 人", estimate: "预计等待 5–9 分钟" },
    ...{ time: "2026-01-05 09:00", place: "1号窗口", notes: ["请留意叫号"], qr: `http://hall.test/t/${number}` },
    ...{ shortCode: "ABC123", reprint: false },
    ...words,
  };
}

/** What the hall tells such a device in the course of a day; the answer is for those who want to know how it ended. */
export function tell(rig: Rig, number: string, words = `请${number}号到3号窗口办理`): Promise<string> | null {
  const { member, of } = rig;
  const { device, voice, printer, modem, reader } = member;
  switch (of.model.kind) {
    case "led":
      device?.show({ state: "calling", texts: [words, number], number });
      return null;
    case "keypad":
      device?.show({ ticket: number, waiting: Number(number.slice(1)) % 100 });
      return null;
    case "pad":
      device?.arm(number);
      return null;
    case "voice":
      voice?.say({ key: number, text: words, readings: 1 });
      return null;
    case "printer":
      return printer?.print(number, paperFor(number)).then(({ outcome }) => outcome) ?? null;
    case "modem":
      modem?.order({ type: "send", smsId: number, to: "+447700900123", text: words });
      return null;
    case "reader":
      return reader?.test().then(({ ok }) => String(ok)) ?? null;
    case "scanner":
      return null;
  }
}

/** Whether a person at the device can see, hear or hold what the hall told it. */
export function arrived(rig: Rig, number: string): boolean {
  const { sim, of } = rig;
  const view = sim.view();
  const digits = String(Number(number.slice(1)));
  switch (of.model.kind) {
    case "led":
      return sim.display.includes(number) || new RegExp(`^\\s*0*${digits}\\s*$`).test(sim.display);
    case "keypad":
      return new RegExp(`(^|\\D)0*${digits}(\\D|$)`).test(sim.display);
    case "pad":
      return view.state === "asking" || /评价/.test(sim.display);
    case "voice":
      return (view.spoken as readonly { text: string }[]).some(({ text }) => text.includes(number));
    case "printer":
      return papersOf(rig, number) === 1;
    case "modem":
      return (view.sms as readonly { text: string }[]).some(({ text }) => text.includes(number));
    default:
      return true; // Nothing is ever shown there.
  }
}

/** How many papers with this number came out. */
export function papersOf({ sim }: Rig, number: string): number {
  const { tickets } = sim as unknown as { readonly tickets: readonly { readonly text: string }[] };
  return tickets.filter(({ text }) => text.includes(number)).length;
}
