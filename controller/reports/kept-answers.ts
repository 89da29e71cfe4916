// Figures that were asked for before and cannot have changed since: days that have ended stay as they are.

/** Rows kept in all; the answers asked for longest ago go first. */
const ROWS_KEPT_MAX = 10_000;

interface Figures {
  readonly rows: readonly unknown[];
}

export class KeptAnswers<T extends Figures> {
  readonly #kept = new Map<string, { readonly stamp: string; readonly figures: T }>();
  #rows = 0;

  /** `stamp` changes with the figures asked for; null: they change all the time, nothing is kept. */
  of(question: string, stamp: string | null, make: () => T): T {
    const known = this.#kept.get(question);
    this.#drop(question);
    const figures = known !== undefined && known.stamp === stamp ? known.figures : make();
    if (stamp === null || sizeOf(figures) > ROWS_KEPT_MAX) return figures;
    this.#kept.set(question, { stamp, figures });
    this.#rows += sizeOf(figures);
    for (const oldest of this.#kept.keys()) {
      if (this.#rows <= ROWS_KEPT_MAX) break;
      this.#drop(oldest);
    }
    return figures;
  }

  #drop(question: string): void {
    const known = this.#kept.get(question);
    if (known === undefined) return;
    this.#kept.delete(question);
    this.#rows -= sizeOf(known.figures);
  }
}

/** An answer without rows takes its place as well. */
const sizeOf = ({ rows }: Figures) => rows.length + 1;
