// What a replay asks of the running hall over HTTP. Every failure is a value and is counted; nothing throws.

/** As long as a person at a kiosk would wait. */
const ANSWER_MS_MAX = 10_000;
/** Different complaints kept apart in the count; further ones are counted together. */
const COMPLAINTS_MAX = 40;

/** The part of `fetch` that is used. */
export type HallFetch = (url: string, init: RequestInit) => Promise<Response>;

/** `code` is the hall's own for a refusal, null when the hall failed or did not answer. */
export interface HallFailure {
  readonly ok: false;
  readonly code: string | null;
  readonly what: string;
}

export type HallAnswer = { readonly ok: true; readonly body: unknown } | HallFailure;

export interface BoardWindow {
  readonly id: string;
  readonly number: string | null;
  readonly services: readonly string[];
}

/** What a clerk sees before pressing a key. */
export interface Board {
  readonly windows: readonly BoardWindow[];
  readonly waiting: ReadonlyMap<string, number>;
  readonly kiosks: readonly string[];
}

/** Complaints by their name, with a bound on the names. */
export class Complaints {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    const name = this.#counts.has(what) || this.#counts.size < COMPLAINTS_MAX ? what : "other";
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}

/** The hall's API as a replay needs it. */
export class HallClient {
  readonly #base: string;
  readonly #fetch: HallFetch;

  constructor(base: string, fetch: HallFetch) {
    this.#base = `${base.replace(/\/+$/, "")}/api/v1`;
    this.#fetch = fetch;
  }

  async ask(method: "GET" | "POST", path: string, body?: unknown): Promise<HallAnswer> {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const sent =
      body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    try {
      const response = await this.#fetch(this.#base + path, { method, signal, ...sent });
      const text = await response.text();
      const answer: unknown = text === "" ? null : JSON.parse(text);
      if (response.ok) return { ok: true, body: answer };
      const code = textOf(fieldOf(answer, "code"));
      const refused = response.status < 500 && code !== null;
      return { ok: false, code: refused ? code : null, what: code ?? `HTTP ${response.status}` };
    } catch (error) {
      return { ok: false, code: null, what: reasonOf(error) };
    }
  }

  /** Ids of the services in the hall's order; null when the hall does not say. */
  async services(): Promise<string[] | null> {
    const answer = await this.ask("GET", "/services");
    if (!answer.ok) return null;
    return listOf(answer.body).flatMap((service) => textOf(fieldOf(service, "id")) ?? []);
  }

  /** The hall's priority classes, first called first; null when it has no kiosk that says so. */
  async priorityClasses(kioskId: string): Promise<string[] | null> {
    const answer = await this.ask("GET", `/kiosks/${encodeURIComponent(kioskId)}`);
    if (!answer.ok) return null;
    return listOf(fieldOf(answer.body, "priorityClasses")).flatMap((name) => textOf(name) ?? []);
  }

  async board(): Promise<Board | HallFailure> {
    const answer = await this.ask("GET", "/board");
    if (!answer.ok) return answer;
    const windows = listOf(fieldOf(answer.body, "windows")).map((window) => ({
      id: textOf(fieldOf(window, "id")) ?? "",
      number: textOf(fieldOf(window, "number")),
      services: listOf(fieldOf(window, "services")).flatMap((id) => textOf(id) ?? []),
    }));
    const waiting = new Map(
      listOf(fieldOf(answer.body, "services")).map((service) => [
        textOf(fieldOf(service, "id")) ?? "",
        Number(fieldOf(service, "waiting") ?? 0),
      ]),
    );
    return { windows, waiting, kiosks: listOf(fieldOf(answer.body, "kiosks")).flatMap((id) => textOf(id) ?? []) };
  }
}

/** A field of an answer whose shape nobody has checked. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = fieldOf(error.cause, "code");
  return textOf(code) ?? (error.name === "Error" || error.name === "TypeError" ? error.message : error.name);
}
