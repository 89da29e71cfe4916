// The hall's calendar: hours of the week, a year to press days in, a pasted list of holidays, extended hours.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SettingsView } from "../../../controller/contract/settings.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { FieldRow, WeekInput } from "./inputs.tsx";
import type { SettingsStore } from "./store.ts";
import { Faults } from "./structured.tsx";
import {
  type CalendarValues,
  type DayKind,
  kindOfDay,
  monthWeeks,
  pastedDays,
  pressedDay,
  setValue,
  valueAt,
  withDays,
} from "./view.ts";

const KIND_WORDS: Readonly<Record<DayKind, string>> = {
  open: "开放 open",
  closed: "不开放 closed",
  holiday: "放假 holiday",
  workday: "调休上班 worked",
  extended: "延时 extended",
};
const SIGN: Readonly<Record<DayKind, string>> = { open: "", closed: "", holiday: "休", workday: "班", extended: "延" };

/** Shown below the year, each entry with its own inputs. */
const LISTS = ["extended", "workdays", "holidays"] as const;

export function CalendarEditor(props: { store: SettingsStore; view: SettingsView; year: number }): JSX.Element {
  const { store, view } = props;
  const before = (valueAt(view.values, "hall.calendar") ?? null) as CalendarValues | null;
  const [calendar, setCalendar] = useState<CalendarValues>(before ?? { week: {} });
  const [year, setYear] = useState(props.year);
  const [pasted, setPasted] = useState("");
  /** Counts changes made beside the lists: these begin anew with them. */
  const [turn, setTurn] = useState(0);
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const paste = () => {
    const days = pastedDays(pasted);
    setCalendar(withDays(calendar, days));
    setTurn(turn + 1);
    setWrong(days.wrong);
    setPasted(days.wrong.join("\n"));
  };
  return (
    <Panel title={{ zh: "日历", en: "Calendar" }}>
      {before === null && <p>没有日历：大厅一直开放。 No calendar: the hall is always open.</p>}
      <h3>每周时间 Hours of the week</h3>
      <WeekInput
        value={calendar.week}
        onValue={(week) => setCalendar({ ...calendar, week: (week ?? {}) as CalendarValues["week"] })}
      />
      <Faults id="week-wrong" place="hall.calendar.week" below />
      <h3>全年 The year</h3>
      <div class="set-year">
        <Press label="上一年 year before" onPress={() => setYear(year - 1)}>
          ◀
        </Press>
        <b>{year}</b>
        <Press label="下一年 year after" onPress={() => setYear(year + 1)}>
          ▶
        </Press>
        <span class="quiet">按日期切换：放假 / 调休上班 · press a day: holiday, or worked instead</span>
      </div>
      <div class="set-months">
        {Array.from({ length: 12 }, (_, month) => (
          <Month
            key={`${year}-${month + 1}`}
            {...{ year, month, calendar }}
            onDay={(day) => {
              setCalendar(pressedDay(calendar, day));
              setTurn(turn + 1);
            }}
          />
        ))}
      </div>
      <h3>粘贴放假通知 Paste a list</h3>
      <textarea
        id="paste-days"
        rows={4}
        value={pasted}
        aria-label="每行一天或一段 one line for a day or a span"
        placeholder={"2031-10-01~2031-10-07 国庆节\n2031-10-11 上班"}
        onInput={(event) => setPasted(event.currentTarget.value)}
      />
      {wrong.length > 0 && (
        <p class="set-wrong" role="alert">
          看不懂的行留在上面 lines that were not understood stay above: {wrong.length}
        </p>
      )}
      <Press id="take-days" disabled={pasted.trim() === ""} onPress={paste}>
        加入 Take in
      </Press>
      {LISTS.map((list) => {
        const field = view.fields.find(({ path }) => path === `hall.calendar.${list}`);
        if (field === undefined) return null;
        const days = calendar[list]?.length ?? 0;
        return (
          <details key={`${list} ${turn}`} open={list === "extended"}>
            <summary>
              <Say class="inline" of={field.name} />（{days}）
            </summary>
            <FieldRow
              field={field}
              value={calendar[list]}
              onValue={(days) => setCalendar({ ...calendar, [list]: days ?? [] })}
            />
          </details>
        );
      })}
      <div class="set-acts">
        <Press
          class="primary"
          id="look-calendar"
          onPress={() => void store.look({ edits: [setValue("hall.calendar", calendar)] })}
        >
          核对修改 Look at the change
        </Press>
      </div>
    </Panel>
  );
}

interface MonthProps {
  readonly year: number;
  readonly month: number;
  readonly calendar: CalendarValues;
  readonly onDay: (day: string) => void;
}

function Month({ year, month, calendar, onDay }: MonthProps): JSX.Element {
  return (
    <div class="set-month">
      <h4>{month + 1} 月</h4>
      <div class="set-days">
        {monthWeeks(year, month).flatMap((week, i) =>
          week.map((day, j) => {
            if (day === null) return <span key={`blank-${i}-${j}`} />;
            const kind = kindOfDay(calendar, day);
            return (
              <button
                key={day}
                type="button"
                class={`set-day ${kind}`}
                data-date={day}
                aria-label={`${day} ${KIND_WORDS[kind]}`}
                onClick={() => onDay(day)}
              >
                {Number(day.slice(8))}
                <i>{SIGN[kind]}</i>
              </button>
            );
          }),
        )}
      </div>
    </div>
  );
}
