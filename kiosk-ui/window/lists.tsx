// The console's live lists by state, each with its count: who waits, who is elsewhere, held, missed, done.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { DoneRow } from "../../controller/contract/console.ts";
import type { QueueRow, WindowConsoleView } from "../../controller/contract/views.ts";
import { clockOf } from "../shared/format.ts";
import { type Both, both } from "../shared/i18n/both.ts";
import { priorityWords, TICKET_STATES } from "../shared/i18n/states.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { LIGHTS } from "./menu.ts";
import type { ConsoleStore } from "./store.ts";

type ListName = "waiting" | "elsewhere" | "held" | "missed" | "done";

interface RowAction {
  readonly words: Both;
  readonly run: () => void;
}

const LISTS: readonly { readonly name: ListName; readonly words: Both }[] = [
  { name: "waiting", words: { zh: "等候", en: "waiting" } },
  { name: "elsewhere", words: { zh: "别窗", en: "elsewhere" } },
  { name: "held", words: { zh: "挂起填表", en: "held, forms" } },
  { name: "missed", words: { zh: "已过号", en: "missed" } },
  { name: "done", words: { zh: "今日办结", en: "done" } },
];

/** Shape and word beside the colour: the wait so far against the one told. */
const PROMISE: Readonly<Record<"within" | "near" | "over", string>> = {
  within: "",
  near: "▲ 将超预计 near",
  over: "■ 超预计 over",
};

const shown = signal<ListName>("waiting");

export function countsOf(view: WindowConsoleView): Readonly<Record<ListName, number>> {
  const { waiting, elsewhere, held, missed, doneToday } = view;
  return {
    waiting: waiting.total,
    elsewhere: elsewhere.length,
    held: held.length + (view.pool?.length ?? 0),
    missed: missed.length,
    done: doneToday,
  };
}

function Row(props: {
  readonly number: string;
  readonly what: string;
  readonly mark?: string | null;
  readonly side: string;
  readonly note?: string;
  readonly tone?: string;
  readonly actions: readonly RowAction[];
  readonly busy: boolean;
}): JSX.Element {
  const { number } = props;
  return (
    <li class={`queue-row ${props.tone ?? ""}`}>
      <span class="queue-number">{number}</span>
      <span class="queue-what">
        {props.what}
        {props.mark && <span class="queue-priority">{props.mark}</span>}
        {props.note && <span class="queue-note">{props.note}</span>}
      </span>
      <span class="queue-wait">{props.side}</span>
      <span class="queue-actions">
        {props.actions.map((action) => (
          <Press
            key={action.words.zh}
            disabled={props.busy}
            label={`${action.words.zh} ${number} ${action.words.en}`}
            onPress={action.run}
          >
            {action.words.zh}
          </Press>
        ))}
      </span>
    </li>
  );
}

interface Shared {
  readonly store: ConsoleStore;
  readonly view: WindowConsoleView;
}

const nameOf = (view: WindowConsoleView, serviceId: string): string => {
  const service = view.services.find(({ id }) => id === serviceId);
  return service === undefined ? serviceId : both(service.name).zh;
};

function QueueRows(
  props: Shared & { rows: readonly QueueRow[]; before?: string; actions: (row: QueueRow) => readonly RowAction[] },
) {
  return props.rows.map((row) => (
    <Row
      key={row.ticketId}
      number={row.number}
      what={`${props.before ?? ""}${nameOf(props.view, row.serviceId)}`}
      mark={row.priority === null ? null : priorityWords(row.priority).zh}
      side={`${row.waitedMinutes} 分 min`}
      note={PROMISE[row.promise ?? "within"]}
      tone={`promise-${row.promise ?? "within"}`}
      actions={props.actions(row)}
      busy={props.store.busy.value}
    />
  ));
}

