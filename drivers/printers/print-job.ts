// One print job: the bytes it becomes, and where it stands.
import type { PrinterStatus, TicketPaper } from "../kernel/model.ts";
import type { EscposOp } from "./escpos-ops.ts";
import { type EscposSettings, textOptions } from "./escpos-settings.ts";
import { describeStatus } from "./escpos-status.ts";
import { encodeOps } from "./lang-escpos.ts";
import { testPageOps } from "./test-page.ts";
import { cutOps, ticketOps } from "./ticket-layout.ts";

export interface QueuedJob {
  readonly jobId: string;
  /** `null` = the technician's test page. */
  readonly paper: TicketPaper | null;
}

export interface CurrentJob extends QueuedJob {
  /** `before`: no byte left yet. `sending`: some may have. `waiting`: the system took all. */
  stage: "before" | "sending" | "waiting";
  /** The session's how-manieth write carries the job. */
  writeNumber: number;
  bytesSent: number;
  /** What is left of the time for a proof. */
  budgetMs: number;
  /** The barrier was answered. */
  proven: boolean;
}

/** An unconfirmed job whose barrier may still be answered; `asked`: the state was asked after that. */
export interface LateJob {
  readonly jobId: string;
  proven: boolean;
  asked: boolean;
}

export const begin = (job: QueuedJob): CurrentJob => ({
  ...job,
  stage: "before",
  writeNumber: 0,
  bytesSent: 0,
  budgetMs: 0,
  proven: false,
});

/** Writing at 9600 baud takes 1.04 ms per byte; trouble must show within 5 s (trust-and-speed row 9). */
const WRITE_MS = 4500;
const WRITE_FREE_BYTES = 3500;
const WRITE_BYTE_MS = 1.2;

/** How long the system may take to accept so many bytes. */
export const writeMs = (bytes: number): number =>
  Math.ceil(WRITE_MS + Math.max(0, bytes - WRITE_FREE_BYTES) * WRITE_BYTE_MS);

/** A job of more bytes never breaks off in a command that wants more than this. */
const BROKEN_BYTES_MAX = 8192;

/** Everything one job sends, in one piece. */
export function composeJob(
  job: QueuedJob,
  settings: EscposSettings,
  status: PrinterStatus | null,
  brokenBytes: number,
): Uint8Array {
  const ops = job.paper === null ? testPageOps(settings, statusLine(status)) : ticketOps(job.paper, settings);
  const body = encodeOps(ops, textOptions(settings));
  return brokenBytes === 0 ? body : Buffer.concat([cleanStart(brokenBytes, settings), body]);
}

const statusLine = (status: PrinterStatus | null): string =>
  status === null ? "未知 unknown" : describeStatus(status);

/**
 * After a job that broke off, the printer may still wait for the rest of a picture or symbol: NULs fill that and print
 * nothing otherwise. Then the torn-off piece is cut away, so that two numbers never share one paper.
 */
function cleanStart(brokenBytes: number, settings: EscposSettings): Uint8Array {
  const separate: EscposOp[] = [{ op: "init" }, { op: "lf" }, ...cutOps(settings)];
  return Buffer.concat([new Uint8Array(Math.min(brokenBytes, BROKEN_BYTES_MAX)), encodeOps(separate)]);
}
