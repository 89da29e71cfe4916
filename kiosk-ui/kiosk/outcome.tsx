// After the touch: the number, a booking, the hours of a closed hall, and the question whether more time is needed.
import type { JSX } from "preact";
import type { AppointmentView, CalendarDayView } from "../../controller/contract/kiosk.ts";
import { say } from "../shared/i18n/kiosk.ts";
import { dayText, fromWords, joined, type Text } from "../shared/i18n/text.ts";
import { Press } from "../shared/ui/parts.tsx";
import type { Sheet } from "./model.ts";
import { paperText } from "./outcome-view.ts";
import { QrCode } from "./qr.tsx";
import { SayText } from "./say-text.tsx";
import type { KioskStore } from "./store.ts";

/** The number, as large as the glass allows, where to wait, and where the paper is. */
export function ResultBody(props: { store: KioskStore; sheet: Sheet }): JSX.Element | null {
  const { store, sheet } = props;
  const shown = store.result.value;
  const place = store.where.place.value;
  const view = store.view.value;
  if (shown === null || place.name !== "result") return null;
  const scan = say((w) => w.scan);
  return (
    <div class={`result ${shown.trouble ? "has-trouble" : ""}`}>
      <div class="result-number">
        <SayText class="result-service" of={place.service} />
        <h1 class="your-number">
          <SayText of={sheet.title} />
          <span class="big-number">{shown.number}</span>
        </h1>
        <p class="result-facts">
          {shown.ahead !== null && <SayText of={shown.ahead} />}
          {shown.estimate !== null && <SayText of={shown.estimate} />}
        </p>
      </div>
      <p class={`print-line print-${shown.paper}`} role="status">
        <SayText of={paperText(shown.paper)} />
      </p>
      {sheet.notices.map((notice) => (
        <p key={notice["zh-CN"]} class="notice" role="status">
          <SayText of={notice} />
        </p>
      ))}
      <figure class="result-qr">
        <QrCode text={shown.qrUrl} label={scan["zh-CN"]} />
        <figcaption>
          <SayText of={scan} />
        </figcaption>
      </figure>
      <div class="result-hints">
        <p class="hint">
          <SayText of={say((w) => w.whereToWait)} />
        </p>
        {view !== null && (
          <p class="hint">
            <SayText of={fromWords(view.missedRule)} />
          </p>
        )}
      </div>
    </div>
  );
}

/** A booking has no paper: its code is shown to be noted or scanned. */
export function BookedBody(props: { appointment: AppointmentView }): JSX.Element {
  const { code } = props.appointment;
  const label = say((w) => w.bookedCode);
  return (
    <div class="booked">
      <p class="booked-code">
        <SayText class="booked-label" of={label} />
        <strong>{`${code.slice(0, 4)} ${code.slice(4)}`}</strong>
      </p>
      <QrCode text={code} label={label["zh-CN"]} />
    </div>
  );
}

function hoursText(day: CalendarDayView): Text {
  if (day.hours.length === 0) return say((w) => w.closedAllDay);
  const spans = day.hours.map(({ from, to, extended }) =>
    say((w) => `${from}–${to}${extended ? ` (${w.extended})` : ""}`),
  );
  const comma: Text = { "zh-CN": "、", "zh-Hant": "、", en: ", " };
  return joined(spans, comma);
}

/** When the hall opens, day by day. */
export function Days(props: { days: readonly CalendarDayView[]; title: Text }): JSX.Element {
  return (
    <section class="days">
      <h2>
        <SayText of={props.title} />
      </h2>
      <dl>
        {props.days.slice(0, 7).map((day) => (
          <div key={day.date} class="day">
            <dt>
              <SayText of={dayText(day.date)} />
              {day.name !== null && <SayText class="day-name" of={fromWords(day.name)} />}
            </dt>
            <dd>
              <SayText
                of={hoursText(day)}
                alone={!day.hours.some(({ extended }) => extended) && day.hours.length > 0}
              />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Before the page starts anew, whoever is still reading can ask for more time. */
export function IdleWarning(props: { store: KioskStore; leftSeconds: number }): JSX.Element {
  const { store, leftSeconds } = props;
  return (
    <div class="overlay" role="alertdialog" aria-labelledby="idle-title">
      <div class="overlay-sheet">
        <h2 class="question" id="idle-title">
          <SayText of={say((w) => w.idle)} />
        </h2>
        <p class="hint">
          <SayText of={say((w) => w.idleLeft(leftSeconds))} />
        </p>
        <Press class="primary more-time" onPress={() => store.touched()}>
          <SayText of={say((w) => w.moreTime)} />
        </Press>
      </div>
    </div>
  );
}
