// Keyboard first: F1..F9 or the digits run the console without a mouse.
import type { ConsoleStore } from "./store.ts";
import { actionOfKey, keyNumber, primaryAction, recallWait, secondaryActions } from "./view.ts";

/** Answers one key; true when it was used. Dialogs read their own digits. */
export function consoleKey(store: ConsoleStore, event: KeyboardEvent): boolean {
  const view = store.view.value;
  if (view === null || event.repeat) return false;
  if (store.dialog.value !== null) {
    if (event.key !== "Escape") return false;
    store.dialog.value = null;
    return true;
  }
  if (event.target instanceof HTMLInputElement) return false;
  const key = keyNumber(event);
  if (key === null) return false;
  const wait = recallWait(view, store.recalledMs.value, store.live.hallNowMs());
  const action = actionOfKey([primaryAction(view), ...secondaryActions(view, wait)], key);
  if (action !== null) store.act(action.id);
  return true; // F5 must never reload the page in the middle of a day, not even when it does nothing.
}
