// One tab works a window; a second one only looks on. Tabs of one browser hear of each other at once, other browsers
// by the hall's lease.

/** A third of the time after which the hall forgets a silent tab. */
export const RENEW_MS = 5_000;

export interface TabChannel {
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

export interface LeaseDeps {
  readonly tabId: string;
  readonly channel: TabChannel | null;
  /** The hall's word: true, this tab holds the window; false, another one does; null: no answer. */
  claim(release: boolean): Promise<boolean | null>;
  every(ms: number, run: () => void): void;
  readonly onChange: (readOnly: boolean) => void;
}

type Word = { readonly word: "here" | "who" | "take" | "gone"; readonly tabId: string };

const isWord = (data: unknown): data is Word => typeof data === "object" && data !== null && "word" in data;

/** Keeps one tab writing. The older tab stays; a tab that takes over makes the others look on. */
export class TabLease {
  readonly #deps: LeaseDeps;
  #othersHere = false;
  #refused = false;

  constructor(deps: LeaseDeps) {
    this.#deps = deps;
    if (deps.channel !== null) deps.channel.onmessage = ({ data }) => this.#heard(data);
    this.#say("who");
    void this.renew();
    deps.every(RENEW_MS, () => void this.renew());
  }

  get readOnly(): boolean {
    return this.#othersHere || this.#refused;
  }

  /** Tells the hall that this tab is alive; without an answer nothing changes. */
  async renew(): Promise<void> {
    if (this.#othersHere) return;
    const held = await this.#deps.claim(false);
    if (held !== null) this.#set(this.#othersHere, !held);
  }

  /** The clerk works here from now on. */
  async takeOver(): Promise<void> {
    this.#say("take");
    this.#set(false, this.#refused);
    await this.renew();
  }

  /** The tab is going: the window is free for another. */
  leave(): void {
    if (this.readOnly) return;
    this.#say("gone");
    void this.#deps.claim(true);
  }

  #say(word: Word["word"]): void {
    this.#deps.channel?.postMessage({ word, tabId: this.#deps.tabId });
  }

  #heard(data: unknown): void {
    if (!isWord(data) || data.tabId === this.#deps.tabId) return;
    if (data.word === "who" && !this.readOnly) this.#say("here");
    else if (data.word === "here") this.#set(true, this.#refused);
    else if (data.word === "take") {
      void this.#deps.claim(true);
      this.#set(true, this.#refused);
    } else if (data.word === "gone") {
      this.#set(false, this.#refused);
      void this.renew();
    }
  }

  #set(othersHere: boolean, refused: boolean): void {
    const before = this.readOnly;
    this.#othersHere = othersHere;
    this.#refused = refused;
    if (before !== this.readOnly) this.#deps.onChange(this.readOnly);
  }
}
