// A question of the console: digits choose, more than nine come page by page, Escape or a numeric pad's minus closes.
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { keyNumber } from "./view.ts";

export interface Choice {
  readonly words: Both;
  readonly note?: string;
  readonly enabled?: boolean;
  readonly choose: () => void;
}

const ON_ONE_PAGE = 9;
const BEFORE_MORE = 8;

/** The frame; the focus goes inside and comes back when it closes. */
export function Sheet(props: { title: Both; onClose: () => void; children: ComponentChildren }): JSX.Element {
  const sheet = useRef<HTMLDivElement>(null);
  // Before the paint: a fast hand types the digit as soon as the question stands there.
  useLayoutEffect(() => {
    const before = document.activeElement;
    sheet.current?.querySelector<HTMLElement>("input, textarea, .choice:not([disabled])")?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <div class="overlay">
      <div class="dialog" role="dialog" aria-modal="true" aria-label={props.title.zh} ref={sheet}>
        <h2>
          <Say class="inline" of={props.title} />
        </h2>
        {props.children}
        <Press class="dialog-close" onPress={props.onClose}>
          <kbd>Esc</kbd> <kbd>−</kbd> <Say class="inline" of={{ zh: "取消", en: "Cancel" }} />
        </Press>
      </div>
    </div>
  );
}

/** The choices by their digits; with more than nine, the last digit turns the page. */
export function pageOf(choices: readonly Choice[], page: number, turn: () => void): readonly Choice[] {
  if (choices.length <= ON_ONE_PAGE) return choices;
  const pages = Math.ceil(choices.length / BEFORE_MORE);
  const shown = choices.slice((page % pages) * BEFORE_MORE, ((page % pages) + 1) * BEFORE_MORE);
  const words = { zh: `下一页（${(page % pages) + 1}/${pages}）`, en: "next page" };
  return [...shown, { words, choose: turn }];
}

export function Choices(props: { of: readonly Choice[] }): JSX.Element {
  const [page, setPage] = useState(0);
  const shown = pageOf(props.of, page, () => setPage(page + 1));
  const paged = props.of.length > ON_ONE_PAGE;
  const digitOf = (index: number): number => (paged && index === shown.length - 1 ? ON_ONE_PAGE : index + 1);
  // Before the paint: a fast hand types the digit as soon as the question stands there.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      const key = keyNumber(event);
      const choice = key === null ? undefined : shown.find((_, index) => digitOf(index) === key);
      if (choice === undefined || choice.enabled === false) return;
      event.preventDefault();
      choice.choose();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [props.of, page]);
  return (
    <div class="choices">
      {shown.map((choice, index) => (
        <Press
          key={choice.words.zh + (choice.note ?? "")}
          class="choice"
          disabled={choice.enabled === false}
          onPress={choice.choose}
        >
          <kbd>{digitOf(index)}</kbd>
          <Say of={choice.words} />
          {choice.note !== undefined && <span class="choice-note">{choice.note}</span>}
        </Press>
      ))}
    </div>
  );
}

/** One line or a few of text, sent with Enter. */
export function TextForm(props: {
  readonly label: Both;
  readonly action: Both;
  readonly placeholder: string;
  readonly charsMax: number;
  readonly mayBeEmpty?: boolean;
  readonly numeric?: boolean;
  readonly onSend: (text: string) => void;
}): JSX.Element {
  const [text, setText] = useState("");
  const ready = props.mayBeEmpty === true || text.trim() !== "";
  const submit = (event: Event): void => {
    event.preventDefault();
    if (ready) props.onSend(text);
  };
  return (
    <form class="by-number" onSubmit={submit}>
      <input
        class={props.numeric ? "big-input" : ""}
        value={text}
        maxLength={props.charsMax}
        autoComplete="off"
        aria-label={`${props.label.zh} ${props.label.en}`}
        placeholder={props.placeholder}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Press class="primary" disabled={!ready} onPress={() => props.onSend(text)}>
        <kbd>Enter</kbd> <Say class="inline" of={props.action} />
      </Press>
    </form>
  );
}
