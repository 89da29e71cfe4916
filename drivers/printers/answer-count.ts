// Counts unframed one-byte answers, so that a late answer to an old question never passes for the proof of a new job.

const OPEN_MAX = 4;

/**
 * `GS r` answers carry neither name nor number and come in stream order. A barrier therefore asks again after each
 * answer until more answers came than questions were already open: one of them must then be to a question sent after
 * the job. One more is demanded on top, so that a single noise byte proves nothing either.
 */
export class AnswerCount {
  /** Asked and neither answered nor known to be lost. Bounded: a printer that never answers adds no more. */
  #open = 0;
  #need = 0;
  #settled = false;

  /** True while somebody waits for answers. */
  get waiting(): boolean {
    return this.#need > 0;
  }

  /** Waits for `answers` genuine answers, and one for every question still open. The caller asks the first. */
  begin(answers: number): void {
    this.#need = this.#open + answers;
    this.#settled = false;
  }

  asked(): void {
    this.#open = Math.min(this.#open + 1, OPEN_MAX);
  }

  /** `more`: ask again; `done`: proven; `late`: an old question's; `stray`: nobody asked. */
  answered(): "more" | "done" | "late" | "stray" {
    const expected = this.#open > 0;
    this.#open = Math.max(0, this.#open - 1);
    if (!this.waiting) return expected ? "late" : "stray";
    this.#need -= 1;
    if (this.waiting) return "more";
    this.#settled = true;
    return "done";
  }

  /** Nobody waits any longer; the answers may still come. */
  abandon(): void {
    this.#need = 0;
  }

  /** The printer has been idle since the last proof: what has not come by now never will. */
  quiet(): void {
    if (this.#settled) this.#open = 0;
  }
}
