// Keyboard, numeric pad and arrows on the kiosk's page: every task can be done by either alone.

import { type KeyMeaning, keyMeaning } from "./keys.ts";
import type { Choice, Sheet } from "./model.ts";
import type { KioskStore } from "./store.ts";

/** The choice that carries this digit on this page. */
export function choiceOf(sheet: Sheet, digit: string): Choice | null {
  const all = [...sheet.choices, ...sheet.entries, ...(sheet.more === null ? [] : [sheet.more])];
  return all.find((choice) => choice.digit === digit) ?? null;
}

/** What a key does on this page; arrows and OK also need to know what is in focus, and come back as words. */
export function pressKey(store: KioskStore, meaning: KeyMeaning): "next" | "previous" | "ok" | null {
  const sheet = store.sheet.value;
  if (sheet === null) return null;
  const typing = sheet.body === "digits";
  if (store.idle.value.step === "warn") {
    store.touched();
    return null;
  }
  store.touched();
  switch (meaning.is) {
    case "digit":
      if (typing) store.act({ do: "type", digit: meaning.digit }, "key");
      else if (meaning.digit === "0") store.act({ do: "back" }, "key");
      else {
        const choice = choiceOf(sheet, meaning.digit);
        if (choice !== null) store.act(choice.act, "key");
      }
      return null;
    case "back":
      store.act({ do: "back" }, "key");
      return null;
    case "erase":
      store.act({ do: "erase" }, "key");
      return null;
    case "star":
      if (store.guide.value) store.repeats.value += 1;
      else store.act(typing ? { do: "erase" } : { do: "elderly" }, "key");
      return null;
    case "help":
      if (typing) store.act({ do: "enter" }, "key");
      else if (sheet.body !== "wait" && sheet.body !== "result" && store.where.place.value.name !== "help")
        store.act({ do: "go", to: { name: "help" } }, "key");
      return null;
    default:
      return meaning.is;
  }
}

const PRESSABLE = "[data-press]:not([disabled])";

function moveFocus(root: Document, step: 1 | -1): void {
  const all = [...root.querySelectorAll<HTMLElement>(PRESSABLE)];
  const { activeElement } = root;
  const at = activeElement instanceof HTMLElement ? all.indexOf(activeElement) : -1;
  const next = at < 0 ? (step === 1 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
  all[next]?.focus();
}

/** Listens for keys on the whole page. A key that is held down counts once; only arrows repeat. */
export function startKeyboard(root: Document, store: KioskStore): void {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const meaning = keyMeaning(event.key, event.code);
    if (meaning === null) {
      store.touched();
      return;
    }
    event.preventDefault();
    const arrow = meaning.is === "next" || meaning.is === "previous";
    if (event.repeat && !arrow) return;
    const left = pressKey(store, meaning);
    if (left === "next" || left === "previous") {
      if (!store.guide.value) store.guide.value = true;
      moveFocus(root, left === "next" ? 1 : -1);
    } else if (left === "ok") {
      const focused = root.activeElement;
      if (focused instanceof HTMLElement && focused.matches(PRESSABLE)) store.byKey(() => focused.click());
      else store.act({ do: "enter" }, "key");
    }
  });
}