function doneNote(view: WindowConsoleView, row: DoneRow): string {
  const outcome = view.outcomes.find(({ id }) => id === row.outcome);
  const parts = [
    outcome === undefined ? "" : both(outcome.name).zh,
    row.quantity > 1 ? `×${row.quantity}` : "",
    row.rated ? "已评价 rated" : "未评价 not rated",
    row.timeFlagged ? "时间不准" : "",
    row.hasNote ? "有备注" : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function DoneRows({ store, view }: Shared) {
  return view.done.map((row) => (
    <Row
      key={row.caseId}
      number={row.number}
      what={nameOf(view, row.serviceId)}
      side={clockOf(row.finishedAt)}
      note={doneNote(view, row)}
      actions={[
        {
          words: { zh: "结果", en: "outcome" },
          run: () => {
            store.dialog.value = { name: "outcome", caseId: row.caseId };
          },
        },
        {
          words: { zh: "备注", en: "marks" },
          run: () => {
            store.dialog.value = { name: "marks", caseId: row.caseId };
          },
        },
      ]}
      busy={store.busy.value}
    />
  ));
}

function Rows({ store, view }: Shared): JSX.Element {
  const open = view.window.state === "open";
  const call = (row: QueueRow): RowAction => ({
    words: { zh: "呼叫", en: "call" },
    run: () => store.call({ ticketId: row.ticketId, number: row.number }),
  });
  const resume = (row: QueueRow): RowAction => ({
    words: { zh: "恢复", en: "resume" },
    run: () => void store.send("resume-ticket", { ticketId: row.ticketId }),
  });
  const back = (row: QueueRow): RowAction => ({
    words: { zh: "回队", en: "back in line" },
    run: () => void store.returnTicket(row.ticketId),
  });
  switch (shown.value) {
    case "waiting":
      return <QueueRows {...{ store, view }} rows={view.waiting.rows} actions={(row) => (open ? [call(row)] : [])} />;
    case "held":
      return (
        <>
          <QueueRows {...{ store, view }} rows={view.held} actions={(row) => (open ? [resume(row)] : [])} />
          <QueueRows
            {...{ store, view }}
            rows={view.pool ?? []}
            before="填表 form · "
            actions={(row) => (open ? [call(row), back(row)] : [back(row)])}
          />
        </>
      );
    case "missed":
      return (
        <QueueRows
          {...{ store, view }}
          rows={view.missed}
          actions={(row) => (open ? [call(row), back(row)] : [back(row)])}
        />
      );
    case "elsewhere":
      return (
        <>
          {view.elsewhere.map((row) => (
            <Row
              key={row.ticketId}
              number={row.number}
              what={both(row.windowName).zh}
              note={nameOf(view, row.serviceId)}
              side={TICKET_STATES[row.state].zh}
              actions={[]}
              busy={false}
            />
          ))}
        </>
      );
    case "done":
      return <DoneRows {...{ store, view }} />;
  }
}

/** The lists behind tabs; the load of the window above them. */
export function ConsoleLists({ store, view }: Shared): JSX.Element {
  const counts = countsOf(view);
  const light = LIGHTS[view.load.light];
  const hidden = shown.value === "waiting" ? view.waiting.total - view.waiting.rows.length : 0;
  return (
    <aside class="lists" aria-label="名单 lists">
      <p class={`load load-${view.load.light}`}>
        <span aria-hidden="true">{light.shape}</span> <Say class="inline" of={light.words} />
        <span class="load-wait">
          最长已等 longest <strong>{view.load.longestWaitMinutes}</strong> 分 min
        </span>
      </p>
      <div class="list-tabs" role="tablist">
        {LISTS.map(({ name, words }) => (
          <button
            key={name}
            type="button"
            role="tab"
            class="list-tab"
            aria-selected={shown.value === name}
            onClick={() => {
              shown.value = name;
            }}
          >
            <strong>{counts[name]}</strong>
            <Say of={words} />
          </button>
        ))}
      </div>
      <div role="tabpanel">
        <ol class="queue">
          <Rows {...{ store, view }} />
        </ol>
      </div>
      {counts[shown.value] === 0 && <p class="quiet">现在没有 nobody now</p>}
      {hidden > 0 && (
        <p class="quiet">
          另有 {hidden} 人 and {hidden} more
        </p>
      )}
    </aside>
  );
}
