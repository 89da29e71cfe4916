// Sends reports to the province, several in one request; each has its own end: taken, refused here, rejected there.
import { createHmac } from "node:crypto";
import type { Config } from "../../config/schema.ts";
import type { UploadFault, UploadReason, UploadState } from "../contract/upward.ts";
import { type Posted, type Posting, post } from "../messages/http-post.ts";
import type { MessageSender, OutboxMessage, OutboxRow } from "../messages/ports.ts";
import type { SentAndWait } from "../messages/sqlite-outbox.ts";
import type { Fields, ProvinceAdapter } from "./adapter.ts";
import { readAnswer, type Verdict } from "./answer.ts";
import type { UploadAbout, UploadLedger } from "./ledger.ts";
import type { RecordMaker } from "./maker.ts";

/** Ends learnt for messages whose own turn has yet to come. */
const LEARNT_MAX = 400;
/** A single answer must fit into what is read of it. */
const OK = 200;

export interface UploadSenderOptions {
  readonly adapter: ProvinceAdapter;
  readonly upward: Config["upward"];
  readonly hallId: string;
  readonly maker: RecordMaker;
  readonly ledger: UploadLedger;
  /** Further messages of this receiver that are due, the first first; the leading one is not among them. */
  readonly due: (leading: OutboxMessage, limit: number) => readonly OutboxMessage[];
  readonly rowOf: (id: string) => Pick<OutboxRow, "attempts" | "createdAtMs"> | null;
  readonly secret: () => { readonly ok: true; readonly secret: string } | { readonly ok: false; readonly why: string };
  readonly nowMs: () => number;
  readonly post?: (posting: Posting) => Promise<Posted>;
}

/** A record ready to go, or its end. */
type Prepared =
  | { readonly ready: true; readonly message: OutboxMessage; readonly id: string; readonly data: Fields }
  | { readonly ready: false; readonly state: UploadState; readonly faults: readonly UploadFault[] };
type Ready = Extract<Prepared, { ready: true }>;

export class UploadSender implements MessageSender {
  readonly channel = "upload";
  readonly attemptsMax: number;
  readonly #options: UploadSenderOptions;
  readonly #learnt = new Map<string, SentAndWait>();
  readonly #fieldNames: ReadonlySet<string>;
  /** Halved when a request fails, so that one record nobody can read does not hold up the others. */
  #batch: number;

  constructor(options: UploadSenderOptions) {
    this.#options = options;
    this.attemptsMax = options.upward.schedule.attemptsMax;
    this.#batch = options.upward.schedule.batchMax;
    this.#fieldNames = new Set(options.adapter.fields.map(({ name }) => name));
  }

  async send(message: OutboxMessage): Promise<SentAndWait> {
    const learnt = this.#learnt.get(message.id);
    this.#learnt.delete(message.id);
    if (learnt !== undefined) return learnt;
    const leading = this.#prepare(message);
    if (!leading.ready) return this.#ended(message, leading.state, leading.faults);
    const { secret, due } = this.#options;
    const key = secret();
    if (!key.ok) return { ok: false, retry: true, detail: `缺少密钥 no secret: ${key.why}` };
    const others = this.#batch > 1 ? due(message, this.#batch - 1) : [];
    // What cannot be said in the province's form has its end in its own turn.
    const rest = others.map((one) => this.#prepare(one)).filter((one) => one.ready);
    return this.#exchange(leading, [leading, ...rest], key.secret);
  }

  /** A person replays it: what was learnt before does not count. */
  forget(id: string): void {
    this.#learnt.delete(id);
  }

  #prepare(message: OutboxMessage): Prepared {
    const { adapter, maker, ledger } = this.#options;
    const about = message.body as UploadAbout;
    const ended = (state: UploadState, faults: readonly UploadFault[]): Prepared => ({ ready: false, state, faults });
    if (message.to !== adapter.province) return ended("withdrawn", [{ field: "", reason: "record-gone" }]);
    const made = maker.make({ kind: about.kind, seq: about.seq });
    if (made === null) return ended("withdrawn", [{ field: "", reason: "record-gone" }]);
    const replaces = about.supersedes === undefined ? null : ledger.get(about.supersedes);
    // Whether a person's rating may take the place of a default that the province holds is not known: no guess.
    if (replaces?.state === "sent") return ended("refused", [{ field: "", reason: "default-reported-before" }]);
    const form = maker.form(adapter, made.record);
    if (!form.ok) return ended("refused", form.faults);
    return { ready: true, message, id: made.record.id, data: form.fields };
  }

