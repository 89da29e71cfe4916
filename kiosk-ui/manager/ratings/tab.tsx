// Today's ratings: three figures side by side, each with n and range; signs to look at; every rating as it came.
import "./ratings.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type {
  RatingFiguresView,
  RatingsTodayView,
  ShareView,
  SignalView,
} from "../../../controller/contract/ratings.ts";
import { get, newKey, post } from "../../shared/api.ts";
import { clockOf } from "../../shared/format.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { LEVELS } from "../../shared/i18n/states.ts";
import { useLooking } from "../../shared/ui/looking.ts";
import { Panel, Press, Say, Trouble } from "../../shared/ui/parts.tsx";
import { type Column, Table } from "../../shared/ui/table.tsx";
import {
  CHANNEL_NAMES,
  FLAG_NAMES,
  ground,
  madeUpOf,
  ORIGIN_NAMES,
  openSignals,
  percent,
  SIGNAL_NAMES,
  threeTiles,
  type WindowRow,
} from "./view.ts";

const LOOK_MS = 10_000;
const CHECK_MS_MAX = 10_000;

function Figures(props: { figures: RatingFiguresView; acceptance: RatingsTodayView["acceptance"] }): JSX.Element {
  const { figures, acceptance } = props;
  return (
    <section>
      <div class="rating-tiles">
        {threeTiles(figures).map(({ name, hint, share }) => (
          <article key={name.en} class="rating-tile">
            <h3>
              <Say class="inline" of={name} />
            </h3>
            <p class="rating-share">{percent(share.share)}</p>
            <p class="rating-ground">{ground(share)}</p>
            <p class="rating-hint">
              <Say of={hint} />
            </p>
          </article>
        ))}
      </div>
      <dl class="rating-facts">
        <div>
          <dt>
            <Say class="inline" of={{ zh: "主动好评率", en: "Good, active" }} />
          </dt>
          <dd>
            {percent(figures.good.share)} <small>{ground(figures.good)}</small>
          </dd>
        </div>
        <div>
          <dt>
            <Say class="inline" of={{ zh: "好评率（含默认）", en: "Good, with defaults" }} />
          </dt>
          <dd>
            {percent(figures.goodWithDefaults.share)} <small>{ground(figures.goodWithDefaults)}</small>
          </dd>
        </div>
        <div>
          <dt>
            <Say class="inline" of={{ zh: "未评率", en: "Unrated" }} />
          </dt>
          <dd>
            {percent(figures.unrated.share)}{" "}
            <small>默认计为已评 with defaults as rated {percent(figures.unratedCountingDefaults.share)}</small>
          </dd>
        </div>
        {acceptance.n > 0 && (
          <div>
            <dt>
              <Say class="inline" of={{ zh: "受理环节好评率", en: "Good at acceptance" }} />
            </dt>
            <dd>
              {percent(acceptance.good.share)} <small>{ground(acceptance.good)}</small>
            </dd>
          </div>
        )}
      </dl>
      <p class="rating-made">
        <Say of={madeUpOf(figures)} />
      </p>
    </section>
  );
}

function Sign(props: { sign: SignalView; check: (verdict: string) => void; busy: boolean }): JSX.Element {
  const { sign, check, busy } = props;
  const { kind, windowId, why, strength, checked, count, lastAt } = sign;
  const words: Both = { zh: why["zh-CN"] ?? "", en: why.en ?? "" };
  return (
    <li class={`rating-sign ${strength === "strong" ? "is-grave" : ""} ${checked === null ? "open" : "seen"}`}>
      <p class="rating-sign-name">
        <b>{windowId}</b> <Say class="inline" of={SIGNAL_NAMES[kind] ?? { zh: kind, en: "" }} />
        <small>
          {count} · {clockOf(lastAt)}
        </small>
      </p>
      <p>
        <Say of={words} />
      </p>
      {checked === null ? (
        <p class="rating-sign-do">
          <Press disabled={busy} onPress={() => check("ordinary")}>
            <Say class="inline" of={{ zh: "已核查，正常", en: "Looked at: ordinary" }} />
          </Press>
          <Press disabled={busy} onPress={() => check("followed-up")}>
            <Say class="inline" of={{ zh: "已核查，跟进中", en: "Looked at: following up" }} />
          </Press>
        </p>
      ) : (
        <p class="rating-sign-seen">
          {clockOf(checked.at)} {checked.by}{" "}
          <Say
            class="inline"
            of={
              checked.verdict === "ordinary"
                ? { zh: "核查：正常", en: "ordinary" }
                : { zh: "跟进中", en: "following up" }
            }
          />
        </p>
      )}
    </li>
  );
}

const WINDOW_COLUMNS: readonly Column<WindowRow>[] = [
  { name: { zh: "窗口", en: "Window" }, cell: ({ windowId }) => windowId },
  { name: { zh: "办结", en: "Finished" }, cell: ({ finished }) => finished },
  { name: { zh: "主动评价率", en: "Active" }, cell: ({ active }) => <Share of={active} /> },
  { name: { zh: "好评率", en: "Good" }, cell: ({ good }) => <Share of={good} /> },
  {
    name: { zh: "平均", en: "Mean" },
    cell: ({ average, tooFew }) => (
      <>
        {average ?? "–"} {tooFew && <small>评价数少，不比较 too few to compare</small>}
      </>
    ),
  },
];

