// What the HTTP layer needs of the rest of the service. It translates; it holds no rule of its own.

import type { CalibrationReport } from "../contract/calibration.ts";
import type { LoopLedgerView } from "../contract/loop.ts";
import type { MessagesQuery, MessagesSummaryView, MessageView } from "../contract/messages.ts";
import type { PrivacyReport, PurgeView, RevealBody, RevealedView } from "../contract/privacy.ts";
import type {
  PublicFigures,
  ReportDefinitions,
  ReportFormat,
  ReportGroup,
  ReportPeriod,
  ReportTable,
} from "../contract/reports.ts";
import type {
  BackupsView,
  LabelView,
  SettingsChangeView,
  SettingsEdit,
  SettingsRestartView,
  SettingsView,
  TemplateSize,
} from "../contract/settings.ts";
import type { SetupMark, SetupStep, SetupVerdict, SetupView } from "../contract/setup.ts";
import type { SoundOverview, SoundReportBody } from "../contract/sound.ts";
import type {
  AcceptanceView,
  AdviceView,
  CandidateView,
  ConfigChangeView,
  ConfigEdit,
  ConfigView,
  InputsView,
  LearnCheckBody,
  LearnProposalView,
  LearnProposeBody,
  ModelView,
  StripPreviewView,
  VerdictBody,
  VerdictView,
  WireLogView,
} from "../contract/technician.ts";
import type { DeviceView } from "../contract/views.ts";
import type { AskedSum, CaseAsks } from "../domain/asking-types.ts";
import type { Command, Decision } from "../domain/commands.ts";
import type { Loop, LoopRef, LoopText } from "../domain/loop-types.ts";
import type { Case, HallState, LocalDay, Ticket } from "../domain/types.ts";
import type { ViewSources } from "../views/sources.ts";
import type { AccessPort } from "./access-port.ts";
import type { EvidencePort } from "./evidence-port.ts";
import type { UpwardPort } from "./upward-port.ts";

/** Status and JSON body of an answer; null for none. It is kept for a repeat of the same keyed request. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Identifies a write for its caller: the same key means the same write. */
export interface RequestKey {
  readonly key: string;
  /** Method, path and body, so that a key used for something else is noticed. */
  readonly fingerprint: string;
}

export interface SubmitOptions {
  readonly actor: string;
  readonly idempotency?: RequestKey | undefined;
  /** Makes the answer from the state right after the decision, before anything else happens. */
  readonly render: (state: HallState, decision: Decision) => Answer;
}

/** The single writer, as the routes see it. */
export interface HallPort {
  /** Last event folded. */
  readonly seq: number;
  /** Last event that a power cut can no longer take back. */
  readonly durableSeq: number;
  /** `ok`, or why commands are not taken now. */
  readonly condition: string;
  /** Resolves when the decision is durable. Rejects with an error that carries a contract code, e.g. `STORAGE_FULL`. */
  submit(command: Command, options: SubmitOptions): Promise<Answer>;
  /** Computes now, resolves once everything it could have seen is durable. */
  read<T>(ask: (state: HallState) => T): Promise<T>;
  /** The same for a question to the stored records. */
  query<T>(ask: () => T): Promise<T>;
}

/** One row of `GET /events`. */
export interface EventRow {
  readonly seq: number;
  readonly atMs: number;
  readonly type: string;
  readonly actor: string;
  readonly data: unknown;
  /** Lower-case hexadecimal. */
  readonly hash: string;
}

export interface LogPort {
  eventsAfter(seq: number, limit: number): EventRow[];
  /** Askings of cases; missing: nothing is kept of them. */
  readonly asks?: {
    sums(fromMs: number, toMs: number): AskedSum[];
    ofCase(caseId: string): CaseAsks;
  };
  /** What the log holds of single tickets. */
  readonly trail: {
    eventsOfTicket(ticketId: string): EventRow[];
    /** The row a rating stands on; null while there is none. */
    receiptOf(caseId: string): { readonly seq: number; readonly hash: string } | null;
  };
}

