// The citizen's page: the number, what to do, how long, leave, rate.
import { type ReadonlySignal, signal } from "@preact/signals";
import type { JSX } from "preact";
import type { TicketPageView } from "../../controller/contract/views.ts";
import { type Answer, newKey, post } from "../shared/api.ts";
import { type Both, both } from "../shared/i18n/both.ts";
import { freshness, type Live } from "../shared/live.ts";
import { LevelButtons } from "../shared/ui/levels.tsx";
import { Press, Say } from "../shared/ui/parts.tsx";
import { type TicketShown, ticketShown } from "./view.ts";

const busy = signal(false);
const asking = signal(false);
const message = signal<Both | null>(null);

const GIVE_UP_MS = 30_000;
const KEEP_OPEN: Both = {
  zh: "请保持本页打开：叫到您时会响铃并振动。关闭后请留意大厅屏幕。",
  en: "Keep this page open: it rings and vibrates when you are called. If you close it, watch the board.",
};

/** Only what can happen on this page: the whole dictionary would double its weight. */
const REFUSED: Readonly<Record<string, Both>> = {
  CASE_ALREADY_RATED: { zh: "该办件已评价，每次办理评价一次", en: "This case has its rating: one per case" },
  RATING_PERIOD_OVER: { zh: "该办件的评价期限已过", en: "The time for rating this case is over" },
  TICKET_ENDED: { zh: "该号已结束", en: "This number has ended" },
  TICKET_NOT_WAITING: { zh: "该号正在办理，请到窗口", en: "You are being called: please go to the window" },
  NO_ANSWER: { zh: "联系不上系统，请到咨询台", en: "The service cannot be reached: please ask at the desk" },
  OTHER: { zh: "未能完成，请到咨询台", en: "That did not work: please ask at the desk" },
};

async function send(path: string, body: unknown): Promise<void> {
  if (busy.value) return;
  busy.value = true;
  message.value = null;
  const answer: Answer<unknown> = await post(path, body, { key: newKey(), giveUpMs: GIVE_UP_MS });
  busy.value = false;
  asking.value = false;
  if (!answer.ok) message.value = REFUSED[answer.code] ?? REFUSED.OTHER ?? null;
}

/** By the token: only the holder of the paper knows it. */
function Leave(props: { token: string }): JSX.Element {
  if (!asking.value) {
    return (
      <Press class="leave" onPress={() => (asking.value = true)}>
        <Say of={{ zh: "不再等候", en: "Leave the line" }} />
      </Press>
    );
  }
  return (
    <div class="leave-ask" role="alertdialog">
      <p>
        <Say of={{ zh: "离开后此号作废，确定吗？", en: "Your number ends for good. Are you sure?" }} />
      </p>
      <Press onPress={() => (asking.value = false)}>
        <Say of={{ zh: "继续等候", en: "Keep waiting" }} />
      </Press>
      <Press
        class="leave-sure"
        disabled={busy.value}
        onPress={() => void send(`/tickets/${encodeURIComponent(props.token)}/leave`, {})}
      >
        <Say of={{ zh: "确定离开", en: "Leave" }} />
      </Press>
    </div>
  );
}

function Rating(props: { shown: TicketShown; view: TicketPageView }): JSX.Element | null {
  const { shown, view } = props;
  if (shown.rating === null) return null;
  if (shown.rating === "done") {
    return (
      <p class="rated">
        <Say of={{ zh: "您的评价已记录，感谢", en: "Your rating is recorded. Thank you" }} />
      </p>
    );
  }
  return (
    <section class="rate">
      <h2>
        <Say of={{ zh: "请评价本次服务", en: "Please rate this service" }} />
      </h2>
      <LevelButtons
        disabled={busy.value}
        onLevel={(level) => void send("/ratings", { caseId: view.caseId, level, channel: "qr" })}
      />
    </section>
  );
}

function Age(props: { live: Live<"ticket">; nowMs: number }): JSX.Element {
  const heard = props.live.heardMs.value;
  const ageMs = heard === null ? null : Math.max(0, props.nowMs - heard);
  if (ageMs === null || freshness(ageMs) === "stopped") {
    return (
      <p class="age age-old" role="status">
        <Say of={{ zh: "暂时收不到更新，请留意大厅屏幕", en: "No updates now: please watch the hall screens" }} />
      </p>
    );
  }
  const seconds = Math.floor(ageMs / 1000);
  return (
    <p class="age">
      {seconds} 秒前更新 · updated {seconds} s ago
    </p>
  );
}

/** The whole page. */
export function TicketApp(props: { live: Live<"ticket">; token: string; nowMs: ReadonlySignal<number> }): JSX.Element {
  const view = props.live.view.value;
  if (view === null) {
    return (
      <main class="ticket ticket-empty">
        <Say
          of={{
            zh: "正在查询您的号码…若一直没有结果，此链接可能已过期，请到咨询台。",
            en: "Looking up your number… If nothing comes, the link may have expired: please ask at the desk.",
          }}
        />
      </main>
    );
  }
  const shown = ticketShown(view);
  return (
    <main class={`ticket ${shown.urgent ? "urgent" : ""}`}>
      <header>
        <Say of={both(view.hall.name)} />
      </header>
      <section class="stub" aria-live="polite">
        <Say class="stub-service inline" of={shown.service} />
        <p class="stub-number">{shown.number}</p>
        <p class="stub-state">
          <Say class="inline" of={shown.state} />
        </p>
        <p class="stub-line">
          <Say of={shown.line} />
        </p>
        {shown.ahead !== null && (
          <p class="stub-fact">
            <Say of={shown.ahead} />
          </p>
        )}
        {shown.estimate !== null && (
          <p class="stub-fact">
            <Say of={shown.estimate} />
          </p>
        )}
        <Age live={props.live} nowMs={props.nowMs.value} />
      </section>
      <Rating shown={shown} view={view} />
      {message.value !== null && (
        <p class="refused" role="alert">
          <Say of={message.value} />
        </p>
      )}
      {shown.mayLeave && (
        <>
          <p class="quiet keep-open">
            <Say of={KEEP_OPEN} />
          </p>
          <Leave token={props.token} />
        </>
      )}
      <p class="quiet issued">{shown.issued} 取号 issued</p>
    </main>
  );
}
