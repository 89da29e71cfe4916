// The manager's side of the configuration file: fields with their meaning, changes shown first, versions, restart.
import { createTwoFilesPatch } from "diff";
import { parseDocument } from "yaml";
import { EditImpossible, editValues } from "../../config/edit-values.ts";
import { fieldsOfConfig } from "../../config/fields.ts";
import { parseConfig, yamlFaults } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import { hallTemplate } from "../../config/templates/hall-template.ts";
import type {
  BackupsView,
  LabelView,
  SettingsBlock,
  SettingsChangeView,
  SettingsDifference,
  SettingsEdit,
  SettingsRestartView,
  SettingsView,
  TemplateSize,
} from "../contract/settings.ts";
import type { ConfigChangeView } from "../contract/technician.ts";
import type { Command } from "../domain/commands.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { HallState } from "../domain/types.ts";
import type { HallPort, SettingsPort } from "../http/ports.ts";
import { type ConfigRoom, sameBesidesDevices } from "../technician/config-room.ts";
import { blocksOf } from "./blocks.ts";
import { differencesOf } from "./differences.ts";
import { labelsOf } from "./labels.ts";
import type { RestartPlan } from "./restart-plan.ts";
import { usualSettings } from "./usual.ts";

type Values = Readonly<Record<string, unknown>>;

export interface SettingsRoomOptions {
  readonly file: ConfigRoom;
  readonly hall: Pick<HallPort, "read" | "submit">;
  /** What the service started with. */
  readonly started: Config;
  /** The file had faults at the start: the last good version runs. */
  readonly safeMode: boolean;
  readonly baseUrl: () => string;
  readonly backups: { readonly view: BackupsView; makeNow(): Promise<void> };
  /** Ends the hall cleanly and starts it again with the file as it is now; missing: this service cannot. */
  readonly restart?: (() => void) | undefined;
  /** Restarts once the hall has closed; missing: this service cannot. */
  readonly plan?: RestartPlan | undefined;
  readonly nowMs: () => number;
  /** The command that logs a change. */
  readonly changed: (config: Config, changes: readonly SettingsDifference[]) => Command;
}

/** Changes that are named in one event. */
const LOGGED_MAX = 100;
/** A restart takes seconds; what tells people of it must not outlive it by much. */
const TOLD_MS = 45_000;
const TOLD = {
  "zh-CN": "系统正在更新设置，约 10 秒后恢复；号码和顺序都保留，请稍候",
  en: "Settings are being updated: back in about 10 seconds. Numbers and their order stay.",
};

type Restart = SettingsRestartView & { go: (() => void) | null };

export class SettingsRoom implements SettingsPort {
  readonly #with: SettingsRoomOptions;

  constructor(options: SettingsRoomOptions) {
    this.#with = options;
  }

  view(): SettingsView {
    const { file, started, safeMode, plan, restart } = this.#with;
    const { text, digest } = file.read();
    const loaded = parseConfig(text);
    const { timezone } = started.hall;
    return {
      ...{ file: file.file, text, digest, safeMode },
      values: rawOf(text),
      completed: loaded.ok ? (loaded.config as unknown as Record<string, unknown>) : null,
      faults: loaded.ok ? [] : [...loaded.faults],
      fields: [...fieldsOfConfig()],
      usual: usualSettings(),
      versions: file.versions().map(({ version, atMs }) => ({ version, at: isoWithOffset(atMs, timezone) })),
      restart: loaded.ok && (safeMode || !sameBesidesDevices(started, loaded.config)),
      restartPlanned: plan?.planned ?? false,
      mayRestart: restart !== undefined,
    };
  }

