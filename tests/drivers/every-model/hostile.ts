// Words that nobody should write on a sign, read out or print, and what is left of a device that was told to.
import type { Case } from "./cases.ts";
import { arrived, ended, numberAt, online, paperFor, tell } from "./deeds.ts";
import { type Rig, rigFor } from "./rig.ts";

/** By name, for the report of a failure. */
export const HOSTILE: Readonly<Record<string, string>> = {
  empty: "",
  blanks: "   \t ",
  "every control character": Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join("x"),
  "DEL and C1": "\u007f\u0080\u009b1m\u0085",
  backslashes: "\\C2\\n\\FO001\\\\",
  brackets: "[v0][m53][s10]你好[",
  "closing brackets": "]]]>{}{number}%s$&",
  emoji: "👨‍👩‍👧‍👦🧧①㊙",
  "a lone high surrogate": "请\ud83dA001号",
  "a lone low surrogate": "\udc00A001",
  "right to left": "\u202eA001\u200f\ufeff",
  "combining marks": `A${"\u0301".repeat(300)}`,
  "frame bytes": "\u00a5Z\u00ff h\u0016\u0003\u0004\u001a\u00a0\u0090",
  "escape sequences": "\u001b@\u001d(H\u0010\u0004\u0001\u001bm",
  "ten thousand": "请A001号到3号窗口。".repeat(1_000).slice(0, 10_000),
  "ten thousand without a break": "ж".repeat(10_000),
};
const STATES = ["closed", "idle", "calling", "serving", "paused"] as const;
const COUNTS = [0, -1, 0.5, 1e9, Number.NaN, Number.MAX_SAFE_INTEGER];
const NUMBERS = ["", "abc", "+", '+447700900123";+CMGD=1,4', "\u001a", "+4477009001239999999999", "１２３４５６"];

export interface Aftermath {
  /** What went wrong, in words; empty: nothing. */
  readonly faults: readonly string[];
  readonly longestWrite: number;
}

/** Whether words of the hall ever reach such a device. */
export const isTold = ({ model }: Case) => ["led", "keypad", "voice", "printer", "modem"].includes(model.kind);

/** Tells the device all of it, and after each that it is still what it was. */
export async function hostileDay(of: Case): Promise<Aftermath> {
  const rig = await rigFor(of, 6);
  await online(rig);
  const faults: string[] = [];
  for (const [name, words] of Object.entries(HOSTILE)) {
    for (const fault of await oneHostile(rig, words)) faults.push(`${name}: ${fault}`);
  }
  if (of.model.kind === "modem") for (const to of NUMBERS) faults.push(...(await sendTo(rig, to)));
  const { longestWrite } = rig;
  await ended(rig);
  return { faults, longestWrite };
}

async function oneHostile(rig: Rig, words: string): Promise<string[]> {
  const { clock, member, of } = rig;
  const faults: string[] = [];
  rig.states.clear();
  const [naks, unread] = [member.status().counters.naks ?? 0, rig.unread];
  for (const ended of told(rig, words)) {
    const outcome = { is: "" };
    void ended?.then((end) => {
      outcome.is = end;
    });
    await clock.advanceAsync(2_500);
    if (ended !== null) await clock.until(() => outcome.is !== "", 120_000);
    if (!["", "printed", "sent", "failed"].includes(outcome.is)) faults.push(`ended as ${outcome.is}`);
  }
  member.voice?.silence();
  await clock.advanceAsync(5_000);
  for (const state of rig.states) if (/驱动出错|driver failed/.test(state)) faults.push(state);
  const { state, detail, counters } = member.status();
  if (state !== "online") faults.push(`${state} ${detail}`);
  if ((counters.naks ?? 0) > naks) faults.push(`the device refused ${(counters.naks ?? 0) - naks} frames`);
  if ((counters.restarts ?? 0) > 0) faults.push("the session was restarted");
  if (rig.unread > unread) faults.push(`${rig.unread - unread} writes were no frames to the device`);
  const shown = rig.sim.display;
  // What was sent by text message is somebody's own words; signs show none of these.
  if (of.model.kind !== "modem" && /\p{Cc}|\p{Cs}/u.test(shown)) faults.push(`shown: ${JSON.stringify(shown)}`);
  const number = numberAt(300 + Object.values(HOSTILE).indexOf(words));
  void tell(rig, number);
  try {
    await clock.until(() => arrived(rig, number), 30_000);
  } catch {
    faults.push(`${number} did not arrive afterwards`);
  }
  await clock.advanceAsync(6_000);
  return faults;
}

/** Every way in which such words reach such a device; each is waited for in turn. */
function* told(rig: Rig, words: string): Generator<Promise<string> | null> {
  const { member, of } = rig;
  const { device, voice, printer } = member;
  switch (of.model.kind) {
    case "led":
      for (const state of STATES) {
        device?.show({ state, texts: [words, words, words], number: words });
        yield null;
      }
      return;
    case "keypad":
      for (const waiting of COUNTS) {
        device?.show({ ticket: words, waiting });
        yield null;
      }
      return;
    case "voice":
      voice?.say({ key: words, text: words, readings: 1 });
      yield null;
      return;
    case "printer":
      for (const paper of papers(words)) {
        const { number } = paper;
        yield printer?.print(`${number}-${Math.random()}`, paper).then(({ outcome }) => outcome) ?? null;
      }
      return;
    case "modem":
      yield sent(rig, "+447700900123", words);
      return;
    default:
      return;
  }
}

function papers(words: string) {
  const all = { hall: words, service: words, ahead: words, estimate: words, time: words, place: words };
  const notes = [words, "", words];
  return [
    paperFor(words, { ...all, notes, qr: words, shortCode: words, reprint: true }),
    paperFor("A001", { qr: words }),
    paperFor("A002", { notes: new Array<string>(50).fill(words.slice(0, 200)) }),
    paperFor(words.slice(0, 40)),
  ];
}

function sent(rig: Rig, to: string, text: string): Promise<string> {
  const smsId = `sms-${rig.writes}-${text.length}-${to.length}`;
  return new Promise((resolve) => {
    rig.ended.set(smsId, resolve);
    rig.member.modem?.order({ type: "send", smsId, to, text });
  });
}

async function sendTo(rig: Rig, to: string): Promise<string[]> {
  const outcome = { is: "" };
  void sent(rig, to, "A001").then((end) => {
    outcome.is = end;
  });
  await rig.clock.until(() => outcome.is !== "", 60_000);
  return outcome.is === "failed" ? [] : [`a message to ${JSON.stringify(to)} ended as ${outcome.is}`];
}
