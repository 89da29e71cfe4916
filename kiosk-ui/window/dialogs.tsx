// The console's questions: who signs in, where to, why, which number, how it ended. Digits choose, Escape closes.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { NOTE_CHARS_MAX } from "../../controller/contract/console.ts";
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import { clockOf } from "../shared/format.ts";
import { type Both, both } from "../shared/i18n/both.ts";
import { Press } from "../shared/ui/parts.tsx";
import { EMERGENCY_WORDS, markedCase, menuOf } from "./menu.ts";
import { type Choice, Choices, Sheet, TextForm } from "./sheet.tsx";
import type { ConsoleStore, Dialog } from "./store.ts";
import { ComplaintSheet, ContactSheet } from "./take-down.tsx";
import { actionWords, transferTargets } from "./view.ts";

const UNDO_REASONS: readonly Both[] = [
  { zh: "误操作", en: "Pressed by mistake" },
  { zh: "当事人返回", en: "The person came back" },
  { zh: "叫错号码", en: "Wrong number called" },
];
/** Minutes until the window is expected back; null: nobody says. */
const BACK_IN = [null, 5, 10, 15, 30, 60] as const;
const QUANTITY_MAX = 999;

const TITLES: Readonly<Record<Dialog["name"], Both>> = {
  open: { zh: "请选择工作人员", en: "Who is signing in?" },
  transfer: { zh: "转移到", en: "Transfer to" },
  pause: { zh: "暂停原因（会显示给群众）", en: "Reason for the pause (shown to the public)" },
  call: { zh: "按号呼叫", en: "Call by number" },
  more: { zh: "更多", en: "More" },
  "next-case": { zh: "同一人再办一件：哪项业务？", en: "Another case of the same person: which service?" },
  outcome: { zh: "办理结果", en: "How did it end?" },
  "walk-in": { zh: "无号直办：哪项业务？", en: "Walk-in: which service?" },
  "bring-back": { zh: "叫回挂起、过号或填表的号", en: "Bring back a held or missed number, or one with a form" },
  marks: { zh: "备注、投诉、留号码", en: "Note, complaint, number" },
  complaint: { zh: "登记投诉", en: "Take down a complaint" },
  contact: { zh: "留下回访号码", en: "A number to be asked by" },
  note: { zh: "备注（只给工作人员看，不打印）", en: "Note (for staff only, never printed)" },
  closing: { zh: "关闭窗口", en: "Close the window" },
  emergency: { zh: "静默求助：请谁来？", en: "Silent call for help: who is needed?" },
  undo: { zh: "撤销", en: "Undo" },
  "finish-first": { zh: "窗口还有未办结的号", en: "There is a number at the window" },
};

const plain = (words: Both, choose: () => void, enabled = true): Choice => ({ words, choose, enabled });

function openChoices(store: ConsoleStore, view: WindowConsoleView): readonly Choice[] {
  return view.staff.map((person) => ({
    words: { zh: person.name, en: "" },
    note: person.number,
    choose: () => void store.send("open", { staffId: person.id }),
  }));
}

function pauseChoices(store: ConsoleStore, view: WindowConsoleView, reasonId: string | undefined): readonly Choice[] {
  if (reasonId === undefined) {
    return view.pauseReasons.map(({ id, name }) =>
      plain(both(name), () => {
        store.dialog.value = { name: "pause", reasonId: id };
      }),
    );
  }
  return BACK_IN.map((minutes) =>
    plain(
      minutes === null
        ? { zh: "不说明何时回来", en: "Do not say when I am back" }
        : { zh: `${minutes} 分钟后回来`, en: `back in ${minutes} min` },
      () => void store.send("pause", { reasonId, ...(minutes === null ? {} : { backInMinutes: minutes }) }),
    ),
  );
}

function bringBack(store: ConsoleStore, view: WindowConsoleView): readonly Choice[] {
  const held = view.held.map((row) => ({
    words: { zh: `${row.number} 恢复办理`, en: "held: go on" },
    choose: () => void store.send("resume-ticket", { ticketId: row.ticketId }),
  }));
  const missed = view.missed.map((row) => ({
    words: { zh: `${row.number} 过号重叫`, en: "missed: call back" },
    choose: () => store.call({ ticketId: row.ticketId, number: row.number }),
  }));
  const forms = (view.pool ?? []).map((row) => ({
    words: { zh: `${row.number} 填好，恢复排队`, en: "form filled in: back in line" },
    choose: () => void store.returnTicket(row.ticketId),
  }));
  return [...held, ...missed, ...forms];
}

