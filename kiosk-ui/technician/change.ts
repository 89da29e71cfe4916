// One change of the configuration file: previewed as a diff, then applied for exactly the file that was previewed.
import { signal } from "@preact/signals";
import type { ConfigChangeView, ConfigEdit, ConfigView } from "../../controller/contract/technician.ts";
import { type Trouble, troubleOf } from "./api.ts";
import type { TechnicianStore } from "./store.ts";

export class Change {
  readonly busy = signal(false);
  readonly trouble = signal<Trouble | null>(null);
  readonly preview = signal<ConfigChangeView | null>(null);
  readonly applied = signal<ConfigChangeView | null>(null);
  readonly #store: TechnicianStore;
  #edits: readonly ConfigEdit[] = [];

  constructor(store: TechnicianStore) {
    this.#store = store;
  }

  /** Shows what the edits would do to the file as it is now. */
  async show(edits: readonly ConfigEdit[]): Promise<void> {
    this.#edits = edits;
    this.applied.value = null;
    await this.#working(async () => {
      // The page may have been open for hours: the digest must be today's.
      const config = await this.#store.get<ConfigView>("/technician/config");
      this.trouble.value = troubleOf(config);
      if (!config.ok) return;
      this.#store.config.value = config.value;
      const answer = await this.#send(config.value.digest, false);
      if (answer !== null) this.preview.value = answer;
    });
  }

  async apply(): Promise<void> {
    const shown = this.preview.value;
    if (shown === null || !shown.ok) return;
    await this.#working(async () => {
      const answer = await this.#send(shown.digest, true);
      if (answer === null) return;
      this.preview.value = answer.applied ? null : answer;
      this.applied.value = answer.applied ? answer : null;
      await Promise.all([this.#store.load(), this.#store.loadDevices()]);
    });
  }

  forget(): void {
    this.preview.value = null;
    this.applied.value = null;
    this.trouble.value = null;
  }

  async #send(digest: string, apply: boolean): Promise<ConfigChangeView | null> {
    const answer = await this.#store.post<ConfigChangeView>("/technician/config", {
      edits: this.#edits,
      digest,
      apply,
    });
    this.trouble.value = troubleOf(answer);
    return answer.ok ? answer.value : null;
  }

  async #working(run: () => Promise<void>): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    try {
      await run();
    } finally {
      this.busy.value = false;
    }
  }
}
