// What the HTTP layer needs of the rest of the service. It translates; it holds no rule of its own.

import type { IncomingMessage } from "node:http";
import type { CalibrationReport } from "../contract/calibration.ts";
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
import type { Command, Decision } from "../domain/commands.ts";
import type { Case, HallState, LocalDay, Ticket } from "../domain/types.ts";
import type { ViewSources } from "../views/sources.ts";

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

export interface Ports {
  readonly hall: HallPort;
  readonly log: LogPort;
  readonly records: RecordsPort;
  readonly devices: DevicesPort;
  readonly technician: TechnicianPort;
  /** Whether this request comes from somebody who may touch devices and configuration. */
  readonly mayMaintain: (request: IncomingMessage) => boolean;
  readonly sources: ViewSources;
  /** How well told waits held; missing: nothing is measured. */
  readonly calibration?: () => CalibrationReport;
  /** Missing: no reader anywhere. */
  readonly cards?: CardsPort;
  /** Screens connected now. */
  readonly screens: () => number;
  /** Missing: this hall has no announcements. */
  readonly sound?: SoundPort;
}
