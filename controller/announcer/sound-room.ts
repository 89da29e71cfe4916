// The sound of the hall in one place: what its parts are made of, and what the rest of the service asks of it.
import { existsSync, readFileSync } from "node:fs";
import type { Config } from "../../config/schema.ts";
import type { Clock } from "../../drivers/kernel/clock.ts";
import type { SoundReportBody } from "../contract/sound.ts";
import type { SoundPort, SpeechAnswer } from "../http/ports.ts";
import type { Announcer } from "./announcer.ts";
import { SelfCheck } from "./self-check.ts";
import { SoundDesk } from "./sound-views.ts";
import { type SpokenTexts, Vocabulary } from "./vocabulary.ts";
import { CHIME, type VoicePack } from "./voice-pack.ts";

export interface SoundRoomOptions {
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly pack: VoicePack | null;
  readonly config: () => Config;
  /** What the pages say, as their build lists it. */
  readonly spoken: SpokenTexts;
  /** Shows a view anew: `sound:ZONE`, `window:ID`, `manager`. */
  readonly touch: (view: string) => void;
}

const DELIVERIES_MAX = 100;

export class SoundRoom implements SoundPort {
  readonly desk: SoundDesk;
  readonly check: SelfCheck;
  readonly #options: SoundRoomOptions;
  #vocabulary: { readonly of: Config; readonly words: Vocabulary } | null = null;

  constructor(options: SoundRoomOptions) {
    const { announcer, clock, pack, config, touch } = options;
    this.#options = options;
    this.check = new SelfCheck({
      ...{ announcer, clock, clips: pack },
      timezone: () => config().hall.timezone,
      checkAt: () => config().sound.selfCheckAt,
      changed: () => touch("manager"),
    });
    this.desk = new SoundDesk({ announcer, check: this.check, clips: pack, config });
    announcer.onChange((change) => {
      touch("manager");
      if (change === "overview") return;
      touch("zone" in change ? `sound:${change.zone}` : `window:${change.windowId}`);
    });
  }

  start(): void {
    this.check.start();
  }

  stop(): void {
    this.check.stop();
  }

  overview() {
    return this.desk.overview(DELIVERIES_MAX);
  }

  backlog() {
    return this.desk.backlog();
  }

  report(zoneId: string, body: SoundReportBody) {
    return this.#options.announcer.report(zoneId, body);
  }

  test(zoneId: string): Promise<{ ok: boolean; detail: string }> | null {
    const said = this.#options.announcer.test(zoneId);
    if (said === null) return null;
    return said.then(({ state, detail }) => ({
      ok: state === "said",
      detail: detail || (state === "said" ? "" : state),
    }));
  }

  async speech(text: string, language: string): Promise<SpeechAnswer> {
    if (text !== CHIME && !this.#words().knows(text)) return "unknown";
    const file = (await this.#options.pack?.file(text, language)) ?? null;
    return file === null ? "unavailable" : { bytes: file.bytes, tag: file.tag };
  }

  #words(): Vocabulary {
    const config = this.#options.config();
    if (this.#vocabulary?.of !== config) {
      this.#vocabulary = { of: config, words: new Vocabulary(config, this.#options.spoken) };
    }
    return this.#vocabulary.words;
  }
}

/** The list that the build of the pages leaves; without a build there is none. */
export function spokenTexts(file: string): SpokenTexts {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as SpokenTexts;
  } catch {
    return {}; // Half a build: the pages then speak with the voice of their machine, if it has one.
  }
}
