// Appointments of a day: by slot with what is free, booking for a caller, check-in, no-shows, a file taken over.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { DeskView } from "../../controller/contract/desk.ts";
import type { AppointmentView, SlotsView } from "../../controller/contract/kiosk.ts";
import { both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { bookForm } from "./forms-more.ts";
import { ImportPanel } from "./import-panel.tsx";
import type { DeskStore } from "./store.ts";
import { spaced } from "./view.ts";

const STATES = {
  booked: { zh: "未到", en: "expected" },
  cancelled: { zh: "已取消", en: "cancelled" },
  "checked-in": { zh: "已签到", en: "here" },
  "no-show": { zh: "爽约", en: "no-show" },
} as const;

function Line(props: { store: DeskStore; appointment: AppointmentView }): JSX.Element {
  const { store, appointment } = props;
  const open = appointment.state === "booked";
  return (
    <tr class={`booking booking-${appointment.state}`}>
      <td>{appointment.time}</td>
      <td class="code">{spaced(appointment.code)}</td>
      <td>
        <Say class="inline" of={STATES[appointment.state]} /> {appointment.number ?? ""}
      </td>
      <td class="booking-presses">
        {open && (
          <Press onPress={() => void store.write("/appointments/check-in", { code: appointment.code })}>
            <Say class="inline" of={{ zh: "签到", en: "Check in" }} />
          </Press>
        )}
        {open && (
          <Press onPress={() => void store.write(`/appointments/${encodeURIComponent(appointment.id)}/cancel`, {})}>
            <Say class="inline" of={{ zh: "取消", en: "Cancel" }} />
          </Press>
        )}
      </td>
    </tr>
  );
}

/** Slots with what is taken of them, as a line of small blocks. */
function Slots(props: { slots: SlotsView }): JSX.Element {
  return (
    <ul class="slots">
      {props.slots.slots.map((slot) => (
        <li key={slot.time} class={slot.free === 0 ? "slot is-full" : "slot"}>
          <strong>{slot.time}</strong>
          <span>
            {slot.capacity - slot.free}/{slot.capacity}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Day(props: {
  store: DeskStore;
  serviceId: string;
  date: string;
  slots: SlotsView | null;
  all: readonly AppointmentView[];
}): JSX.Element {
  const { store, serviceId, slots } = props;
  const rows = props.all.filter((one) => one.serviceId === serviceId);
  const absent = rows.filter(({ state }) => state === "no-show").length;
  return (
    <div class="day">
      {slots !== null && slots.slots.length > 0 && <Slots slots={slots} />}
      {slots !== null && slots.slots.length === 0 && (
        <p class="line line-note">
          <Say
            class="inline"
            of={{
              zh: `这一天没有可预约的时段；可预约 ${slots.firstDay} 至 ${slots.lastDay} 的开放日`,
              en: `no slots on this day; open days from ${slots.firstDay} to ${slots.lastDay}`,
            }}
          />
        </p>
      )}
      <table class="bookings">
        <thead>
          <tr>
            <th>时间 Time</th>
            <th>预约码 Code</th>
            <th>状态 State</th>
            <th>操作 Do</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((appointment) => (
            <Line key={appointment.id} store={store} appointment={appointment} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && (
        <p class="quiet">
          <Say of={{ zh: "这一天没有预约", en: "No appointments on this day" }} />
        </p>
      )}
      {absent > 0 && (
        <p class="line line-note">
          <Say class="inline" of={{ zh: `爽约 ${absent} 人`, en: `${absent} did not come` }} />
        </p>
      )}
    </div>
  );
}

export function AppointmentsTab(props: { store: DeskStore; view: DeskView }): JSX.Element {
  const { store, view } = props;
  const bookable = view.services.filter((service) => service.bookable);
  const serviceId = useSignal(bookable[0]?.id ?? "");
  const date = useSignal(view.day);
  const slots = useSignal<SlotsView | null>(null);
  const all = useSignal<readonly AppointmentView[]>([]);
  useEffect(() => {
    const query = `date=${encodeURIComponent(date.value)}`;
    void store.get<readonly AppointmentView[]>(`/appointments?${query}`).then((answer) => {
      all.value = answer.ok ? answer.value : [];
    });
    void store.get<SlotsView>(`/slots?serviceId=${encodeURIComponent(serviceId.value)}&${query}`).then((answer) => {
      slots.value = answer.ok ? answer.value : null;
    });
  }, [store.writes.value, serviceId.value, date.value]);
  if (bookable.length === 0) {
    return (
      <p class="quiet">
        <Say of={{ zh: "本大厅没有可预约的业务", en: "No service here takes appointments" }} />
      </p>
    );
  }
  const shown = slots.value;
  return (
    <section class="panel appointments">
      <div class="filters">
        <label>
          <Say class="inline" of={{ zh: "业务", en: "Service" }} />
          <select
            id="appointment-service"
            value={serviceId.value}
            onChange={(event) => {
              serviceId.value = event.currentTarget.value;
            }}
          >
            {bookable.map(({ id, name }) => (
              <option key={id} value={id}>
                {both(name).zh} {both(name).en}
              </option>
            ))}
          </select>
        </label>
        <label>
          <Say class="inline" of={{ zh: "日期", en: "Day" }} />
          <input
            id="appointment-day"
            type="date"
            value={date.value}
            onInput={(event) => {
              if (event.currentTarget.value !== "") date.value = event.currentTarget.value;
            }}
          />
        </label>
        <Press
          class="primary"
          disabled={shown === null || !shown.slots.some(({ free }) => free > 0)}
          onPress={() => shown !== null && store.ask(bookForm(view, shown, view.phones), bookedWords)}
        >
          <Say class="inline" of={{ zh: "代为预约", en: "Book" }} />
        </Press>
        <Press onPress={() => window.print()}>
          <Say class="inline" of={{ zh: "打印当日名单", en: "Print the list" }} />
        </Press>
      </div>
      <h2 class="print-title">
        {date.value} {both(view.services.find(({ id }) => id === serviceId.value)?.name ?? {}).zh}
      </h2>
      <Day store={store} serviceId={serviceId.value} date={date.value} slots={shown} all={all.value} />
      <ImportPanel store={store} />
    </section>
  );
}

const bookedWords = (body: unknown) => {
  const { code, date, time } = body as AppointmentView;
  return { zh: `已预约 ${date} ${time}，预约码 ${spaced(code)}`, en: `booked; code ${spaced(code)}` };
};
