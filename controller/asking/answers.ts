// Answers that come in by message: from a number to the one case that can be meant, or to a question back.
import { isAskable } from "../domain/asking.ts";
import type { Decision } from "../domain/commands.ts";
import type { HallState } from "../domain/types.ts";
import type { Hall } from "../hall.ts";
import type { Outbox } from "../messages/ports.ts";
import { type Asked, type AskRegister, askedRef } from "./register.ts";
import { type Reply, replyOf } from "./sms-reply.ts";
import { helpText, languageOfCase, ratedText } from "./sms-texts.ts";

const DAY_MS = 86_400_000;

export interface AnswersOptions {
  readonly hall: Pick<Hall, "submit" | "read">;
  readonly register: AskRegister;
  readonly outbox: Pick<Outbox, "put">;
  readonly nowMs: () => number;
  readonly log: { warn(fields: object, message: string): void };
}

export const helpId = (caseId: string): string => `ask-help:${caseId}`;
export const ratedId = (caseId: string): string => `ask-rated:${caseId}`;

/**
 * The one message that was meant. A level alone is understood only where a single message can be: with two of them
 * it could be either, and a rating must never land on the wrong case.
 */
export function meantBy(reply: Reply, asked: readonly Asked[]): Asked | null {
  if (reply.slot !== null) return asked.find(({ slot }) => slot === reply.slot) ?? null;
  const [only] = asked;
  return asked.length === 1 && only?.slot === 1 ? only : null;
}

export class Answers {
  readonly #options: AnswersOptions;

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** A word for the log, never the text; null: this number was not asked anything. */
  received(from: string, text: string): string | null {
    const asked = this.#options.register.ofPhone(from, this.#options.nowMs());
    if (asked.length === 0) return null;
    const reply = replyOf(text);
    const meant = reply === null ? null : meantBy(reply, asked);
    const done = meant === null || reply === null ? this.#ask(asked) : this.#answer(meant, reply.level);
    done.catch((error: unknown) => this.#options.log.warn({ error: String(error) }, "an answer was not taken"));
    return meant === null ? "answer not understood" : "answer to a rating message";
  }

  async #answer(meant: Asked, level: number): Promise<void> {
    const { hall } = this.#options;
    const { caseId, ticketId } = meant;
    const told = await hall.submit(
      { type: "answer-ask", caseId, level },
      {
        actor: "citizen",
        render: (state: HallState, decision: Decision) => ({
          status: 200,
          body: decision.ok
            ? null
            : {
                code: decision.code,
                number: state.cases.get(caseId)?.number,
                language: languageOfCase(state, ticketId),
              },
        }),
      },
    );
    const refused = told.body as { code: string; number?: string; language: string } | null;
    // After its time nobody is written to any more.
    if (refused?.code !== "CASE_ALREADY_RATED" || this.#options.nowMs() >= meant.untilMs) return;
    this.#put(ratedId(caseId), meant, ratedText(refused.number ?? "", refused.language));
  }

  /** At most once for each message that still waits for its answer. */
  async #ask(asked: readonly Asked[]): Promise<void> {
    const nowMs = this.#options.nowMs();
    const help = await this.#options.hall.read((state) => {
      const open = asked.flatMap((one) => {
        const found = state.cases.get(one.caseId);
        return isAskable(state.settings, found, nowMs) && nowMs < one.untilMs
          ? [{ asked: one, number: found.number }]
          : [];
      });
      const [newest] = open;
      if (newest === undefined) return null;
      return { newest: newest.asked, text: helpText(open, languageOfCase(state, newest.asked.ticketId)) };
    });
    if (help !== null) this.#put(helpId(help.newest.caseId), help.newest, help.text);
  }

  #put(id: string, { caseId, untilMs }: Asked, text: string): void {
    const expiresAtMs = Math.min(untilMs, this.#options.nowMs() + DAY_MS);
    this.#options.outbox.put([{ id, channel: "sms", to: `contact:${askedRef(caseId)}`, body: { text }, expiresAtMs }]);
  }
}
