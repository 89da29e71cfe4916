// Keyboard first: F1..F9 or the digits run the console without a mouse; a numeric pad alone reaches everything.
import type { ConsoleStore } from "./store.ts";
import { actionOfKey, keyNumber, primaryAction, recallWait, secondaryActions } from "./view.ts";

/** On a numeric pad: minus and point are its Escape, Enter is the primary button. */
export const isCancel = (key: string): boolean => key === "Escape" || key === "-" || key === "." || key === "Delete";

/** Answers one key; true when it was used. Dialogs read their own digits. */
export function consoleKey(store: ConsoleStore, event: KeyboardEvent): boolean {
  const view = store.view.value;
  if (view === null || event.repeat) return false;
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  if (store.dialog.value !== null) {
    if (event.key !== "Escape" && (typing ? event.key !== "-" || event.target.value !== "" : !isCancel(event.key))) {
      return false;
    }
    store.dialog.value = null;
    return true;
  }
  if (typing) return false;
  if (event.key === "0" || event.code === "Numpad0" || event.key === "F10") return coming(store);
  const actions = [primaryAction(view), ...secondaryActions(view, waitOf(store))];
  // Enter on a button is that button's own; anywhere else it is the primary one.
  const isEnter = event.key === "Enter" && !(event.target instanceof HTMLButtonElement);
  const key = isEnter ? 1 : keyNumber(event);
  if (key === null) return false;
  const action = actionOfKey(actions, key);
  if (action !== null) store.act(action.id);
  return true; // F5 must never reload the page in the middle of a day, not even when it does nothing.
}

function waitOf(store: ConsoleStore): number {
  const view = store.view.value;
  return view === null ? 0 : recallWait(view, store.recalledMs.value, store.live.hallNowMs());
}

/** "I am coming": to the newest call for help from another window that this one has not answered. */
function coming(store: ConsoleStore): boolean {
  const view = store.view.value;
  const own = view?.window.id;
  const wanted = view?.emergencies.filter(
    ({ windowId, coming: on }) => windowId !== own && !on.some((one) => one.windowId === own),
  );
  const newest = wanted?.at(-1);
  if (newest !== undefined) void store.answer(newest.windowId, "coming");
  return true;
}