const RATING_COLUMNS: readonly Column<RatingsTodayView["ratings"][number]>[] = [
  { name: { zh: "时间", en: "Time" }, cell: ({ at }) => clockOf(at) },
  { name: { zh: "号码", en: "Number" }, cell: ({ number }) => number },
  { name: { zh: "窗口", en: "Window" }, cell: ({ windowId }) => windowId },
  {
    name: { zh: "评价", en: "Rating" },
    cell: ({ level, stage, reasonWords, flags }) => (
      <>
        <b>{level}</b> {LEVELS.find((one) => one.level === level)?.words.zh}
        {flags.map((flag) => (
          <span key={flag} class="rating-flag">
            <Say class="inline" of={FLAG_NAMES[flag] ?? { zh: flag, en: "" }} />
          </span>
        ))}
        {stage === 1 && <small>受理 acceptance</small>}
        {reasonWords.length > 0 && <small>{reasonWords.map((words) => words["zh-CN"]).join(" · ")}</small>}
      </>
    ),
  },
  {
    name: { zh: "渠道", en: "Channel" },
    cell: ({ channel }) => <Say class="inline" of={CHANNEL_NAMES[channel] ?? { zh: channel, en: "" }} />,
  },
  {
    name: { zh: "来源", en: "Origin" },
    cell: ({ origin }) => <Say class="inline" of={ORIGIN_NAMES[origin] ?? { zh: origin, en: "" }} />,
  },
];

function Share(props: { of: ShareView }): JSX.Element {
  return (
    <>
      {percent(props.of.share)} <small>{ground(props.of)}</small>
    </>
  );
}

/** 评价. */
export function RatingsTab(): JSX.Element {
  const [today, setToday] = useState<RatingsTodayView | null>(null);
  const [signs, setSigns] = useState<readonly SignalView[]>([]);
  const [trouble, setTrouble] = useState<Both | null>(null);
  const [busy, setBusy] = useState(false);
  const look = useLooking(
    LOOK_MS,
    () => Promise.all([get<RatingsTodayView>("/ratings/today"), get<SignalView[]>("/ratings/signals")]),
    ([figures, found]) => {
      if (figures.ok) setToday(figures.value);
      if (found.ok) setSigns(found.value);
      setTrouble(figures.ok ? null : refusalWords(figures.code));
    },
  );
  const check = async (signalId: string, verdict: string) => {
    setBusy(true);
    const body = { signalId, verdict };
    const answer = await post("/ratings/signals/check", body, { key: newKey(), giveUpMs: CHECK_MS_MAX });
    setBusy(false);
    if (answer.ok) void look();
    else setTrouble(refusalWords(answer.code));
  };
  if (today === null) {
    return (
      <p class="quiet" role="status">
        <Say of={trouble ?? { zh: "正在读取…", en: "reading…" }} />
      </p>
    );
  }
  return (
    <div class="ratings-tab">
      <Trouble of={trouble} />
      <Panel title={{ zh: `今日评价 · 办结 ${today.figures.finished} 件`, en: "Today's ratings" }}>
        <Figures figures={today.figures} acceptance={today.acceptance} />
        {today.withoutCall > 0 && (
          <p>
            <Say
              of={{
                zh: `另有未叫号评价 ${today.withoutCall} 次，单独记录，不计入以上数字`,
                en: `${today.withoutCall} ratings without a call, recorded apart and not counted above`,
              }}
            />
          </p>
        )}
      </Panel>
      <Panel title={{ zh: `待核查提示 ${openSignals(signs)}`, en: "Signs to look at" }}>
        <p class="quiet">
          <Say
            of={{
              zh: "只供人工核查：不删除评价，也不自动产生后果",
              en: "for people to look at: no rating is deleted, and nothing follows by itself",
            }}
          />
        </p>
        {signs.length === 0 ? (
          <p>
            <Say of={{ zh: "今日没有异常提示", en: "nothing odd today" }} />
          </p>
        ) : (
          <ul class="rating-signs">
            {signs.map((sign) => (
              <Sign key={sign.id} sign={sign} busy={busy} check={(verdict) => void check(sign.id, verdict)} />
            ))}
          </ul>
        )}
      </Panel>
      <Panel title={{ zh: "各窗口", en: "Windows" }}>
        <Table
          name={{ zh: "各窗口", en: "Windows" }}
          columns={WINDOW_COLUMNS}
          rows={today.windows}
          keyOf={({ windowId }) => windowId}
        />
      </Panel>
      <Panel title={{ zh: "今日记录", en: "Records of today" }}>
        <Table
          name={{ zh: "今日记录", en: "Records of today" }}
          columns={RATING_COLUMNS}
          rows={today.ratings}
          keyOf={({ caseId, stage }) => `${caseId}-${stage}`}
          rowClass={({ level }) => (level <= 2 ? "bad" : "")}
        />
      </Panel>
    </div>
  );
}
