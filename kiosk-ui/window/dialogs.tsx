// The console's questions: who signs in, where to, why, which number. Digits choose, Escape closes.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import type { Both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import type { ConsoleStore, Dialog } from "./store.ts";
import { keyNumber, transferTargets } from "./view.ts";

interface Choice {
  readonly words: Both;
  readonly note?: string;
  readonly choose: () => void;
}

const PAUSE_REASONS: readonly Both[] = [
  { zh: "短暂离开", en: "Back soon" },
  { zh: "整理材料", en: "Paperwork" },
  { zh: "设备故障", en: "Equipment trouble" },
  { zh: "午间休息", en: "Lunch break" },
];
const UNDO_REASONS: readonly Both[] = [
  { zh: "误操作", en: "Pressed by mistake" },
  { zh: "当事人返回", en: "The person came back" },
  { zh: "叫错号码", en: "Wrong number called" },
];

function Sheet(props: { title: Both; onClose: () => void; children: ComponentChildren }): JSX.Element {
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    sheet.current?.querySelector<HTMLElement>("input, .choice")?.focus();
  }, []);
  return (
    <div class="overlay">
      <div class="dialog" role="dialog" aria-modal="true" aria-label={props.title.zh} ref={sheet}>
        <h2>
          <Say class="inline" of={props.title} />
        </h2>
        {props.children}
        <Press class="dialog-close" onPress={props.onClose}>
          <kbd>Esc</kbd> <Say class="inline" of={{ zh: "取消", en: "Cancel" }} />
        </Press>
      </div>
    </div>
  );
}

function Choices(props: { of: readonly Choice[] }): JSX.Element {
  const { of } = props;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.target instanceof HTMLInputElement) return;
      const key = keyNumber(event);
      const choice = key === null ? undefined : of[key - 1];
      if (choice === undefined) return;
      event.preventDefault();
      choice.choose();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [of]);
  return (
    <div class="choices">
      {of.map((choice, index) => (
        <Press key={choice.words.zh + (choice.note ?? "")} class="choice" onPress={choice.choose}>
          {index < 9 && <kbd>{index + 1}</kbd>}
          <Say of={choice.words} />
          {choice.note !== undefined && <span class="choice-note">{choice.note}</span>}
        </Press>
      ))}
    </div>
  );
}

function CallByNumber(props: { onCall: (number: string) => void }): JSX.Element {
  const [number, setNumber] = useState("");
  const submit = (event: Event): void => {
    event.preventDefault();
    if (number.trim() !== "") props.onCall(number);
  };
  return (
    <form class="by-number" onSubmit={submit}>
      <input
        value={number}
        maxLength={12}
        autoComplete="off"
        aria-label="号码 number"
        placeholder="A012"
        onInput={(event) => setNumber(event.currentTarget.value)}
      />
      <Press class="primary" disabled={number.trim() === ""} onPress={() => props.onCall(number)}>
        <kbd>Enter</kbd> <Say class="inline" of={{ zh: "呼叫", en: "Call" }} />
      </Press>
    </form>
  );
}

function reasonChoices(reasons: readonly Both[], choose: (reason: string) => void): readonly Choice[] {
  return reasons.map((words) => ({ words, choose: () => choose(words.zh) }));
}

function openChoices(store: ConsoleStore, view: WindowConsoleView): readonly Choice[] {
  return view.staff.map((person) => ({
    words: { zh: person.name, en: "" },
    note: person.number,
    choose: () => void store.send("open", { staffId: person.id }),
  }));
}

const TITLES: Readonly<Record<Dialog["name"], Both>> = {
  open: { zh: "请选择工作人员", en: "Who is signing in?" },
  transfer: { zh: "转移到", en: "Transfer to" },
  pause: { zh: "暂停原因（会显示在窗口屏）", en: "Reason for the pause (shown to the public)" },
  call: { zh: "按号呼叫", en: "Call by number" },
  undo: { zh: "为什么撤销？", en: "Why is it undone?" },
  "finish-first": { zh: "窗口还有未办结的号", en: "There is a number at the window" },
};

function finishFirstChoices(store: ConsoleStore, view: WindowConsoleView, dialog: Dialog): readonly Choice[] {
  if (dialog.name !== "finish-first") return [];
  const here = view.window.number ?? "";
  const calling = view.window.activity === "calling";
  const { number } = dialog.call;
  return [
    {
      words: { zh: `留在 ${here}`, en: `Stay with ${here}` },
      choose: () => {
        store.dialog.value = null;
      },
    },
    {
      words: calling
        ? { zh: `${here} 记为未到，呼叫 ${number}`, en: `Mark ${here} as missed and call ${number}` }
        : { zh: `办结 ${here}，呼叫 ${number}`, en: `Finish ${here} and call ${number}` },
      choose: () => void store.finishAndCall(dialog.call),
    },
  ];
}

function choicesOf(store: ConsoleStore, view: WindowConsoleView, dialog: Dialog): readonly Choice[] {
  switch (dialog.name) {
    case "open":
      return openChoices(store, view);
    case "transfer":
      return transferTargets(view).map(({ body, words }) => ({
        words,
        choose: () => void store.send("transfer", body),
      }));
    case "pause":
      return reasonChoices(PAUSE_REASONS, (reason) => void store.send("pause", { reason }));
    case "undo":
      return reasonChoices(UNDO_REASONS, (reason) => void store.send("undo", { reason }));
    case "finish-first":
      return finishFirstChoices(store, view, dialog);
    case "call":
      return [];
  }
}

/** The open question, if there is one. */
export function ConsoleDialog(props: { store: ConsoleStore; view: WindowConsoleView }): JSX.Element | null {
  const { store, view } = props;
  const dialog = store.dialog.value;
  if (dialog === null) return null;
  const close = (): void => {
    store.dialog.value = null;
  };
  return (
    <Sheet key={dialog.name} title={TITLES[dialog.name]} onClose={close}>
      {dialog.name === "call" ? (
        <CallByNumber onCall={(number) => store.call({ number })} />
      ) : (
        <Choices of={choicesOf(store, view, dialog)} />
      )}
    </Sheet>
  );
}
