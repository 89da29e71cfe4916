// One page of the kiosk: its question, what matters about it, and the choices.
import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import { say } from "../shared/i18n/kiosk.ts";
import { inTongue } from "../shared/i18n/text.ts";
import { Press } from "../shared/ui/parts.tsx";
import { DigitPad } from "./digit-pad.tsx";
import type { Choice, Sheet } from "./model.ts";
import { BookedBody, Days, ResultBody } from "./outcome.tsx";
import { SayText, TongueContext } from "./say-text.tsx";
import { choiceSpoken } from "./services.ts";
import type { KioskStore } from "./store.ts";

const ROW_MM_LEAST = 24;

export function ChoiceButton(props: { choice: Choice; store: KioskStore }): JSX.Element {
  const { choice, store } = props;
  const tongue = useContext(TongueContext);
  const look = `choice look-${choice.look} ${choice.shut === true ? "is-shut" : ""}`;
  return (
    <Press
      class={`${look} ${choice.look === "primary" ? "primary" : ""}`}
      {...(choice.pressed === undefined ? {} : { pressed: choice.pressed })}
      say={inTongue(choiceSpoken(choice), tongue)}
      onPress={() => store.act(choice.act)}
    >
      {choice.digit !== null && (
        <span class="digit" aria-hidden="true">
          {choice.look === "toggle" && choice.pressed === true ? "✓" : choice.digit}
        </span>
      )}
      <span class="choice-words">
        <SayText class="choice-name" of={choice.text} />
        {choice.notice !== null && <SayText class="choice-notice" of={choice.notice} />}
      </span>
      {choice.details.length > 0 && (
        <span class="choice-details">
          {choice.details.map((detail) => (
            <SayText key={detail["zh-CN"]} of={detail} />
          ))}
        </span>
      )}
    </Press>
  );
}

function Choices(props: { sheet: Sheet; store: KioskStore }): JSX.Element | null {
  const { sheet, store } = props;
  if (sheet.choices.length === 0) return null;
  const { columns: most, rowMm } = store.fit.value;
  const columns = Math.min(most, sheet.choices.length);
  // Beside a list the choices keep their least size: nothing may be pushed off the glass.
  const row = sheet.list.length + sheet.days.length > 0 || sheet.body !== "choices" ? ROW_MM_LEAST : rowMm;
  const style = { "--columns": columns, "--row": `calc(${row.toFixed(1)} * var(--mm))` };
  return (
    <div class={`choices count-${sheet.choices.length}`} style={style}>
      {sheet.choices.map((choice) => (
        <ChoiceButton key={choice.id} choice={choice} store={store} />
      ))}
    </div>
  );
}

function Entries(props: { sheet: Sheet; store: KioskStore }): JSX.Element | null {
  const { sheet, store } = props;
  const all = [...(sheet.more === null ? [] : [sheet.more]), ...sheet.entries];
  if (all.length === 0) return null;
  return (
    <div class={`entries count-${all.length}`}>
      {all.map((choice) => (
        <ChoiceButton key={choice.id} choice={choice} store={store} />
      ))}
    </div>
  );
}

function Telling(props: { sheet: Sheet }): JSX.Element {
  const { sheet } = props;
  return (
    <>
      {sheet.badges.length > 0 && (
        <p class="badges">
          {sheet.badges.map((badge) => (
            <SayText key={badge["zh-CN"]} class="badge" of={badge} />
          ))}
        </p>
      )}
      {sheet.notices.map((notice) => (
        <p key={notice["zh-CN"]} class="notice" role="status">
          <SayText of={notice} />
        </p>
      ))}
      {sheet.hints.map((hint) => (
        <p key={hint["zh-CN"]} class="hint">
          <SayText of={hint} />
        </p>
      ))}
      {sheet.list.length > 0 && (
        <ul class="list">
          {sheet.list.map((point) => (
            <li key={point["zh-CN"]}>
              <SayText of={point} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The page itself; focus begins at its question. */
export function SheetView(props: { sheet: Sheet; store: KioskStore }): JSX.Element {
  const { sheet, store } = props;
  const place = store.where.place.value;
  const live = sheet.body === "answer" || sheet.body === "result" || sheet.body === "wait";
  return (
    <main
      class={`sheet body-${sheet.body}`}
      data-sheet={sheet.id}
      tabIndex={-1}
      {...(live ? { "aria-live": "polite" as const } : {})}
    >
      {sheet.body !== "result" && (
        <h1 class="question">
          <SayText of={sheet.title} />
        </h1>
      )}
      {sheet.body === "result" && <ResultBody store={store} sheet={sheet} />}
      {sheet.body !== "result" && <Telling sheet={sheet} />}
      {sheet.body === "digits" && <DigitPad store={store} />}
      {sheet.body === "booked" && place.name === "booked" && <BookedBody appointment={place.appointment} />}
      {sheet.days.length > 0 && <Days days={sheet.days} title={say((w) => w.hours)} />}
      <Choices sheet={sheet} store={store} />
      <Entries sheet={sheet} store={store} />
    </main>
  );
}
