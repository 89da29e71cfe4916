// The hall board: calls, earlier calls, who waits, who was missed, the rule, the clock.
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { HallView } from "../../controller/contract/views.ts";
import { allowSound, soundBlocked } from "../shared/chime.ts";
import { wallClock } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { freshness, type Live } from "../shared/live.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { ageWords, BIG_ROWS, type CallShown, callsShown, turned, type WindowSign } from "./view.ts";

const TURN_MS = 6_000;
const EARLIER_ROWS = { landscape: 4, portrait: 8 } as const;
const SERVICE_ROWS = { landscape: 6, portrait: 6 } as const;
const MISSED_MAX_ROW = 6;

function Sign(props: { sign: WindowSign }): JSX.Element {
  const { lead, rest, en } = props.sign;
  return (
    <span class={`sign ${lead === "" ? "sign-words" : ""}`}>
      {lead !== "" && <span class="sign-lead">{lead}</span>}
      <span class="sign-rest">
        {rest}
        <span class="sign-en">{en}</span>
      </span>
    </span>
  );
}

function BigCall(props: { call: CallShown; newest: boolean }): JSX.Element {
  const { call } = props;
  return (
    <li class={`big-call ${props.newest ? "newest" : ""} ${call.ringing ? "ringing" : ""}`}>
      <span class="big-call-number">{call.number}</span>
      <span class="arrow" aria-hidden="true">
        →
      </span>
      <Sign sign={call.window} />
    </li>
  );
}

function EarlierCalls(props: { calls: readonly CallShown[]; page: number; pages: number }): JSX.Element {
  return (
    <section class="earlier">
      <h2>
        <Say class="inline" of={{ zh: "稍早叫号", en: "Earlier" }} />
        {props.pages > 1 && (
          <span class="page-mark">
            {props.page + 1}/{props.pages}
          </span>
        )}
      </h2>
      <ol>
        {props.calls.map((call) => (
          <li key={call.key} class={call.ringing ? "ringing" : ""}>
            <span class="earlier-number">{call.number}</span>
            <span class="earlier-window">
              {call.window.lead}
              {call.window.rest}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Waiting(props: { services: HallView["services"]; turn: number; portrait: boolean }): JSX.Element {
  const rows = turned(props.services, props.portrait ? SERVICE_ROWS.portrait : SERVICE_ROWS.landscape, props.turn);
  return (
    <section class="waiting">
      <h2>
        <Say class="inline" of={{ zh: "等候人数", en: "Waiting" }} />
      </h2>
      <ul>
        {rows.map((service) => (
          <li key={service.id}>
            <Say of={both(service.name)} />
            <span class="count">{service.waiting}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Missed(props: { view: HallView; turn: number }): JSX.Element {
  const rows = turned(props.view.missed, MISSED_MAX_ROW, props.turn);
  return (
    <section class="missed">
      <h2>
        <Say class="inline" of={{ zh: "已过号", en: "Missed" }} />
      </h2>
      {rows.length === 0 ? (
        <span class="quiet">—</span>
      ) : (
        <span class="missed-numbers">{rows.map((row) => row.number).join("  ")}</span>
      )}
      <Say class="missed-how" of={{ zh: "过号请到咨询台恢复排队", en: "Missed? Please go to the information desk" }} />
    </section>
  );
}

function SoundButton(): JSX.Element | null {
  if (!soundBlocked.value) return null;
  return (
    <Press class="sound" onPress={() => void allowSound()}>
      点此开启声音 · Touch for sound
    </Press>
  );
}

/** The whole board. `ringing`: ids that flash now. */
export function HallApp(props: {
  live: Live<"hall">;
  nowMs: ReadonlySignal<number>;
  ringing: ReadonlySignal<ReadonlySet<string>>;
}): JSX.Element {
  const { live } = props;
  const view = live.view.value;
  const now = props.nowMs.value;
  const ageMs = live.heardMs.value === null ? null : Math.max(0, now - live.heardMs.value);
  const fresh = freshness(ageMs);
  if (view === null) {
    return (
      <main class="board-empty">
        <Say of={{ zh: "欢迎光临，请留意窗口叫号", en: "Welcome. Please watch the windows" }} />
      </main>
    );
  }
  const portrait = window.innerHeight > window.innerWidth;
  const turn = Math.floor(now / TURN_MS);
  const rows = { big: BIG_ROWS, earlier: portrait ? EARLIER_ROWS.portrait : EARLIER_ROWS.landscape };
  const calls = callsShown(view.calls, props.ringing.value, rows, turn);
  const clock = wallClock(live.hallNowMs(), view.hall.timezone);
  return (
    <div class={`hall ${fresh}`}>
      <header class="hall-header">
        <Say class="hall-title" of={both(view.hall.name)} />
        <SoundButton />
        <Say class="hall-date" of={clock.date} />
        <span class="hall-clock">{clock.time}</span>
      </header>
      <main class="calls" aria-live="polite">
        <ol>
          {calls.big.map((call, index) => (
            <BigCall key={call.key} call={call} newest={index === 0} />
          ))}
        </ol>
        {calls.big.length === 0 && (
          <p class="no-calls">
            <Say of={{ zh: "请留意叫号", en: "Please watch for your number" }} />
          </p>
        )}
      </main>
      <aside class="side">
        <EarlierCalls calls={calls.earlier} page={calls.page} pages={calls.pages} />
        <Waiting services={view.services} turn={turn} portrait={portrait} />
      </aside>
      <footer class="hall-foot">
        <Missed view={view} turn={turn} />
        <Say class="rule" of={both(view.rule)} />
        <Say class={`age age-${fresh}`} of={ageWords(ageMs, fresh)} />
      </footer>
    </div>
  );
}
