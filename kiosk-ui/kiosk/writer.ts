// Requests that give a number: each keeps its key until it is answered, over a lost line and a page loaded anew.
import type { Answer } from "../shared/api.ts";
import type { KioskDeps } from "./deps.ts";

export interface Asked {
  readonly path: string;
  readonly body: object;
  readonly key: string;
}

/** After this long the citizen is told to ask at the desk rather than left standing. */
const GIVE_UP_MS = 60_000;
/** What was asked longer ago than this was asked by somebody who has left. */
const RESUME_MS_MAX = 90_000;

export class Writer {
  /** Asked and never answered: asking again must use the same key. */
  unanswered: Asked | null = null;
  readonly #deps: Pick<KioskDeps, "post" | "memory" | "wallMs">;

  constructor(deps: Pick<KioskDeps, "post" | "memory" | "wallMs">) {
    this.#deps = deps;
  }

  async send<T>(asked: Asked, onUnanswered: () => void): Promise<Answer<T>> {
    const { memory, post, wallMs } = this.#deps;
    memory.write(JSON.stringify({ ...asked, atMs: wallMs() }));
    const answer = await post<T>(asked.path, asked.body, { key: asked.key, giveUpMs: GIVE_UP_MS, onUnanswered });
    memory.write(null);
    this.unanswered = !answer.ok && answer.code === "NO_ANSWER" ? asked : null;
    return answer;
  }

  /** What was under way when the page was loaded anew. */
  left(): Asked | null {
    const { memory, wallMs } = this.#deps;
    const text = memory.read();
    memory.write(null);
    const found = text === null ? null : parsed(text);
    if (found === null) return null;
    const ageMs = wallMs() - found.atMs;
    return ageMs >= 0 && ageMs < RESUME_MS_MAX ? found : null;
  }

  forget(): void {
    this.unanswered = null;
  }
}

function parsed(text: string): (Asked & { atMs: number }) | null {
  try {
    const value = JSON.parse(text) as Partial<Asked & { atMs: number }> | null;
    if (value === null || typeof value !== "object") return null;
    const { path, body, key, atMs } = value;
    const whole = typeof path === "string" && typeof key === "string" && typeof atMs === "number";
    return whole && typeof body === "object" && body !== null ? { path, body, key, atMs } : null;
  } catch {
    return null; // Cut off while it was written: as good as nothing.
  }
}