  async #exchange(leading: Ready, batch: readonly Ready[], secret: string): Promise<SentAndWait> {
    const { upward, hallId, nowMs, adapter } = this.#options;
    const records = batch.map(({ id, data }) => ({ id, data }));
    const body = JSON.stringify({ province: adapter.province, records });
    const time = String(Math.floor(nowMs() / 1_000));
    const posted = await (this.#options.post ?? post)({
      url: upward.endpoint ?? "",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Hallkeeper",
        "x-upload-hall": hallId,
        "x-upload-time": time,
        "x-upload-signature": createHmac("sha256", secret).update(`${time}.${body}`).digest("hex"),
      },
      body,
      msMax: upward.timeoutSeconds * 1_000,
      private: upward.private,
    });
    if (!posted.ok) return this.#failed(posted.detail);
    if (posted.status !== OK) return this.#failed(statusWords(posted.status), posted.retryAfterMs);
    const ids = batch.map(({ id }) => id);
    const verdicts = readAnswer(posted.text, ids, this.#fieldNames);
    if (verdicts === null) return this.#failed(`${UNREADABLE} the answer does not account for every record`);
    this.#batch = Math.min(this.#batch * 2, upward.schedule.batchMax);
    const ends = this.#options.ledger.together(() =>
      batch.map(({ id, message }) => [message, this.#endOf(message, verdicts.get(id))] as const),
    );
    for (const [{ id }, sent] of ends) if (id !== leading.message.id) this.#learn(id, sent);
    return ends[0]?.[1] ?? this.#failed("");
  }

  #learn(id: string, sent: SentAndWait): void {
    const [oldest] = this.#learnt.keys();
    // What is forgotten is sent again, and known there already.
    if (this.#learnt.size >= LEARNT_MAX && oldest !== undefined) this.#learnt.delete(oldest);
    this.#learnt.set(id, sent);
  }

  #endOf(message: OutboxMessage, verdict: Verdict | undefined): SentAndWait {
    switch (verdict?.is) {
      case "accepted":
        return this.#ended(message, "sent", []);
      case "duplicate":
        return this.#ended(message, "sent", [], "省平台已有 known there already");
      case "refused":
        return this.#ended(
          message,
          "rejected",
          verdict.fields.map((field) => ({ field, reason: "field-refused" })),
        );
      default:
        return this.#ended(message, "rejected", [{ field: "", reason: "conflict" }]);
    }
  }

  /** Kept in the ledger first: a crash before the outbox knows brings the same end again. */
  #ended(message: OutboxMessage, state: UploadState, faults: readonly UploadFault[], words = "200"): SentAndWait {
    const { ledger, nowMs, rowOf, adapter } = this.#options;
    const { caseId, number, stage, sequence } = message.body as UploadAbout;
    const row = rowOf(message.id);
    const atMs = Math.floor(nowMs());
    ledger.write(adapter.province, {
      ...{ id: message.id, caseId, number, stage, sequence, state, faults },
      ...{ attempts: row?.attempts ?? 1, createdAtMs: row?.createdAtMs ?? atMs, endedAtMs: atMs },
    });
    if (state === "sent") return { ok: true, detail: words };
    const why = faults.map(({ field, reason }) => (field === "" ? reason : `${field}: ${reason}`)).join("; ");
    return { ok: false, retry: false, detail: `${STATE_WORDS[state]} ${why}`.slice(0, 300) };
  }

  /** Nothing is known of any record of it: all are sent again, fewer at a time. */
  #failed(detail: string, retryAfterMs?: number): SentAndWait {
    this.#batch = Math.max(1, Math.floor(this.#batch / 2));
    return { ok: false, retry: true, detail, retryAfterMs };
  }
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  refused: "未上报 not sent:",
  rejected: "省平台退回 rejected there:",
  withdrawn: "已撤回 taken back:",
};

const UNREADABLE = "答复无法读取";

/** Why the last attempt failed, from its words as the outbox keeps them. */
export function failureReason(detail: string): UploadReason {
  if (/^40[13] /.test(detail)) return "key-refused";
  return detail.startsWith(UNREADABLE) ? "answer-unreadable" : "not-answered";
}

/** Never the text of the far side: it could repeat somebody's data. */
function statusWords(status: number): string {
  if (status === 401 || status === 403) return `${status} 省平台不认可密钥 the key or signature is not accepted there`;
  return `${status} 省平台未受理 not taken there`;
}