/** A case from the stored records knows whether it was late, and its place in a list. */
export type PastCase = Case & { readonly late: boolean; readonly seq: number };

/** Tickets and cases of any day, and the day's figures. */
export interface RecordsPort {
  ticketById(id: string): Ticket | null;
  ticketByToken(token: string): Ticket | null;
  caseById(id: string): PastCase | null;
  cases(query: {
    readonly day?: LocalDay | null;
    readonly windowId?: string | null;
    readonly limit: number;
    readonly after?: number | null;
  }): PastCase[];
  dailyReport(day: LocalDay): unknown;
  /** Days in the log, oldest first. */
  days(): LocalDay[];
  /** Event numbers of a day, the last one not included; null: no such day. */
  rangeOfDay(day: LocalDay): { readonly from: number; readonly to: number } | null;
  ticketIdOf(day: LocalDay, number: string): string | null;
}

/** The devices, as the routes see them. */
export interface DevicesPort {
  list(): readonly DeviceView[];
  /** Null when there is no such device. */
  test(deviceId: string): Promise<{ readonly ok: boolean; readonly detail: string }> | null;
}

/** What the technician may ask; everything is translated by the routes and decided elsewhere. Null: no such device. */
export interface TechnicianPort {
  wireLog(deviceId: string, after: number): WireLogView | null;
  inputs(deviceId: string, after: number): InputsView | null;
  test(deviceId: string, test: string, level: number): Promise<{ ok: boolean; detail: string }> | null;
  models(): readonly ModelView[];
  candidates(): Promise<readonly CandidateView[]>;
  strips(): readonly StripPreviewView[];
  config(): ConfigView;
  change(edits: readonly ConfigEdit[], digest: string, apply: boolean): Promise<ConfigChangeView>;
  rollback(version: string, digest: string): Promise<ConfigChangeView>;
  advice(deviceId: string, verdict: string): AdviceView["steps"] | null;
  learnOpen(link: Readonly<Record<string, unknown>>): Promise<string>;
  /** Lower-case hexadecimal; empty when nothing came. */
  learnListen(id: string, msMax: number): Promise<string>;
  learnClose(id: string): Promise<void>;
  learnPropose(body: LearnProposeBody): LearnProposalView;
  learnCheck(body: LearnCheckBody): { readonly heard: readonly string[]; readonly garbageBytes: number };
  acceptance(): Promise<AcceptanceView>;
  verdict(deviceId: string, body: VerdictBody): Promise<VerdictView | null>;
}

/** Cards presented at kiosks, by the handle their page was given. */
export interface CardsPort {
  /** Keyed hash of the card's person and the day; null when the handle is not known (any more). */
  personOf(handle: string, day: LocalDay, kioskId: string | null): string | null;
  /** The kiosk's page was left. */
  clear(kioskId: string): void;
}

/** A sound file, or why there is none: not a text of the hall, or no voice for it. */
export type SpeechAnswer = { readonly bytes: Uint8Array; readonly tag: string } | "unknown" | "unavailable";

/** Announcements. */
export interface SoundPort {
  overview(): SoundOverview;
  /** Readings that wait, per zone. */
  backlog(): readonly { readonly zone: string; readonly readings: number }[];
  /** Null: no such zone, or no pages play there. */
  report(zoneId: string, body: SoundReportBody): { readonly speaks: boolean } | "full" | null;
  /** Null: no such zone. */
  test(zoneId: string): Promise<{ readonly ok: boolean; readonly detail: string }> | null;
  speech(text: string, language: string): Promise<SpeechAnswer>;
}

/** What left the hall for outside, or still has to. */
export interface MessagesPort {
  /** Newest first. */
  list(query: MessagesQuery): readonly MessageView[];
  summary(): MessagesSummaryView;
  replay(id: string): "queued" | "unknown" | "not-dead";
  get(id: string): MessageView | null;
}

