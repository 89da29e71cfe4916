// What the kiosk's page needs of the world: given by the page itself, or by a test.
import type { ReadonlySignal } from "@preact/signals";
import type { Answer, SendOptions } from "../shared/api.ts";
import type { Live } from "../shared/live.ts";

/** A small text that outlives a reload of the page, and nothing more. */
export interface Memory {
  read(): string | null;
  write(text: string | null): void;
}

export interface KioskDeps {
  readonly kioskId: string;
  readonly live: Live<"kiosk">;
  readonly nowMs: ReadonlySignal<number>;
  readonly origin: string;
  readonly memory: Memory;
  /** `askedInches`: the address of the page says how large the glass is, whatever the configuration says. */
  readonly glass: { readonly widthPx: number; readonly heightPx: number; readonly askedInches: number | null };
  /** `nowMs` ticks; this is exact. */
  monotonicMs(): number;
  wallMs(): number;
  newKey(): string;
  post<T>(path: string, body: unknown, options: SendOptions): Promise<Answer<T>>;
  get<T>(path: string): Promise<Answer<T>>;
  followTicket(id: string): Live<"ticket">;
}
