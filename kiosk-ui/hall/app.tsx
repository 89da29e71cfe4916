// The hall board: calls, earlier calls, who waits, who was missed, notices, the rule, the clock.
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import type { HallView } from "../../controller/contract/views.ts";
import { allowSound, soundBlocked } from "../shared/chime.ts";
import { wallClock } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import type { PixelSize } from "../shared/legibility.ts";
import { freshness, type Live } from "../shared/live.ts";
import { LanguageContext, Press, Say } from "../shared/ui/parts.tsx";
import { Calls, EarlierCalls } from "./calls.tsx";
import type { BoardSetup } from "./choices.ts";
import { ClosingCheckpoint } from "./closing.tsx";
import { mediaNow } from "./media-turn.ts";
import { type BoardPlan, boardPlan, pixelShift, shapeOf } from "./plan.ts";
import { ageWords, callEm, callsShown, numberEm, quietWords, signPlace, tickerLines, turned } from "./view.ts";

/** How often the page looks at the clock. */
export const TICK_MS = 500;
const TURN_MS = 6_000;
const MISSED_PER_TURN = { landscape: 6, portrait: 6, strip: 3 } as const;
/** Letters of the ticker on one line. */
const TICKER_EM = { landscape: 50, portrait: 27, strip: 30 } as const;

