// Takes over a newer page from the service without losing what the reader is doing.

/** A form's once-word is new in every rendering and means nothing to the eye. */
function plain(node: Element): string {
  const copy = node.cloneNode(true) as Element;
  for (const input of Array.from(copy.querySelectorAll('input[name="once"]'))) input.remove();
  copy.querySelector("#age")?.remove();
  return copy.innerHTML;
}

function isMessage(node: Element): boolean {
  return node.matches("p[role]");
}

/** Something chosen that a replacement would forget. */
function isBusy(main: Element): boolean {
  return main.querySelector("input:checked") !== null;
}

function copyAttributes(from: Element, to: Element): void {
  for (const { name, value } of Array.from(from.attributes)) to.setAttribute(name, value);
}

function focusMark(main: Element): string | null {
  const active = document.activeElement;
  if (active === null || !main.contains(active)) return null;
  if (active.id !== "") return `#${active.id}`;
  const value = active.getAttribute("value");
  if (value !== null) return `${active.tagName}[value="${value}"]`;
  const href = active.getAttribute("href");
  return href === null ? null : `a[href="${href}"]`;
}

/**
 * Puts the newer content in. The card stays the same element: screen readers announce a change inside it, not a new
 * one. Answers whether anything changed to the eye.
 */
export function swap(main: Element, newer: Element): boolean {
  const isTurn = main.getAttribute("data-state") !== newer.getAttribute("data-state");
  if (plain(main) === plain(newer) || (isBusy(main) && !isTurn)) {
    copyAttributes(newer, main);
    return false;
  }
  const mark = focusMark(main);
  const card = main.querySelector(".card");
  const newCard = newer.querySelector(".card");
  copyAttributes(newer, main);
  if (card === null || newCard === null) {
    main.innerHTML = newer.innerHTML;
  } else {
    if (card.innerHTML !== newCard.innerHTML) card.innerHTML = newCard.innerHTML;
    for (const child of Array.from(main.children)) if (child !== card && (isTurn || !isMessage(child))) child.remove();
    let isAfter = false;
    const message = main.querySelector("p[role]");
    for (const child of Array.from(newer.children)) {
      if (child === newCard) isAfter = true;
      else if (isAfter) main.append(child);
      else main.insertBefore(child, message ?? card);
    }
  }
  if (mark !== null) main.querySelector<HTMLElement>(mark)?.focus();
  return true;
}
