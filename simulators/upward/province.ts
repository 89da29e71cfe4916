// A province's receiver for ratings, as a real HTTP server: checks for itself, keeps what it took, fails on demand.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { aboutOf, type Data, type FieldFault, faultsOf } from "./forms.ts";

const BODY_BYTES_MAX = 1024 * 1024;
const BATCH_MAX = 50;
const CLOCK_SECONDS_MAX = 600;
const RECORDS_MAX = 1_000_000;
const JSON_TYPE = { "content-type": "application/json; charset=utf-8" } as const;

/** `lost`: taken, and the answer never arrives. `cut`: taken, and half of the answer arrives. */
export const PROVINCE_FAULTS = ["none", "error", "busy", "silent", "lost", "cut", "garbage"] as const;
export type ProvinceFault = (typeof PROVINCE_FAULTS)[number];

export interface ProvinceOptions {
  readonly secret: string;
  readonly port?: number;
  /** What happens to the next request. */
  readonly fault?: () => ProvinceFault;
  readonly nowSeconds?: () => number;
  /** What it takes no record with, beyond its own form: an item that is not entered yet, say. */
  readonly refuses?: (data: Data) => readonly FieldFault[];
}

/** What comes back; `silent`: nothing ever, `lost`: the line breaks. */
export type ProvinceReply =
  | { readonly is: "answer"; readonly status: number; readonly text: string; readonly retryAfter?: string }
  | { readonly is: "silent" | "lost" };

interface Kept {
  readonly province: string;
  readonly data: Data;
  readonly digest: string;
}
interface Answer {
  readonly accepted: string[];
  readonly duplicates: string[];
  readonly conflicts: string[];
  readonly refused: { readonly id: string; readonly fields: readonly FieldFault[] }[];
}

export class Province {
  readonly #options: ProvinceOptions;
  readonly #server: Server;
  readonly #kept = new Map<string, Kept>();
  /** What each record is about, and the id it came under. */
  readonly #about = new Map<string, string>();
  /** How often each id was sent, taken or not. */
  readonly sightings = new Map<string, number>();
  requests = 0;

  constructor(options: ProvinceOptions) {
    this.#options = options;
    this.#server = createServer((request, reply) => void this.#serve(request, reply));
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(this.#options.port ?? 0, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/upload`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** By id, in the order they were taken. */
  get records(): ReadonlyMap<string, Data> {
    return new Map([...this.#kept].map(([id, { data }]) => [id, data]));
  }

  async #serve(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    try {
      const body = await bodyOf(request);
      if (request.method === "GET" && request.url === "/sim/records") return say(reply, 200, [...this.records]);
      if (request.method !== "POST" || request.url !== "/upload") return say(reply, 404, { code: "no-such-address" });
      const given = this.upload(request.headers, body);
      if (given.is === "lost") reply.destroy();
      if (given.is !== "answer") return;
      const { status, text, retryAfter } = given;
      reply.writeHead(status, { ...JSON_TYPE, ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }) });
      reply.end(text);
    } catch {
      // A body that never ends well has nobody left to answer.
      reply.destroy();
    }
  }

  /** One upload, as it comes over the wire; also without a wire. */
  upload(headers: IncomingHttpHeaders, body: string): ProvinceReply {
    this.requests += 1;
    const fault = this.#options.fault?.() ?? "none";
    const answer = (status: number, value: unknown): ProvinceReply => {
      return { is: "answer", status, text: JSON.stringify(value) };
    };
    if (fault === "silent") return { is: "silent" };
    if (fault === "error") return answer(500, { code: "internal" });
    if (fault === "busy") return { is: "answer", status: 503, text: "", retryAfter: "1" };
    if (fault === "garbage") return { is: "answer", status: 200, text: "<html>维护中</html>" };
    if (!this.#isSigned(headers, body)) return answer(401, { code: "signature" });
    const taken = this.#take(body);
    if (taken === null) return answer(400, { code: "malformed" });
    if (fault === "lost") return { is: "lost" };
    if (fault === "cut") return { is: "answer", status: 200, text: JSON.stringify(taken).slice(0, 20) };
    return answer(200, taken);
  }

  #isSigned(headers: IncomingHttpHeaders, body: string): boolean {
    const time = String(headers["x-upload-time"] ?? "");
    const given = Buffer.from(String(headers["x-upload-signature"] ?? ""), "hex");
    const wanted = createHmac("sha256", this.#options.secret).update(`${time}.${body}`).digest();
    const now = this.#options.nowSeconds?.() ?? Date.now() / 1_000;
    if (!/^\d{10}$/.test(time) || Math.abs(Number(time) - now) > CLOCK_SECONDS_MAX) return false;
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  /** Null: no batch at all. */
  #take(body: string): Answer | null {
    const { province, records } = JSON.parse(body) as { province?: unknown; records?: unknown };
    if (typeof province !== "string" || !Array.isArray(records) || records.length === 0) return null;
    if (records.length > BATCH_MAX || this.#kept.size > RECORDS_MAX) return null;
    const answer: Answer = { accepted: [], duplicates: [], conflicts: [], refused: [] };
    for (const record of records as { id?: unknown; data?: unknown }[]) {
      if (typeof record.id !== "string" || typeof record.data !== "object" || record.data === null) return null;
      this.#takeOne(answer, province, record.id, record.data as Data);
    }
    return answer;
  }

  #takeOne(answer: Answer, province: string, id: string, data: Data): void {
    this.sightings.set(id, (this.sightings.get(id) ?? 0) + 1);
    const digest = createHash("sha256")
      .update(JSON.stringify(sorted(data)))
      .digest("hex");
    const known = this.#kept.get(id);
    if (known !== undefined) {
      (known.digest === digest ? answer.duplicates : answer.conflicts).push(id);
      return;
    }
    const fields = [...faultsOf(province, data), ...(this.#options.refuses?.(data) ?? [])];
    const about = `${province}|${aboutOf(province, data)}`;
    if (fields.length === 0 && this.#about.has(about)) fields.push({ field: "", code: "reported-already" });
    if (fields.length > 0) {
      answer.refused.push({ id, fields });
      return;
    }
    this.#kept.set(id, { province, data, digest });
    this.#about.set(about, id);
    answer.accepted.push(id);
  }
}

function sorted(data: Data): [string, unknown][] {
  return Object.entries(data).sort(([left], [right]) => (left < right ? -1 : 1));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > BODY_BYTES_MAX) throw new Error("too large");
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}

function say(reply: ServerResponse, status: number, body: unknown): void {
  reply.writeHead(status, JSON_TYPE).end(JSON.stringify(body));
}
