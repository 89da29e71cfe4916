// One question to the service by a person at a staff page: asked once, with no repeat behind their back.
import { type Answer, readAnswer } from "./api.ts";

const ANSWER_MS_MAX = 20_000;

/** Posts to `/api/v1`; 429 and the like are answers to show, not to repeat. */
export async function ask<T>(path: string, body: unknown): Promise<Answer<T>> {
  const stop = new AbortController();
  const limit = window.setTimeout(() => stop.abort(), ANSWER_MS_MAX);
  try {
    const response = await window.fetch(`/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: stop.signal,
    });
    return await readAnswer<T>(response);
  } catch (cause) {
    return { ok: false, status: 0, code: "NO_ANSWER", detail: String(cause) };
  } finally {
    window.clearTimeout(limit);
  }
}
