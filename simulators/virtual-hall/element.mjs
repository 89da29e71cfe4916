// Makes elements: a tag, its properties, its children. Text is always text, never markup.

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] `class`, `on…` listeners, `aria-…` and other attributes
 * @param {...(Node | string)} children
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** Chinese first, English beside it. */
export function words(zh, en) {
  return [element("span", { class: "zh" }, zh), " ", element("span", { class: "en", lang: "en" }, en)];
}

/** Touches the page only when something is different: a screen reader hears changes alone. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

export function setFlag(target, name, value) {
  target.classList.toggle(name, value);
}
