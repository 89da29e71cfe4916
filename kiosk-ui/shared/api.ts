// Writes to the hall. One touch is one Idempotency-Key, kept until an answer comes, so nothing happens twice.
import type { Problem } from "../../controller/contract/refusals.ts";
import { browserTimers, retryDelayMs, type Timers } from "./timers.ts";

const ATTEMPT_MS_MAX = 8_000;
const FIRST_RETRY_MS = 400;
const RETRY_MS_MAX = 5_000;
/** Answers that say "not now": the request had no effect, or the same key will give the same answer. */
const TRY_AGAIN = new Set([408, 425, 429, 502, 503, 504]);

/** Said to the page when the hall does not know who asks. */
export const LOGIN_NEEDED = "hall-login-needed";

export type Answer<T> =
  | { readonly ok: true; readonly status: number; readonly value: T }
  /** `code`: a refusal of the contract, or NO_ANSWER when the hall could not be reached in time. */
  | { readonly ok: false; readonly status: number; readonly code: string; readonly detail: string };

export interface ApiDeps {
  readonly timers: Timers;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

export interface SendOptions {
  readonly key: string;
  /** After this long without an answer the caller is told NO_ANSWER. */
  readonly giveUpMs: number;
  /** Told each time an attempt went unanswered, so that the page can say so in words. */
  readonly onUnanswered?: () => void;
}

const browserDeps: ApiDeps = { timers: browserTimers, fetch: (url, init) => window.fetch(url, init) };

/** A fresh key. `randomUUID` is missing on plain-http addresses of the hall's own network. */
export function newKey(source: Crypto = crypto): string {
  if (typeof source.randomUUID === "function") return source.randomUUID();
  const bytes = source.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Posts to `/api/v1`; retries the unanswered with the same key. */
export async function post<T>(
  path: string,
  body: unknown,
  options: SendOptions,
  deps: ApiDeps = browserDeps,
): Promise<Answer<T>> {
  const startMs = deps.timers.monotonicMs();
  for (let attempt = 0; ; attempt += 1) {
    const answer = await oneAttempt<T>(`/api/v1${path}`, body, options.key, deps);
    if (typeof answer !== "string") return answer;
    options.onUnanswered?.();
    const delayMs = retryDelayMs(attempt, FIRST_RETRY_MS, RETRY_MS_MAX, deps.timers.random());
    if (deps.timers.monotonicMs() - startMs + delayMs >= options.giveUpMs)
      return { ok: false, status: 0, code: "NO_ANSWER", detail: answer };
    await new Promise<void>((resolve) => {
      deps.timers.after(delayMs, resolve);
    });
  }
}

/** The answer, or in words why there was none: the same key will fetch it later. */
async function oneAttempt<T>(url: string, body: unknown, key: string, deps: ApiDeps): Promise<Answer<T> | string> {
  const stop = new AbortController();
  const limit = deps.timers.after(ATTEMPT_MS_MAX, () => stop.abort());
  try {
    const response = await deps.fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify(body),
      signal: stop.signal,
    });
    return TRY_AGAIN.has(response.status) ? `HTTP ${response.status}` : await readAnswer<T>(response);
  } catch (cause) {
    return String(cause); // No line, no time left, or an answer cut off on its way.
  } finally {
    limit.cancel();
  }
}

/** Reads from `/api/v1`: one attempt; the caller says so and may ask again. */
export async function get<T>(path: string, deps: ApiDeps = browserDeps): Promise<Answer<T>> {
  const stop = new AbortController();
  const limit = deps.timers.after(ATTEMPT_MS_MAX, () => stop.abort());
  try {
    return await readAnswer<T>(await deps.fetch(`/api/v1${path}`, { signal: stop.signal }));
  } catch (cause) {
    return { ok: false, status: 0, code: "NO_ANSWER", detail: String(cause) };
  } finally {
    limit.cancel();
  }
}

/** The body of an answer, or the code of the refusal. */
export async function readAnswer<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  if (response.ok) return { ok: true, status: response.status, value: (text === "" ? null : JSON.parse(text)) as T };
  const problem = problemOf(text);
  if (problem.code === "LOGIN_NEEDED" && typeof window !== "undefined") window.dispatchEvent(new Event(LOGIN_NEEDED));
  return { ok: false, status: response.status, code: problem.code ?? "INTERNAL", detail: problem.detail ?? "" };
}

function problemOf(text: string): Partial<Problem> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {}; // An error page of something in between: the status says enough.
  }
}
