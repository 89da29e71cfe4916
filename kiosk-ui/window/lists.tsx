// The console's live lists: who waits, who is held, who was missed.
import type { JSX } from "preact";
import type { QueueRow, WindowConsoleView } from "../../controller/contract/views.ts";
import { clockOf } from "../shared/format.ts";
import { type Both, both } from "../shared/i18n/both.ts";
import { priorityWords } from "../shared/i18n/states.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import type { ConsoleStore } from "./store.ts";

interface RowAction {
  readonly words: Both;
  readonly run: (row: QueueRow) => void;
}

function Row(props: { row: QueueRow; service: string; actions: readonly RowAction[]; busy: boolean }): JSX.Element {
  const { row } = props;
  return (
    <li class="queue-row">
      <span class="queue-number">{row.number}</span>
      <span class="queue-what">
        {props.service}
        {row.priority !== null && <span class="queue-priority">{priorityWords(row.priority).zh}</span>}
      </span>
      <span class="queue-wait" title={clockOf(row.issuedAt)}>
        {row.waitedMinutes} 分 min
      </span>
      <span class="queue-actions">
        {props.actions.map((action) => (
          <Press
            key={action.words.zh}
            disabled={props.busy}
            label={`${action.words.zh} ${row.number} ${action.words.en}`}
            onPress={() => action.run(row)}
          >
            {action.words.zh}
          </Press>
        ))}
      </span>
    </li>
  );
}

interface QueueListProps {
  readonly title: Both;
  readonly total: number;
  readonly rows: readonly QueueRow[];
  readonly names: ReadonlyMap<string, string>;
  readonly actions: readonly RowAction[];
  readonly busy: boolean;
}

function QueueList(props: QueueListProps): JSX.Element {
  const hidden = props.total - props.rows.length;
  return (
    <section class="queue">
      <h2>
        <Say class="inline" of={props.title} /> <span class="queue-total">{props.total}</span>
      </h2>
      <ol>
        {props.rows.map((row) => (
          <Row
            key={row.ticketId}
            row={row}
            service={props.names.get(row.serviceId) ?? row.serviceId}
            actions={props.actions}
            busy={props.busy}
          />
        ))}
      </ol>
      {hidden > 0 && (
        <p class="quiet">
          另有 {hidden} 人 and {hidden} more
        </p>
      )}
    </section>
  );
}

/** Waiting, held and missed, with what can be done for each. */
export function ConsoleLists(props: { store: ConsoleStore; view: WindowConsoleView }): JSX.Element {
  const { store, view } = props;
  const busy = store.busy.value;
  const names = new Map(view.services.map((service) => [service.id, both(service.name).zh]));
  const open = view.window.state === "open";
  const call: RowAction = {
    words: { zh: "呼叫", en: "call" },
    run: (row) => store.call({ ticketId: row.ticketId, number: row.number }),
  };
  const resume: RowAction = {
    words: { zh: "恢复", en: "resume" },
    run: (row) => void store.send("resume-ticket", { ticketId: row.ticketId }),
  };
  const back: RowAction = {
    words: { zh: "回队", en: "back in line" },
    run: (row) => void store.returnTicket(row.ticketId),
  };
  const shared = { names, busy };
  return (
    <aside class="lists">
      <QueueList
        title={{ zh: "等候", en: "waiting" }}
        total={view.waiting.total}
        rows={view.waiting.rows}
        actions={open ? [call] : []}
        {...shared}
      />
      <QueueList
        title={{ zh: "挂起", en: "held" }}
        total={view.held.length}
        rows={view.held}
        actions={open ? [resume] : []}
        {...shared}
      />
      <QueueList
        title={{ zh: "已过号", en: "missed" }}
        total={view.missed.length}
        rows={view.missed}
        actions={open ? [call, back] : [back]}
        {...shared}
      />
    </aside>
  );
}
