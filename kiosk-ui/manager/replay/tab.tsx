// "What happened at 10:42?": pick a day, move through it, and see the page as it was; look a ticket's story up.
import "../live.css";
import "./replay.css";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ReplayAnswer } from "../../../controller/contract/replay.ts";
import { get } from "../../shared/api.ts";
import { clockOf } from "../../shared/format.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { SeriesChart } from "../day-chart.tsx";
import type { TabProps } from "../tabs.ts";
import { Moment } from "./moment.tsx";
import { Story } from "./story.tsx";
import { clockAt, moved, placeOf, SPEED, within } from "./view.ts";

const PLAY_EVERY_MS = 1_000;

interface Scrub {
  readonly answer: ReplayAnswer | null;
  readonly refused: Both | null;
  /** Where the hand is, even before the service has answered. */
  readonly atMs: number | null;
  readonly go: (date: string, at: string | null) => void;
}

/** One question at a time; of those asked meanwhile only the newest. */
function useReplay(): Scrub {
  const [answer, setAnswer] = useState<ReplayAnswer | null>(null);
  const [refused, setRefused] = useState<Both | null>(null);
  const waiting = useRef<string | null>(null);
  const busy = useRef(false);
  const ask = async (): Promise<void> => {
    if (busy.current || waiting.current === null) return;
    busy.current = true;
    const path = waiting.current;
    waiting.current = null;
    const told = await get<ReplayAnswer>(path);
    busy.current = false;
    setRefused(told.ok ? null : refusalWords(told.code));
    if (told.ok) setAnswer(told.value);
    void ask();
  };
  const go = (date: string, at: string | null): void => {
    waiting.current = `/replay?date=${date}${at === null ? "" : `&at=${at}`}`;
    void ask();
  };
  return { answer, refused, atMs: answer === null ? null : Date.parse(answer.at), go };
}

function useDays(): readonly string[] {
  const [days, setDays] = useState<readonly string[]>([]);
  useEffect(() => {
    void get<string[]>("/replay/days").then((told) => {
      if (told.ok) setDays(told.value);
    });
  }, []);
  return days;
}

function Scrubber(props: { answer: ReplayAnswer; timezone: string; go: Scrub["go"] }): JSX.Element {
  const { answer, timezone, go } = props;
  const span = { fromMs: Date.parse(answer.from), toMs: Date.parse(answer.to) };
  const [atMs, setAtMs] = useState(Date.parse(answer.at));
  const [playing, setPlaying] = useState(false);
  useEffect(() => setAtMs(Date.parse(answer.at)), [answer.day]);
  const to = (nextMs: number): void => {
    const kept = within(span, nextMs);
    setAtMs(kept);
    go(answer.day, clockAt(kept, timezone));
  };
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => to(atMs + PLAY_EVERY_MS * SPEED), PLAY_EVERY_MS);
    return () => clearInterval(timer);
  });
  useEffect(() => {
    if (playing && atMs >= span.toMs) setPlaying(false);
  });
  const clock = clockAt(atMs, timezone);
  return (
    <div class="scrubber">
      <Press label={playing ? "暂停播放 Pause" : "播放 Play"} pressed={playing} onPress={() => setPlaying(!playing)}>
        {playing ? "暂停 ❚❚" : "播放 ▶ ×60"}
      </Press>
      <input
        type="range"
        aria-label="时刻 Moment"
        aria-valuetext={clock}
        min={span.fromMs}
        max={span.toMs}
        step={1000}
        value={atMs}
        onInput={(event) => to(Number(event.currentTarget.value))}
        onKeyDown={(event) => {
          const next = moved(span, atMs, event.key);
          if (next === null) return;
          event.preventDefault();
          to(next);
        }}
      />
      <output class="scrub-clock">{clock}</output>
    </div>
  );
}

export function ReplayTab(props: TabProps): JSX.Element {
  const { timezone } = props.view.hall;
  const days = useDays();
  const { answer, refused, go } = useReplay();
  const [date, setDate] = useState(placeOf(window.location.hash).date ?? props.view.day);
  useEffect(() => go(date, placeOf(window.location.hash).at), [date]);
  return (
    <>
      <div class="replay-head">
        <label>
          <Say class="inline" of={{ zh: "日期", en: "day" }} />
          <select value={date} onChange={(event) => setDate(event.currentTarget.value)}>
            {(days.includes(date) ? days : [date, ...days]).map((day) => (
              <option key={day} value={day}>
                {day}
              </option>
            ))}
          </select>
        </label>
        <Say
          class="quiet"
          of={{
            zh: "由事件日志重现；←→ 一分钟，PageUp/PageDown 一刻钟",
            en: "folded from the log; arrows: a minute, Page keys: a quarter",
          }}
        />
      </div>
      {refused !== null && (
        <p class="stopped" role="alert">
          <span aria-hidden="true">▲ </span>
          <Say class="inline" of={refused} />
        </p>
      )}
      {answer !== null && (
        <>
          <Scrubber key={answer.day} answer={answer} timezone={timezone} go={go} />
          <Moment answer={answer} />
          <div class="panels replay-panels">
            <div class="column">
              <Panel title={{ zh: "当日走势（至此刻）", en: "The day up to then" }} class="day-chart">
                <SeriesChart series={answer.series} timezone={timezone} />
              </Panel>
            </div>
            <div class="column">
              <Panel title={{ zh: "前后事件", en: "Before and after" }} class="events">
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it */}
                <ol class="plain-rows" tabIndex={0}>
                  {[...answer.next].reverse().map((line) => (
                    <li key={line.seq} class="later">
                      <span class="row-time">{clockOf(line.at)}</span>
                      <span>之后 later: {line.text}</span>
                    </li>
                  ))}
                  {answer.view.events.map((line) => (
                    <li key={line.seq}>
                      <span class="row-time">{clockOf(line.at)}</span>
                      <span>{line.text}</span>
                    </li>
                  ))}
                </ol>
              </Panel>
            </div>
            <div class="column">
              <Story day={answer.day} />
            </div>
          </div>
        </>
      )}
    </>
  );
}
