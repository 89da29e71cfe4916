// What the tab shows and asks for. Everything is read anew after each change: other people change it too.
import { signal } from "@preact/signals";
import type { AccountView, PairedDevicesView, SessionView, TokenView } from "../../../controller/contract/access.ts";
import { type Answer, get } from "../../shared/api.ts";
import { ask } from "../../shared/ask.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";

const NO_ANSWER: Both = { zh: "服务没有回答，请再试", en: "The service did not answer: try again" };
const PROPERTY = { accounts: "accounts", sessions: "sessions", devices: "devices", tokens: "tokens" } as const;

export class AccessRoom {
  readonly accounts = signal<readonly AccountView[] | null>(null);
  readonly sessions = signal<readonly SessionView[]>([]);
  readonly devices = signal<PairedDevicesView | null>(null);
  /** Null: not this person's to see. */
  readonly tokens = signal<readonly TokenView[] | null>(null);
  readonly trouble = signal<Both | null>(null);
  readonly done = signal<Both | null>(null);

  async load(): Promise<void> {
    const read = async <T>(part: keyof typeof PROPERTY, keep: (value: T) => void) => {
      const answer = await get<T>(`/access/${PROPERTY[part]}`);
      if (answer.ok) keep(answer.value);
    };
    await Promise.all([
      read<AccountView[]>("accounts", (value) => {
        this.accounts.value = value;
      }),
      read<SessionView[]>("sessions", (value) => {
        this.sessions.value = value;
      }),
      read<PairedDevicesView>("devices", (value) => {
        this.devices.value = value;
      }),
      read<TokenView[]>("tokens", (value) => {
        this.tokens.value = value;
      }),
    ]);
  }

  /** Says what came of it; null when it was refused. */
  async change<T>(path: string, body: unknown, done: Both): Promise<{ value: T } | null> {
    this.trouble.value = null;
    this.done.value = null;
    const answer: Answer<T> = await ask<T>(`/access/${path}`, body);
    if (answer.ok) this.done.value = done;
    else this.trouble.value = answer.code === "NO_ANSWER" ? NO_ANSWER : refusalWords(answer.code);
    await this.load();
    return answer.ok ? { value: answer.value } : null;
  }
}