/** Where numbers go that people leave; they never enter the log. */
export interface ContactsPort {
  /** Whether reminders are sent at all: without it no number is asked for or kept. */
  readonly wanted: boolean;
  /** So many days after it is needed last, a number is removed. */
  readonly days: number;
  isNumber(phone: string): boolean;
  /** Kept until some time after it is needed last. */
  keep(ref: string, contact: { readonly phone: string }, neededUntilMs: number): void;
}

/** Where a phone takes notices, as its browser says. */
export interface PushSubscriptionBody {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
  readonly language: string;
}

/** Notices to phones whose page is closed. */
export interface PushPort {
  /** The public half of the hall's own key, base64url. */
  readonly key: string;
  /** Whether the hall may and can write there. */
  isAddress(subscription: PushSubscriptionBody): boolean;
  /** What the page knows its own phone by, of the phone that is written to; null: none is. */
  markOf(ticketId: string): string | null;
  keep(ticketId: string, subscription: PushSubscriptionBody): Promise<"kept" | "full" | "ended">;
  forget(ticketId: string): void;
}

/** Numbers left for being asked to rate, and the links of messages that ask. */
export interface AskingPort {
  /** Whether numbers are of any use here. */
  readonly wanted: boolean;
  /** False: the number asked not to be written to, and is not kept. */
  keep(ticketId: string, phone: string): boolean;
  forget(ticketId: string): void;
  phoneOf(ticketId: string): string | null;
  /** `138****0000` */
  maskedOf(ticketId: string): string | null;
  byToken(token: string): { readonly caseId: string; readonly ticketId: string; readonly untilMs: number } | null;
}

/** Personal data, apart from the log. */
export interface PrivacyPort {
  report(): PrivacyReport;
  purge(actor: string): Promise<PurgeView>;
  /** Null: nothing is kept about it. */
  reveal(asked: RevealBody, actor: string): Promise<RevealedView | null>;
}

/** Notes of the staff, apart from the log. An empty text takes the note away. */
export interface NotesPort {
  put(caseId: string, text: string): void;
  get(caseId: string): string | null;
}

/** What the log holds of words: where they lie, and what binds them. */
export interface CommentKept {
  readonly commentRef: string;
  readonly commentDigest: string;
}

/** Citizens' words beside a rating: sealed apart, with a reference and a digest for the log. */
export interface CommentsPort {
  /** `request`: its key; asked again, the same words are kept once. */
  keep(about: string, text: string, request: string): CommentKept;
  /** Null: their time is over. */
  words(commentRef: string): string | null;
  /** Whether what is kept are the words the log knows. */
  isKept(about: string, kept: CommentKept): boolean;
  /** Nobody took the rating they came with. */
  forget(commentRef: string): void;
}

/** What a report is asked by. */
export interface ReportAsked {
  readonly report: string;
  readonly from: LocalDay;
  readonly to: LocalDay;
  readonly by: ReportPeriod | undefined;
  readonly group: ReportGroup | undefined;
  readonly only: string | undefined;
  readonly names: boolean;
}

/** Reports. They reject with code `REPORT_UNAVAILABLE`; null: no such report. */
export interface ReportsPort {
  table(query: ReportAsked): Promise<ReportTable | null>;
  file(
    query: ReportAsked,
    format: ReportFormat,
  ): Promise<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array } | null>;
  publicFigures(): Promise<PublicFigures>;
  definitions(): ReportDefinitions;
}