function undoChoices(store: ConsoleStore, view: WindowConsoleView, upTo: number | undefined): readonly Choice[] {
  if (upTo !== undefined) {
    return UNDO_REASONS.map((words) => plain(words, () => void store.undoBack(upTo, words.zh)));
  }
  return view.history.map((step, index) => ({
    words: actionWords(step),
    note: index === 0 ? clockOf(step.at) : `${clockOf(step.at)} · 连同后 ${index} 步 with ${index} later`,
    choose: () => {
      store.dialog.value = { name: "undo", upTo: index + 1 };
    },
  }));
}

function finishFirst(store: ConsoleStore, view: WindowConsoleView, dialog: Dialog): readonly Choice[] {
  if (dialog.name !== "finish-first") return [];
  const here = view.window.number ?? "";
  const { number } = dialog.call;
  const stay = plain({ zh: `留在 ${here}`, en: `Stay with ${here}` }, () => {
    store.dialog.value = null;
  });
  const words =
    view.window.activity === "calling"
      ? { zh: `${here} 记为未到，呼叫 ${number}`, en: `Mark ${here} as missed and call ${number}` }
      : { zh: `办结 ${here}，呼叫 ${number}`, en: `Finish ${here} and call ${number}` };
  return [stay, plain(words, () => void store.finishAndCall(dialog.call))];
}

function marksChoices(store: ConsoleStore, view: WindowConsoleView, caseId: string | undefined): readonly Choice[] {
  const listed = view.done.find((row) => row.caseId === caseId);
  const about = listed ?? markedCase(view);
  const complaint = plain({ zh: "登记投诉", en: "take down a complaint" }, () => {
    store.dialog.value = { name: "complaint", ...(caseId === undefined ? {} : { caseId }) };
  });
  const { ticket } = view;
  const mayLeave = view.habits.contacts === true && ticket !== null && caseId === undefined;
  const contact = plain({ zh: "留下回访号码", en: "a number to be asked by" }, () => {
    if (ticket !== null) store.dialog.value = { name: "contact", ticketId: ticket.id, number: ticket.number };
  });
  const always = mayLeave ? [complaint, contact] : [complaint];
  if (about === null) return always;
  const { timeFlagged, number } = about;
  return [
    plain(
      timeFlagged
        ? { zh: `${number} 时间有效，计入统计`, en: "its times count after all" }
        : { zh: `${number} 时间不准，不计入统计`, en: "its times are wrong: leave them out" },
      () => void store.send("flag-time", { caseId: about.caseId, flagged: !timeFlagged }),
    ),
    plain({ zh: `${number} 写备注`, en: "write a note" }, () => {
      store.dialog.value = { name: "note", caseId: about.caseId };
    }),
    ...always,
  ];
}

function closingChoices(store: ConsoleStore, view: WindowConsoleView): readonly Choice[] {
  const whenEmpty: Choice = view.window.closing
    ? plain({ zh: "继续开放", en: "Stay open after all" }, () => void store.send("stay-open", {}))
    : plain({ zh: "办完等候的人再关", en: "Close when the queue is empty" }, () => {
        void store.send("close", { whenEmpty: true });
      });
  return [plain({ zh: "立即关闭", en: "Close now" }, () => void store.send("close", {})), whenEmpty];
}

function emergencyChoices(store: ConsoleStore): readonly Choice[] {
  return (["help", "guard", "manager", "adviser"] as const).map((kind) =>
    plain(EMERGENCY_WORDS[kind], () => void store.send("emergency", { kind })),
  );
}

function serviceChoices(view: WindowConsoleView, choose: (serviceId: string) => void): readonly Choice[] {
  const own = view.services.filter(({ id }) => view.window.services.includes(id));
  return own.map(({ id, name }) => plain(both(name), () => choose(id)));
}

