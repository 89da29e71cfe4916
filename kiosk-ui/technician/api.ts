// Reads and writes of the technician's page, each with the key. Nothing is repeated behind a person's back.
import { type Answer, type ApiDeps, readAnswer } from "../shared/api.ts";
import type { Both } from "../shared/i18n/both.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";

export const KEY_HEADER = "x-technician-key";
/** A device that answers slowly is given this long; a test of a printer may take ten seconds. */
const ANSWER_MS_MAX = 20_000;

export interface TechnicianApiDeps extends ApiDeps {
  newKey(): string;
}

export interface Technician {
  /** The technician's key; empty: none was asked for yet. */
  key: string;
  get<T>(path: string): Promise<Answer<T>>;
  post<T>(path: string, body: unknown): Promise<Answer<T>>;
}

/** Talks to `/api/v1`. */
export class TechnicianApi implements Technician {
  key: string;
  readonly #deps: TechnicianApiDeps;

  constructor(deps: TechnicianApiDeps, key: string) {
    this.#deps = deps;
    this.key = key;
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.#ask(path, { method: "GET", headers: this.#headers() });
  }

  post<T>(path: string, body: unknown): Promise<Answer<T>> {
    const headers = { ...this.#headers(), "content-type": "application/json", "idempotency-key": this.#deps.newKey() };
    return this.#ask(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  #headers(): Record<string, string> {
    return this.key === "" ? {} : { [KEY_HEADER]: this.key };
  }

  async #ask<T>(path: string, init: RequestInit): Promise<Answer<T>> {
    const stop = new AbortController();
    const limit = this.#deps.timers.after(ANSWER_MS_MAX, () => stop.abort());
    try {
      return await readAnswer<T>(await this.#deps.fetch(`/api/v1${path}`, { ...init, signal: stop.signal }));
    } catch (cause) {
      return { ok: false, status: 0, code: "NO_ANSWER", detail: String(cause) };
    } finally {
      limit.cancel();
    }
  }
}

/** What went wrong in words, with what the service added to it. */
export interface Trouble {
  readonly words: Both;
  readonly detail: string;
}

export function troubleOf(answer: Answer<unknown>): Trouble | null {
  if (answer.ok) return null;
  if (answer.code === "NO_ANSWER") {
    return {
      words: { zh: "服务没有回答，请再试", en: "The service did not answer: try again" },
      detail: answer.detail,
    };
  }
  return { words: refusalWords(answer.code), detail: answer.detail };
}