/** Words and numbers that belong to bad ratings and complaints, and their ledger of any day. */
export interface LoopsPort {
  /** Seals the words and says what the log may hold of them. `key`: the same words under it are kept once. */
  keep(statement: string, key: string): LoopText;
  forget(text: LoopText): void;
  /** Null: their time is over. */
  words(text: LoopText): string | null;
  keepPhone(loopId: string, phone: string): void;
  isNumber(phone: string): boolean;
  /** Where a number to call lies; null: none was left. */
  contactRef(loop: LoopRef): string | null;
  contact(ref: string): { readonly phone?: string; readonly name?: string } | null;
  /** `138****0000`; null: nobody is to be rung. */
  maskedOf(loop: LoopRef): string | null;
  /** A stranger answered: the number is used for nothing any more. */
  dropNumber(loop: LoopRef): void;
  byId(loopId: string): Loop | null;
  /** Received in the span, oldest first. */
  between(fromMs: number, toMs: number): Loop[];
  /** How often each level was given by people in the span; index 1 to 5. */
  levels(fromMs: number, toMs: number): readonly number[];
  file(
    view: LoopLedgerView,
    format: ReportFormat,
  ): Promise<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array }>;
}

/** The configuration file, as the manager's page changes it. Rejects with code `CONFIG_…`. */
export interface SettingsPort {
  view(): SettingsView;
  change(edits: readonly SettingsEdit[], digest: string, apply: boolean, actor: string): Promise<SettingsChangeView>;
  rollback(version: string, digest: string, apply: boolean, actor: string): Promise<SettingsChangeView>;
  diffOf(version: string): string;
  template(size: TemplateSize): string;
  labels(): Promise<LabelView[]>;
  backups(): BackupsView;
  backUp(): Promise<BackupsView>;
  /** `go`: to be called once the answer is sent; null: why not is in the others. */
  restart(when: "now" | "closed" | "never", actor: string): Promise<SettingsRestartView & { go: (() => void) | null }>;
}

/** The first run. */
export interface SetupPort {
  /** `needed`: nobody has finished it yet. */
  view(): Promise<Omit<SetupView, "opens"> & { readonly needed: boolean }>;
  /** Null: as the hall itself tells. */
  mark(step: SetupStep, mark: SetupMark | null, actor: string): void;
  finish(finished: boolean, actor: string): void;
  test: DevicesPort["test"];
  /** Null: no such device, or one that nobody presses. */
  inputs: TechnicianPort["inputs"];
  verdict(deviceId: string, verdict: SetupVerdict, actor: string): Promise<VerdictView | null>;
}

export interface Ports {
  /** Missing: there is no first run to walk through. */
  readonly setup?: SetupPort;
  /** Missing: the file is not changed over HTTP. */
  readonly settings?: SettingsPort;
  /** Missing: bad ratings are followed in the log alone; no words can be kept. */
  readonly loops?: LoopsPort;
  readonly hall: HallPort;
  /** Missing: nothing is sent to outside. */
  readonly messages?: MessagesPort;
  /** Missing: no numbers are kept. */
  readonly contacts?: ContactsPort;
  /** Missing: nobody is asked after the pad. */
  readonly asking?: AskingPort;
  /** Missing: phones get no notices. */
  readonly push?: PushPort;
  readonly log: LogPort;
  readonly records: RecordsPort;
  readonly devices: DevicesPort;
  readonly technician: TechnicianPort;
  /** Who somebody is, and who may come in. */
  readonly access: AccessPort;
  readonly sources: ViewSources;
  /** How well told waits held; missing: nothing is measured. */
  readonly calibration?: () => CalibrationReport;
  /** Notes of the staff about cases; missing: none are kept. */
  readonly notes?: NotesPort;
  /** Missing: no words are kept beside a rating. */
  readonly comments?: CommentsPort;
  /** Missing: no reader anywhere. */
  readonly cards?: CardsPort;
  /** Screens connected now. */
  readonly screens: () => number;
  /** Missing: this hall has no announcements. */
  readonly sound?: SoundPort;
  /** Missing: the log is not signed. */
  readonly evidence?: EvidencePort;
  /** Missing: no reports beside the daily one. */
  readonly reports?: ReportsPort;
  /** Missing: this hall reports to no province. */
  readonly upward?: UpwardPort;
  /** Missing: no personal data are kept. */
  readonly privacy?: PrivacyPort;
}
