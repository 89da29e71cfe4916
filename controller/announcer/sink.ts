// What a zone says, and what it is said by.
import type { Announcement } from "../../drivers/kernel/speech-queue.ts";
import type { Phrase } from "./phrases.ts";
import type { Clip } from "./voice-pack.ts";

/** One announcement of a zone. */
export interface Item extends Announcement {
  readonly kind: "call" | "withdrawn" | "missed" | "test";
  /** Names the call in the book of deliveries; null: nobody asks what became of it. */
  readonly callId: string | null;
  readonly number: string | null;
  readonly windowId: string | null;
  /** For the clips of players; `text` is for modules. */
  readonly phrases: readonly Phrase[];
  /** For the eye. */
  readonly shown: string;
}

/** One reading, ready to be said. */
export interface Said {
  readonly item: Item;
  /** Null: there are no clips for it. */
  readonly clips: readonly Clip[] | null;
  readonly durationMs: number;
  readonly volume: number;
}

export interface SinkOutcome {
  readonly state: "said" | "shown" | "unconfirmed" | "failed";
  readonly detail: string;
}

/** A voice module, or the pages of a zone. Begins one reading at a time, and says how each ended, once. */
export interface ZoneSink {
  readonly id: string;
  readonly kind: "voice" | "player";
  /** Can begin now. */
  readonly ready: boolean;
  /** Whether this call is heard there at all. */
  serves(windowId: string | null): boolean;
  begin(said: Said, ended: (outcome: SinkOutcome) => void): void;
  /** Why it is not ready, in words. */
  readonly detail: string;
  /** Called whenever it may have become ready. One listener. */
  onReady(listener: () => void): void;
}