  change(edits: readonly SettingsEdit[], digest: string, apply: boolean, actor: string): Promise<SettingsChangeView> {
    return this.#changed(
      (text) => editValues(text, edits),
      edits.every(({ op }) => op === "set-text"),
      {
        ...{ digest, apply, actor },
      },
    );
  }

  rollback(version: string, digest: string, apply: boolean, actor: string): Promise<SettingsChangeView> {
    const kept = this.#with.file.kept(version);
    return this.#changed(() => kept, true, { digest, apply, actor });
  }

  diffOf(version: string): string {
    const { file } = this.#with;
    const kept = file.kept(version);
    const { text } = file.read();
    return kept === text ? "" : createTwoFilesPatch(version, "now", kept, text, "", "", { context: 2 });
  }

  template(size: TemplateSize): string {
    return hallTemplate(size);
  }

  labels(): Promise<LabelView[]> {
    const { started, baseUrl } = this.#with;
    return labelsOf(started, baseUrl());
  }

  backups(): BackupsView {
    return this.#with.backups.view;
  }

  async backUp(): Promise<BackupsView> {
    // Why it failed is part of the view.
    await this.#with.backups.makeNow().catch(() => undefined);
    return this.backups();
  }

  /** Ready: `go` may be called once the answer has been sent. */
  async restart(when: "now" | "closed" | "never", actor: string): Promise<Restart> {
    const { plan, restart = null, file } = this.#with;
    const none = { restarting: false, planned: false, blocks: [], faults: [], go: null };
    if (when === "never") {
      plan?.drop();
      return none;
    }
    const loaded = parseConfig(file.read().text);
    if (!loaded.ok) return { ...none, faults: [...loaded.faults] };
    if (when === "closed") {
      // What stands in the way now may be over by then; and if not, the entries that are gone simply stay open.
      plan?.plan();
      return { ...none, planned: plan?.planned ?? false };
    }
    const blocks = await this.#blocks(loaded.config);
    if (blocks.length > 0 || restart === null) return { ...none, blocks };
    plan?.drop();
    await this.#tell(actor);
    return { ...none, restarting: true, go: restart };
  }

  /** On the boards, before they lose the service for a moment. Where all places are taken, nobody is told. */
  async #tell(actor: string): Promise<void> {
    const untilMs = this.#with.nowMs() + TOLD_MS;
    const command: Command = { type: "post-notice", text: TOLD, untilMs, zones: [] };
    await this.#with.hall.submit(command, { actor, render: () => ({ status: 200, body: null }) });
  }

  #blocks(config: Config): Promise<SettingsBlock[]> {
    return this.#with.hall.read((state: HallState) => blocksOf(state, config));
  }

  async #changed(
    make: (text: string) => string,
    isWhole: boolean,
    { digest, apply, actor }: { digest: string; apply: boolean; actor: string },
  ): Promise<SettingsChangeView> {
    const { file, hall, started } = this.#with;
    const before = file.read();
    // Entries of a file that is no YAML cannot be found: the whole text must be mended first.
    const broken = isWhole ? [] : yamlFaults(before.text);
    if (broken.length > 0) return refused(digest, broken);
    let after: string;
    try {
      after = make(before.text);
    } catch (error) {
      if (!(error instanceof EditImpossible)) throw error;
      return refused(digest, [{ place: "", line: 0, column: 0, message: error.message }]);
    }
    const loaded = parseConfig(after);
    const blocks = loaded.ok ? await this.#blocks(loaded.config) : [];
    const differences = loaded.ok
      ? differencesOf(completedOf(before.text) ?? valuesOf(started), valuesOf(loaded.config))
      : [];
    const mayApply = apply && loaded.ok && blocks.length === 0;
    const view = await file.rewrite(
      () => after,
      digest,
      mayApply,
      async (config) => {
        const command = this.#with.changed(config, differences.slice(0, LOGGED_MAX));
        await hall.submit(command, { actor, render: () => ({ status: 200, body: null }) });
      },
    );
    // What waits already is said elsewhere: this is about this change, against what runs.
    const waits = loaded.ok && differences.some(({ effect }) => effect === "restart");
    const restart = waits && !sameBesidesDevices(started, loaded.config);
    return { ...said(view), differences, blocks, restart, ok: view.ok && blocks.length === 0 };
  }
}

const valuesOf = (config: Config): Values => config as unknown as Values;

function completedOf(text: string): Values | null {
  const loaded = parseConfig(text);
  return loaded.ok ? valuesOf(loaded.config) : null;
}

function rawOf(text: string): Record<string, unknown> | null {
  if (yamlFaults(text).length > 0) return null;
  const value: unknown = parseDocument(text).toJS();
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function said({ ok, applied, diff, faults, warnings, digest, restart }: ConfigChangeView): SettingsChangeView {
  return { ok, applied, diff, faults, warnings, digest, restart, differences: [], blocks: [] };
}

function refused(digest: string, faults: readonly SettingsView["faults"][number][]): SettingsChangeView {
  const none = { applied: false, diff: "", differences: [], warnings: [], blocks: [], restart: false };
  return { ok: false, ...none, digest, faults: [...faults] };
}