function Waiting(props: { view: HallView; turn: number; rows: number }): JSX.Element {
  const { services, nextUp } = props.view;
  const rows = turned(services, props.rows, props.turn);
  const pages = Math.ceil(services.length / props.rows);
  return (
    <section class="waiting">
      <h2>
        <Say class="inline" of={{ zh: "等候人数", en: "Waiting" }} />
        {pages > 1 && (
          <span class="page-mark">
            {(props.turn % pages) + 1}/{pages}
          </span>
        )}
      </h2>
      <ul>
        {rows.map((service) => (
          <li key={service.id} class={nextUp === null ? "" : "with-next"}>
            <Say class="service" of={both(service.name)} />
            <span class="count">{service.waiting}</span>
            {nextUp !== null && (
              <span class="next-up">
                <Say class="inline" of={{ zh: "准备", en: "next" }} />
                {nextUp.find(({ serviceId }) => serviceId === service.id)?.numbers.join(" ") || "—"}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Missed(props: { view: HallView; turn: number; perTurn: number }): JSX.Element {
  const { missed, missedRule } = props.view;
  const rows = turned(missed, props.perTurn, props.turn);
  return (
    <section class="missed">
      <h2>
        <Say class="inline" of={{ zh: "已过号", en: "Missed" }} />
        {missed.length > 0 && <span class="missed-count"> {missed.length}</span>}
      </h2>
      {rows.length === 0 ? (
        <span class="quiet">—</span>
      ) : (
        <span class="missed-numbers">{rows.map((row) => row.number).join("  ")}</span>
      )}
      <Say class="missed-how" of={both(missedRule)} />
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

function Head(props: { view: HallView; hallNowMs: number }): JSX.Element {
  const { hall, zone } = props.view;
  const clock = wallClock(props.hallNowMs, hall.timezone);
  return (
    <header class="hall-header">
      <Say class="hall-title" of={both(hall.name)} />
      {zone !== null && <Say class="hall-zone" of={both(zone.name)} />}
      <SoundButton />
      <Say class="hall-date" of={clock.date} />
      <span class="hall-clock">{clock.time}</span>
    </header>
  );
}

/** One line of the notices, or that nothing is new any more: words, not an error. */
function Ticker(props: { stopped: boolean; line: string | undefined }): JSX.Element | null {
  if (props.stopped) {
    return (
      <p class="ticker ticker-stopped" role="status">
        <Say class="inline" of={ageWords(null, "stopped")} />
      </p>
    );
  }
  return props.line === undefined ? null : <p class="ticker">{props.line}</p>;
}

export interface HallProps {
  readonly live: Live<"hall">;
  readonly nowMs: ReadonlySignal<number>;
  /** Ids that flash now. */
  readonly ringing: ReadonlySignal<ReadonlySet<string>>;
  readonly size: ReadonlySignal<PixelSize>;
  readonly setup: ReadonlySignal<BoardSetup>;
  /** The zone asked for when the hall has none of that name. */
  readonly strangeZone: ReadonlySignal<string | null>;
  /** Pictures for the time in which nobody is called. */
  readonly media: ReadonlySignal<readonly string[]>;
}

/** What is shown before anything is known: never an error. */
function Welcome(props: { strangeZone: string | null }): JSX.Element {
  const { strangeZone } = props;
  return (
    <main class="board-empty">
      <Say of={{ zh: "欢迎光临，请留意窗口叫号", en: "Welcome. Please watch the windows" }} />
      {strangeZone !== null && (
        <Say
          class="strange-zone"
          of={{
            zh: `没有名为 ${strangeZone} 的区域，请检查网址`,
            en: `There is no zone ${strangeZone}: check the address`,
          }}
        />
      )}
    </main>
  );
}

/** What the style sheets reckon with. */
function measures(plan: BoardPlan, view: HallView, now: number): Record<string, string | number> {
  const shift = pixelShift(now);
  return {
    "--u": `${plan.unit}px`,
    "--sx": shift.x,
    "--sy": shift.y,
    "--calls": `${plan.callsPx}px`,
    "--waiting": `${plan.waitingPx}px`,
    "--number": `${numberEm(view.calls)}em`,
  };
}

/** The whole board. */
export function HallApp(props: HallProps): JSX.Element {
  const { live } = props;
  const language = useContext(LanguageContext);
  const view = live.view.value;
  const now = props.nowMs.value;
  const ageMs = live.heardMs.value === null ? null : Math.max(0, now - live.heardMs.value);
  // The page looks twice a second: what will be too old at the next look is shown as old now.
  const fresh = freshness(ageMs === null ? null : ageMs + TICK_MS);
  if (view === null) return <Welcome strangeZone={props.strangeZone.value} />;
  const turn = Math.floor(now / TURN_MS);
  const size = props.size.value;
  const shape = shapeOf(size);
  const { hanging, rows } = props.setup.value;
  const news = tickerLines(view, live.hallNowMs(), TICKER_EM[shape], language);
  const plan = boardPlan({
    size,
    hanging,
    rows,
    services: view.services.length,
    nextUp: view.nextUp !== null,
    ticker: news.length > 0 || fresh === "stopped",
    callEm: callEm(view, shape, language),
  });
  const listed = { big: plan.rows, earlier: plan.earlierRows, dense: plan.denseRows };
  const calls = callsShown(view.calls, props.ringing.value, listed, turn, language);
  const place = measures(plan, view, now);
  // A strip has no line to spare: there a notice and the foot take turns.
  const line =
    shape === "strip" && turn % 2 === 1
      ? undefined
      : news[Math.floor(turn / (shape === "strip" ? 2 : 1)) % news.length];
  return (
    <div
      class={`hall shape-${shape} ${fresh} ${news.length > 0 || fresh === "stopped" ? "with-ticker" : ""}`}
      style={place}
    >
      <Head view={view} hallNowMs={live.hallNowMs()} />
      {view.checkpoint === undefined || shape === "strip" ? (
        <Calls
          shown={calls}
          plan={plan}
          place={signPlace(plan.rowEm, view.calls, shape)}
          quiet={quietWords(view.windows)}
          media={shape === "strip" ? null : mediaNow(props.media.value, now)}
        />
      ) : (
        <ClosingCheckpoint checkpoint={view.checkpoint} />
      )}
      <EarlierCalls shown={calls} isNarrow={shape === "strip"} />
      <Waiting view={view} turn={turn} rows={plan.serviceRows} />
      <Ticker stopped={fresh === "stopped"} line={line} />
      <footer class="hall-foot">
        <Missed view={view} turn={turn} perTurn={MISSED_PER_TURN[shape]} />
        <Say class="rule" of={both(view.rule)} />
        <Say class={`age age-${fresh}`} of={ageWords(ageMs, fresh)} />
      </footer>
    </div>
  );
}
