// What the first run's pages know: the steps as the hall tells them, and the test of a device that is under way.
import { signal } from "@preact/signals";
import type { SetupMark, SetupStep, SetupVerdict, SetupView } from "../../../controller/contract/setup.ts";
import type { InputsView } from "../../../controller/contract/technician.ts";
import { type Answer, get } from "../../shared/api.ts";
import { ask } from "../../shared/ask.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";

const NO_ANSWER: Both = { zh: "服务没有回答，请再试", en: "The service did not answer: try again" };
const LOOK_MS = 500;
const PRESS_MS_MAX = 60_000;

export interface Trial {
  readonly deviceId: string;
  /** `done`: the device took it; what came out a person tells. `pressed`: a press has come through. */
  readonly state: "running" | "listening" | "done" | "pressed" | "failed";
  readonly detail: string;
}

const pathOf = (deviceId: string): string => `/setup/devices/${encodeURIComponent(deviceId)}`;

export class SetupStore {
  readonly view = signal<SetupView | null>(null);
  readonly trouble = signal<Both | null>(null);
  readonly trial = signal<Trial | null>(null);
  readonly busy = signal(false);

  async load(): Promise<void> {
    this.#take(await get<SetupView>("/setup"));
  }

  async mark(step: SetupStep, mark: SetupMark | null): Promise<boolean> {
    return this.#send(`/setup/steps/${step}`, { mark });
  }

  async finish(finished: boolean): Promise<boolean> {
    return this.#send("/setup/finish", { finished });
  }

  /** The device's own answer. */
  async test(deviceId: string): Promise<void> {
    this.#say(deviceId, "running", "");
    const answer = await ask<{ ok: boolean; detail: string }>(`${pathOf(deviceId)}/test`, {});
    if (!answer.ok) this.#say(deviceId, "failed", wordsOf(answer).zh);
    else this.#say(deviceId, answer.value.ok ? "done" : "failed", answer.value.detail);
  }

  /** Waits for a key that is pressed from now on. */
  async listen(deviceId: string): Promise<void> {
    this.#say(deviceId, "listening", "");
    const until = performance.now() + PRESS_MS_MAX;
    let after: number | null = null;
    while (this.#isListening(deviceId) && performance.now() < until) {
      const answer: Answer<InputsView> = await get<InputsView>(`${pathOf(deviceId)}/inputs?after=${after ?? 0}`);
      if (!this.#isListening(deviceId)) return;
      if (!answer.ok) return this.#say(deviceId, "failed", wordsOf(answer).zh);
      const pressed = after === null ? undefined : answer.value.inputs.at(-1);
      if (pressed !== undefined) {
        this.#say(deviceId, "pressed", pressed.what);
        await this.verdict(deviceId, "good");
        return;
      }
      after = answer.value.next;
      await new Promise((done) => window.setTimeout(done, LOOK_MS));
    }
    if (this.#isListening(deviceId))
      this.#say(deviceId, "failed", "一分钟内没有收到按键 nothing was pressed in a minute");
  }

  /** What a person saw; kept by the hall, and in its log. */
  async verdict(deviceId: string, verdict: SetupVerdict): Promise<void> {
    const answer = await ask(`${pathOf(deviceId)}/verdict`, { verdict });
    if (!answer.ok) this.trouble.value = wordsOf(answer);
    else await this.load();
  }

  #isListening(deviceId: string): boolean {
    const trial = this.trial.value;
    return trial?.deviceId === deviceId && trial.state === "listening";
  }

  #say(deviceId: string, state: Trial["state"], detail: string): void {
    this.trial.value = { deviceId, state, detail };
  }

  async #send(path: string, body: unknown): Promise<boolean> {
    this.busy.value = true;
    const answer = await ask<SetupView>(path, body);
    this.busy.value = false;
    this.#take(answer);
    return answer.ok;
  }

  #take(answer: Answer<SetupView>): void {
    this.trouble.value = answer.ok ? null : wordsOf(answer);
    if (answer.ok) this.view.value = answer.value;
  }
}

function wordsOf(answer: Extract<Answer<unknown>, { ok: false }>): Both {
  return answer.code === "NO_ANSWER" ? NO_ANSWER : refusalWords(answer.code);
}
