// One field for everything people bring to the desk, what it found, and the ticket that is open.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { DeskTicketRow, DeskTicketView, DeskView } from "../../controller/contract/desk.ts";
import type { AppointmentView } from "../../controller/contract/kiosk.ts";
import { QrCode } from "../kiosk/qr.tsx";
import { clockOf, clockWithSeconds, estimateWords } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { priorityWords, TICKET_STATES } from "../shared/i18n/states.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { languageName } from "./forms.ts";
import { focusSearch } from "./keys.ts";
import type { DeskStore } from "./store.ts";
import { actionsOf, paperWords, placeWords, sinceWords, spaced } from "./view.ts";

function Row(props: { store: DeskStore; row: DeskTicketRow; marked: boolean }): JSX.Element {
  const { store, row, marked } = props;
  return (
    <li class={`hit ${marked ? "is-marked" : ""}`} aria-current={marked ? "true" : undefined}>
      <Press class="hit-press" onPress={() => void store.open(row.id)}>
        <span class="hit-number">{row.number}</span>
        <span class="hit-state">
          <Say class="inline" of={TICKET_STATES[row.state]} />
        </span>
        <span class="hit-about">
          <Say class="inline" of={both(row.serviceName)} />
          <Say class="inline quiet" of={placeWords(row)} />
        </span>
      </Press>
    </li>
  );
}

const APPOINTMENT_STATES = {
  booked: { zh: "已预约", en: "booked" },
  cancelled: { zh: "已取消", en: "cancelled" },
  "checked-in": { zh: "已签到", en: "checked in" },
  "no-show": { zh: "未到", en: "no-show" },
} as const;

function AppointmentHit(props: { store: DeskStore; appointment: AppointmentView }): JSX.Element {
  const { store, appointment } = props;
  return (
    <div class="hit hit-appointment">
      <strong>
        {appointment.date} {appointment.time}
      </strong>
      <Say class="inline" of={both(appointment.serviceName)} />
      <Say class="inline" of={APPOINTMENT_STATES[appointment.state]} />
      {appointment.state === "booked" && (
        <Press class="primary" onPress={() => void store.checkIn(appointment.code)}>
          <kbd>Enter</kbd> <Say class="inline" of={{ zh: "签到取号", en: "Check in" }} />
        </Press>
      )}
    </div>
  );
}

function Hits(props: { store: DeskStore }): JSX.Element | null {
  const { store } = props;
  const found = store.found.value;
  if (found === null) return <Hint store={store} />;
  const nothing = found.tickets.length === 0 && found.appointments.length === 0 && found.roll === null;
  return (
    <div class="hits" aria-live="polite">
      {nothing && (
        <p class="quiet">
          <Say of={{ zh: "没有找到。可按 F1 代取新号。", en: "Nothing found. F1 issues a new number." }} />
        </p>
      )}
      {found.appointments.map((appointment) => (
        <AppointmentHit key={appointment.id} store={store} appointment={appointment} />
      ))}
      {found.roll !== null && (
        <div class="hit hit-appointment">
          <strong>{found.roll.number}</strong>
          <Say class="inline" of={{ zh: "纸卷号，尚未启用", en: "paper number, not used yet" }} />
          <Press class="primary" onPress={() => void store.enterRoll(found.roll?.number ?? "")}>
            <kbd>Enter</kbd> <Say class="inline" of={{ zh: "进入排队", en: "Put in line" }} />
          </Press>
        </div>
      )}
      <ul>
        {found.tickets.map((row, i) => (
          <Row key={row.id} store={store} row={row} marked={i === store.at.value} />
        ))}
      </ul>
      {found.more && (
        <p class="quiet">
          <Say of={{ zh: "还有更多，请多输几位", en: "There are more: type another digit" }} />
        </p>
      )}
    </div>
  );
}

function Hint({ store }: { store: DeskStore }): JSX.Element {
  return (
    <div class="hint">
      <p class="quiet">
        <Say
          of={{
            zh: "输入号码末几位、整号、小票短码、预约码或纸卷号；↑↓ 选择，Enter 打开",
            en: "Last digits, number, short code, appointment code or paper number; arrows choose, Enter opens",
          }}
        />
      </p>
      <Press onPress={() => store.complain()}>
        <kbd>F11</kbd> <Say class="inline" of={{ zh: "登记投诉（不涉及号码）", en: "A complaint, about no number" }} />
      </Press>
    </div>
  );
}