function choicesOf(store: ConsoleStore, view: WindowConsoleView, dialog: Dialog): readonly Choice[] {
  switch (dialog.name) {
    case "open":
      return openChoices(store, view);
    case "transfer":
      return [
        ...transferTargets(view).map(({ body, words }) => plain(words, () => void store.send("transfer", body))),
        plain({ zh: "去填表（号和时间保留）", en: "fill in a form; number and time stay" }, () => {
          void store.send("form", {});
        }),
      ];
    case "pause":
      return pauseChoices(store, view, dialog.reasonId);
    case "more":
      return menuOf(view).map(({ id, words, enabled }) => plain(words, () => store.choose(id), enabled));
    case "next-case":
      return serviceChoices(view, (serviceId) => void store.send("next-case", { serviceId }));
    case "walk-in":
      return serviceChoices(view, (serviceId) => void store.send("walk-in", { serviceId }));
    case "bring-back":
      return bringBack(store, view);
    case "marks":
      return marksChoices(store, view, dialog.caseId);
    case "closing":
      return closingChoices(store, view);
    case "emergency":
      return emergencyChoices(store);
    case "undo":
      return undoChoices(store, view, dialog.upTo);
    case "finish-first":
      return finishFirst(store, view, dialog);
    default:
      return [];
  }
}

/** How many of the same, then how it ended. `+` and `/` of a numeric pad count up and down. */
function Outcome(props: { store: ConsoleStore; view: WindowConsoleView; caseId: string | undefined }): JSX.Element {
  const { store, view } = props;
  const about = view.done.find(({ caseId }) => caseId === props.caseId) ?? markedCase(view);
  const [quantity, setQuantity] = useState(about?.quantity ?? 1);
  const count = (by: number): void => setQuantity((now) => Math.min(QUANTITY_MAX, Math.max(1, now + by)));
  if (about === null) return <p class="quiet">没有办件 no case</p>;
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "+" && event.key !== "/") return;
    event.preventDefault();
    count(event.key === "+" ? 1 : -1);
  };
  return (
    <fieldset class="outcome" aria-label="数量和结果 quantity and outcome" onKeyDown={onKey}>
      <p class="quantity">
        <strong>{about.number}</strong> 数量 quantity
        <Press label="减一 one less" onPress={() => count(-1)}>
          <kbd>/</kbd> −
        </Press>
        <output aria-live="polite">{quantity}</output>
        <Press label="加一 one more" onPress={() => count(1)}>
          <kbd>+</kbd> +
        </Press>
      </p>
      <Choices
        of={view.outcomes.map(({ id, name }) =>
          plain(both(name), () => void store.send("outcome", { caseId: about.caseId, outcome: id, quantity })),
        )}
      />
    </fieldset>
  );
}

function DialogBody(props: { store: ConsoleStore; view: WindowConsoleView; dialog: Dialog }): JSX.Element {
  const { store, view, dialog } = props;
  if (dialog.name === "call") {
    const label = { zh: "号码", en: "number" };
    const action = { zh: "呼叫", en: "Call" };
    const onSend = (number: string): void => store.call({ number });
    return <TextForm {...{ label, action, onSend }} placeholder="A012 / 12" charsMax={12} numeric />;
  }
  if (dialog.name === "note") {
    const label = { zh: "备注", en: "note" };
    const action = { zh: "保存", en: "Save" };
    const onSend = (text: string): void => void store.send("note", { caseId: dialog.caseId, text });
    return <TextForm {...{ label, action, onSend }} placeholder="" charsMax={NOTE_CHARS_MAX} mayBeEmpty />;
  }
  if (dialog.name === "complaint") return <ComplaintSheet store={store} view={view} caseId={dialog.caseId} />;
  if (dialog.name === "contact") return <ContactSheet store={store} {...dialog} />;
  if (dialog.name === "outcome") return <Outcome store={store} view={view} caseId={dialog.caseId} />;
  return <Choices of={choicesOf(store, view, dialog)} />;
}

/** The open question, if there is one. */
export function ConsoleDialog(props: { store: ConsoleStore; view: WindowConsoleView }): JSX.Element | null {
  const { store, view } = props;
  const dialog = store.dialog.value;
  if (dialog === null) return null;
  const close = (): void => {
    store.dialog.value = null;
  };
  const step = "reasonId" in dialog || "upTo" in dialog ? "-2" : "";
  return (
    <Sheet key={dialog.name + step} title={TITLES[dialog.name]} onClose={close}>
      <DialogBody store={store} view={view} dialog={dialog} />
    </Sheet>
  );
}
