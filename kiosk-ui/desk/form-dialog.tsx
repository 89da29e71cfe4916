// One question of the desk: groups of answers, chosen by digit, arrows or mouse; Enter sends it.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Press, Say } from "../shared/ui/parts.tsx";
import type { Group } from "./forms.ts";
import { noticePreview } from "./forms-more.ts";
import type { DeskStore } from "./store.ts";

const DIGITS_MAX = 9;

function Choices(props: { store: DeskStore; group: Extract<Group, { kind: "one" | "many" }> }): JSX.Element {
  const { store, group } = props;
  const chosen = store.values.value[group.name] ?? [];
  const many = group.kind === "many";
  const toggle = (value: string): void => {
    if (!many) store.choose(group.name, [value]);
    else store.choose(group.name, chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  };
  return (
    <fieldset class="group">
      <legend>
        <Say class="inline" of={group.legend} />
      </legend>
      {group.options.map((option, i) => (
        <label key={option.value} class={`option ${chosen.includes(option.value) ? "is-chosen" : ""}`}>
          <input
            type={many ? "checkbox" : "radio"}
            name={group.name}
            checked={chosen.includes(option.value)}
            onChange={() => toggle(option.value)}
          />
          {i < DIGITS_MAX && <kbd>{i + 1}</kbd>}
          <Say class="inline" of={option.words} />
        </label>
      ))}
    </fieldset>
  );
}

/** The keyboard a phone shows follows from what is asked for; a number is typed as text, so that none is rounded. */
const KEYBOARDS = { text: "text", tel: "tel", number: "numeric" } as const;

function TextField(props: { store: DeskStore; group: Extract<Group, { kind: "text" }> }): JSX.Element {
  const { store, group } = props;
  const value = store.values.value[group.name]?.[0] ?? "";
  const shared = {
    id: `field-${group.name}`,
    name: group.name,
    value,
    maxLength: group.charsMax,
    autocomplete: "off",
    onInput: (event: { readonly currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      store.choose(group.name, [event.currentTarget.value]),
  };
  return (
    <label class={`field field-${group.input}`} for={`field-${group.name}`}>
      <Say class="inline" of={group.legend} />
      {group.input === "long" ? (
        <textarea rows={2} {...shared} />
      ) : (
        <input type="text" inputMode={KEYBOARDS[group.input]} {...shared} />
      )}
      {group.hint !== undefined && (
        <small class="quiet">
          <Say class="inline" of={group.hint} />
        </small>
      )}
    </label>
  );
}

function Preview(props: { store: DeskStore }): JSX.Element | null {
  const text = noticePreview(props.store.values.value);
  if (text === null) return null;
  return (
    <figure class="notice-preview" aria-label="屏幕上的样子 As the board shows it">
      {text["zh-CN"]}
      {text.en !== undefined && <small>{text.en}</small>}
    </figure>
  );
}

/** Over the page; Escape closes it. */
export function FormDialog(props: { store: DeskStore }): JSX.Element | null {
  const { store } = props;
  const form = store.form.value;
  const frame = useRef<HTMLDivElement>(null);
  // Before the next key: whoever works by keys does not wait for a picture.
  useLayoutEffect(() => {
    const first = frame.current?.querySelector<HTMLElement>("input:checked, input, textarea, button");
    first?.focus();
  }, [form?.id]);
  if (form === null) return null;
  const message = store.message.value;
  return (
    <div class="dialog-ground">
      <div
        ref={frame}
        class="dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby="dialog-title"
        data-form={form.id}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.isComposing || event.target instanceof HTMLButtonElement) return;
          event.preventDefault();
          void store.submit();
        }}
      >
        <h2 id="dialog-title">
          <Say of={form.title} />
        </h2>
        {form.groups.map((group) =>
          group.kind === "text" ? (
            <TextField key={group.name} store={store} group={group} />
          ) : (
            <Choices key={group.name} store={store} group={group} />
          ),
        )}
        {form.id === "notice" && <Preview store={store} />}
        {message !== null && (
          <p class={`line line-${message.tone}`} role="alert">
            <Say class="inline" of={message.words} />
          </p>
        )}
        <div class="dialog-foot">
          <Press class="primary" disabled={store.busy.value} onPress={() => void store.submit()}>
            <kbd>Enter</kbd> <Say class="inline" of={form.submit} />
          </Press>
          <Press onPress={() => store.close()}>
            <kbd>Esc</kbd> <Say class="inline" of={{ zh: "取消", en: "Cancel" }} />
          </Press>
        </div>
      </div>
    </div>
  );
}
