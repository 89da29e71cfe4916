// Every task of the desk by keys alone: F1 issues, F2 to F8, Insert and Delete act on the open ticket, F9 is the next
// tab, F11 takes down a complaint.
import type { DeskStore } from "./store.ts";
import { TABS, type TicketAction } from "./view.ts";

const ACTIONS: Readonly<Record<string, TicketAction>> = {
  F2: "reprint",
  F3: "qr",
  F4: "upgrade",
  F5: "needs",
  F6: "return",
  F7: "merge",
  F8: "leave",
  F10: "contact",
  Insert: "form",
};

/** Text is being typed there: letters, digits and Delete are its own. */
function typesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== "radio" && target.type !== "checkbox";
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** The nth answer of the group that has the focus. */
function pickInGroup(root: Document, digit: number): boolean {
  const focused = root.activeElement;
  const group = focused?.closest("fieldset") ?? root.querySelector("[role=dialog] fieldset");
  const input = group?.querySelectorAll<HTMLInputElement>("input")[digit - 1];
  if (input === undefined) return false;
  input.focus();
  input.click();
  return true;
}

/** True: the key was the desk's. */
export function deskKey(store: DeskStore, event: KeyboardEvent, root: Document): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
  const { key, target } = event;
  if (key === "Escape") {
    store.close();
    focusSearch(root);
    return true;
  }
  if (store.form.value !== null) {
    if (/^[1-9]$/.test(key) && !typesText(target)) return pickInGroup(root, Number(key));
    if (key === "Enter" && target === root.body) {
      void store.submit();
      return true;
    }
    return /^F([1-9]|1[01])$/.test(key);
  }
  if (key === "F9") {
    const next = TABS[(TABS.indexOf(store.tab.value) + 1) % TABS.length] ?? "find";
    // At once: the address tells of its change later, and keys come faster.
    store.goTo(`#${next}`);
    location.hash = next;
    return true;
  }
  if (key === "F1") {
    store.walkIn();
    return true;
  }
  if (store.tab.value !== "find") return false;
  if (key === "F11") {
    store.complain();
    return true;
  }
  const action = ACTIONS[key];
  if (action !== undefined) {
    store.act(action);
    return true;
  }
  return findKey(store, event, root);
}

function findKey(store: DeskStore, { key, target }: KeyboardEvent, root: Document): boolean {
  const inSearch = target instanceof HTMLElement && target.id === "search";
  if (
    key === "Delete" &&
    store.opened.value !== null &&
    !(inSearch && store.typed.value !== "" && atEnd(target) === false)
  ) {
    store.act("void");
    return true;
  }
  if (inSearch || target === root.body) {
    if (key === "ArrowDown" || key === "ArrowUp") {
      store.move(key === "ArrowDown" ? 1 : -1);
      return true;
    }
    if (key === "Enter") {
      void store.enter();
      return true;
    }
  }
  // Whoever starts to type is looking for a number, wherever the focus is.
  if (!typesText(target) && /^[0-9a-zA-Z]$/.test(key)) focusSearch(root);
  return false;
}

function atEnd(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.selectionStart === target.value.length;
}

export function focusSearch(root: Document): void {
  const field = root.getElementById("search");
  if (field instanceof HTMLInputElement) {
    field.focus();
    field.select();
  }
}
