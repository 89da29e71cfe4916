// Asking again and again while a part of the page is shown, and once when it appears.
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Answer } from "../shared/api.ts";
import type { Timer, Timers } from "../shared/timers.ts";
import { type Trouble, troubleOf } from "./api.ts";
import type { TechnicianStore } from "./store.ts";

/** Runs at once and then `everyMs` after each run has ended; stops when the part leaves the page or `about` changes. */
export function usePolling(
  timers: Timers,
  everyMs: number,
  about: readonly unknown[],
  run: (current: () => boolean) => Promise<void>,
): void {
  useEffect(() => {
    let live = true;
    let timer: Timer | null = null;
    const turn = async (): Promise<void> => {
      await run(() => live);
      if (live) timer = timers.after(everyMs, () => void turn());
    };
    void turn();
    return () => {
      live = false;
      timer?.cancel();
    };
  }, [timers, everyMs, ...about]);
}

export interface Loaded<T> {
  readonly value: Signal<T | null>;
  readonly trouble: Signal<Trouble | null>;
  readonly reload: () => Promise<void>;
}

/** Reads one address when the part appears, again after a key was accepted, and when asked to. */
export function useLoaded<T>(store: TechnicianStore, path: string): Loaded<T> {
  const value = useSignal<T | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  const reload = async (): Promise<void> => {
    const answer: Answer<T> = await store.get<T>(path);
    if (answer.ok) value.value = answer.value;
    trouble.value = troubleOf(answer);
  };
  useEffect(() => void reload(), [path, store.keys.value]);
  return { value, trouble, reload };
}
