// What the settings tab holds: the file as it is, the change that is being looked at, and what came of it.
import { signal } from "@preact/signals";
import type {
  BackupsView,
  SettingsChangeView,
  SettingsDiffView,
  SettingsEdit,
  SettingsRestartView,
  SettingsView,
} from "../../../controller/contract/settings.ts";
import { type Answer, get } from "../../shared/api.ts";
import { ask } from "../../shared/ask.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";

const NO_ANSWER: Both = { zh: "服务没有回答，请再试", en: "The service did not answer: try again" };
const CHANGED: Both = {
  zh: "文件已被别人修改。下面是同一修改对新文件的效果，请再看一遍",
  en: "Somebody changed the file meanwhile. This is your change against the new file: please look again",
};
const BACK_LOOK_MS = 500;
const BACK_MS_MAX = 60_000;

/** A change somebody wants to make: edits, or a version to go back to. */
export type Wanted = { readonly edits: readonly SettingsEdit[] } | { readonly version: string };

export class SettingsStore {
  readonly view = signal<SettingsView | null>(null);
  readonly backups = signal<BackupsView | null>(null);
  readonly wanted = signal<Wanted | null>(null);
  readonly preview = signal<SettingsChangeView | null>(null);
  readonly diff = signal<{ readonly version: string; readonly text: string } | null>(null);
  readonly said = signal<{ readonly good: boolean; readonly words: Both } | null>(null);
  readonly busy = signal(false);
  /** Counts applied changes: forms begin anew from the file. */
  readonly edition = signal(0);

  async load(): Promise<void> {
    const answer = await get<SettingsView>("/settings");
    if (answer.ok) this.view.value = answer.value;
    else this.#trouble(answer);
  }

  async loadBackups(): Promise<void> {
    const answer = await get<BackupsView>("/settings/backups");
    if (answer.ok) this.backups.value = answer.value;
  }

  /** Shows what the change would do; nothing is written. */
  async look(wanted: Wanted): Promise<void> {
    this.said.value = null;
    this.wanted.value = wanted;
    await this.#send(wanted, false);
  }

  /** `then`: what is to follow where the change waits for a restart. */
  async apply(then: "restart" | "closed" | "nothing" = "nothing"): Promise<void> {
    const { value: wanted } = this.wanted;
    if (wanted === null) return;
    const view = await this.#send(wanted, true);
    if (view?.applied !== true) return;
    this.drop();
    this.edition.value += 1;
    this.said.value = {
      good: true,
      words: view.restart
        ? { zh: "已保存，重启服务后生效", en: "Saved: it takes effect when the service restarts" }
        : { zh: "已保存并生效", en: "Saved, and in force" },
    };
    if (!view.restart) return;
    if (then === "restart") await this.restart();
    if (then === "closed") await this.plan("closed");
  }

  /** A restart once the hall has closed, or not after all. */
  async plan(when: "closed" | "never"): Promise<void> {
    const answer = await ask<SettingsRestartView>("/settings/restart", { when });
    if (!answer.ok) return this.#trouble(answer);
    const words = answer.value.planned
      ? { zh: "已保存，打烊且无人等候后自动重启", en: "Saved: restarts by itself once the hall has closed" }
      : { zh: "不会自动重启", en: "It does not restart by itself" };
    this.said.value = { good: answer.value.planned || when === "never", words };
    await this.load();
  }

  drop(): void {
    this.wanted.value = null;
    this.preview.value = null;
  }

  async showVersion(version: string): Promise<void> {
    const answer = await get<SettingsDiffView>(`/settings/versions/${encodeURIComponent(version)}`);
    if (answer.ok) this.diff.value = { version, text: answer.value.diff };
    else this.#trouble(answer);
  }

  async backUp(): Promise<void> {
    this.busy.value = true;
    const answer = await ask<BackupsView>("/settings/backups", {});
    this.busy.value = false;
    if (!answer.ok) return this.#trouble(answer);
    this.backups.value = answer.value;
    const { trouble } = answer.value;
    this.said.value =
      trouble === ""
        ? { good: true, words: { zh: "备份完成并已核对", en: "Backup made and verified" } }
        : { good: false, words: { zh: trouble, en: "" } };
  }

  /** Asks for the restart and waits until the hall is back. */
  async restart(): Promise<void> {
    this.busy.value = true;
    const answer = await ask<SettingsRestartView>("/settings/restart", { when: "now" });
    if (!answer.ok || !answer.value.restarting) {
      this.busy.value = false;
      if (!answer.ok) return this.#trouble(answer);
      const [block] = answer.value.blocks;
      const words = block ?? { zh: "文件有错，不能重启", en: "The file has faults: not restarted" };
      this.said.value = { good: false, words };
      return;
    }
    this.said.value = { good: true, words: { zh: "正在重启…", en: "Restarting…" } };
    const until = performance.now() + BACK_MS_MAX;
    for (;;) {
      await new Promise((done) => window.setTimeout(done, BACK_LOOK_MS));
      const back = await get<SettingsView>("/settings");
      if (back.ok && !back.value.restart) {
        this.view.value = back.value;
        this.said.value = {
          good: true,
          words: { zh: "已重启，新设置生效", en: "Restarted: the new settings are in force" },
        };
        break;
      }
      if (performance.now() > until) {
        this.said.value = { good: false, words: NO_ANSWER };
        break;
      }
    }
    this.busy.value = false;
  }

  async #send(wanted: Wanted, apply: boolean): Promise<SettingsChangeView | null> {
    const digest = this.view.value?.digest ?? "";
    const [path, body] =
      "version" in wanted
        ? (["/settings/rollback", { version: wanted.version, digest, apply }] as const)
        : (["/settings/change", { edits: wanted.edits, digest, apply }] as const);
    this.busy.value = true;
    const answer = await ask<SettingsChangeView>(path, body);
    this.busy.value = false;
    if (answer.ok) {
      this.preview.value = answer.value;
      if (answer.value.applied) await this.load();
      return answer.value;
    }
    if (answer.code === "CONFIG_CHANGED") {
      // The same change against the file as it is now: looked at first, never applied unseen.
      await this.load();
      await this.#send(wanted, false);
      this.said.value = { good: false, words: CHANGED };
      return null;
    }
    this.#trouble(answer);
    return null;
  }

  #trouble(answer: Extract<Answer<unknown>, { ok: false }>): void {
    const words = answer.code === "NO_ANSWER" ? NO_ANSWER : refusalWords(answer.code);
    this.said.value = { good: false, words };
  }
}