function Facts(props: { view: DeskView; ticket: DeskTicketRow }): JSX.Element {
  const { view, ticket } = props;
  const named = view.needs.filter(({ id }) => ticket.needs.includes(id));
  return (
    <dl class="facts">
      <div>
        <dt>
          <Say class="inline" of={{ zh: "位置", en: "Place" }} />
        </dt>
        <dd>
          <Say class="inline" of={placeWords(ticket)} />
        </dd>
      </div>
      {ticket.state === "waiting" && (
        <div>
          <dt>
            <Say class="inline" of={{ zh: "预计", en: "Wait" }} />
          </dt>
          <dd>
            <Say class="inline" of={estimateWords(ticket.estimate)} />
          </dd>
        </div>
      )}
      <div>
        <dt>
          <Say class="inline" of={{ zh: "取号", en: "Taken" }} />
        </dt>
        <dd>
          {clockOf(ticket.issuedAt)} · {ticket.kioskId ?? "咨询台 desk"}
        </dd>
      </div>
      <div>
        <dt>
          <Say class="inline" of={{ zh: "小票", en: "Paper" }} />
        </dt>
        <dd>
          <Say class="inline" of={paperWords(ticket)} /> · {languageName(ticket.language).zh}
          {ticket.largePrint ? " · 大字 large" : ""}
        </dd>
      </div>
      <div>
        <dt>
          <Say class="inline" of={{ zh: "短码", en: "Short code" }} />
        </dt>
        <dd class="code">{spaced(ticket.shortCode)}</dd>
      </div>
      {named.length > 0 && (
        <div>
          <dt>
            <Say class="inline" of={{ zh: "需要", en: "Needs" }} />
          </dt>
          <dd>
            {named.map(({ id, name }) => (
              <Say key={id} class="inline" of={both(name)} />
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}

function History(props: { shown: DeskTicketView }): JSX.Element {
  const { shown } = props;
  return (
    <div class="history">
      <h3>
        <Say class="inline" of={{ zh: "经过", en: "History" }} />
      </h3>
      {shown.since !== null && (
        <ul class="since">
          {sinceWords(shown.since).map((line) => (
            <li key={line.zh}>
              <Say of={line} />
            </li>
          ))}
        </ul>
      )}
      <ol>
        {shown.history.map((row) => (
          <li key={row.seq}>
            <time>{clockWithSeconds(row.at)}</time> {row.text}
          </li>
        ))}
      </ol>
    </div>
  );
}

function OpenTicket(props: { store: DeskStore; view: DeskView; shown: DeskTicketView }): JSX.Element {
  const { store, view, shown } = props;
  const { ticket } = shown;
  // Held and free to come back by itself: no window keeps it.
  const isAway = ticket.state === "held" && shown.mayReturn;
  const offered = {
    needs: view.needs.length > 0,
    printers: view.printers.length > 0,
    priorities: view.priorities.length > 0,
    contacts: view.contacts === true,
  };
  return (
    <section class="opened" aria-label={ticket.number} data-ticket={ticket.number}>
      <header class="opened-head">
        <h2 class="opened-number">{ticket.number}</h2>
        <div>
          <p class="opened-service">
            <Say class="inline" of={both(ticket.serviceName)} />
          </p>
          <p class={`state state-${ticket.state}`}>
            <Say class="inline" of={isAway ? { zh: "填表中", en: "fills in a form" } : TICKET_STATES[ticket.state]} />
            {ticket.windowName !== null && !isAway && <Say class="inline" of={both(ticket.windowName)} />}
          </p>
          {ticket.priority !== null && (
            <p class="badge-priority">
              <Say class="inline" of={priorityOf(view, ticket.priority)} />
            </p>
          )}
        </div>
        {store.qr.value && (
          <div class="opened-qr">
            <QrCode text={ticket.url} label={`${ticket.number} 的手机页面 phone page`} />
          </div>
        )}
      </header>
      <div class="desk-actions">
        {actionsOf(shown, offered).map((action) => (
          <Press key={action.id} disabled={store.busy.value} onPress={() => store.act(action.id)}>
            <kbd>{action.key === "Delete" ? "Del" : action.key}</kbd> <Say class="inline" of={action.words} />
          </Press>
        ))}
      </div>
      <Facts view={view} ticket={ticket} />
      <History shown={shown} />
    </section>
  );
}

const priorityOf = (view: DeskView, id: string) => {
  const known = view.priorities.find((one) => one.id === id);
  return known === undefined ? priorityWords(id) : both(known.name);
};

/** The tab that is open all day. */
export function FindTab(props: { store: DeskStore; view: DeskView }): JSX.Element {
  const { store, view } = props;
  const shown = store.opened.value;
  useEffect(() => {
    if (store.form.value === null) focusSearch(document);
  }, [store.form.value === null]);
  return (
    <div class={`find ${shown === null ? "" : "has-opened"}`}>
      <section class="searching">
        <label class="search-label" for="search">
          <Say class="inline" of={{ zh: "查号", en: "Find" }} />
        </label>
        <div class="search-line">
          <input
            id="search"
            type="text"
            inputMode="text"
            autocomplete="off"
            spellcheck={false}
            maxLength={32}
            value={store.typed.value}
            onInput={(event) => store.type(event.currentTarget.value)}
          />
          <Press class="primary" onPress={() => store.walkIn()}>
            <kbd>F1</kbd> <Say class="inline" of={{ zh: "代取号", en: "New" }} />
          </Press>
        </div>
        <Hits store={store} />
      </section>
      {shown !== null && <OpenTicket store={store} view={view} shown={shown} />}
    </div>
  );
}
