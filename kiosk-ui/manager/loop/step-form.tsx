// The next step of one bad rating or complaint: its words, its choices, and one button.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LoopRow, LoopStepName } from "../../../controller/contract/loop.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Press, Say } from "../../shared/ui/parts.tsx";
import { busy, send } from "./store.ts";
import { APPEAL_WORDS, CALL_WORDS, STEP_WORDS, WAY_WORDS } from "./view.ts";

const CHARS_MAX = 1000;
const PATHS: Readonly<Record<LoopStepName, string>> = {
  ...{ verify: "verify", decide: "decide", "decide-appeal": "appeal", fix: "fix", reply: "reply" },
  ...{ "call-back": "call-back", review: "review" },
};
const ASKS: Readonly<Record<LoopStepName, Both>> = {
  verify: { zh: "核实到的情况", en: "What was found" },
  decide: { zh: "拟办意见", en: "What is to be done" },
  "decide-appeal": { zh: "裁定理由", en: "Why" },
  fix: { zh: "整改情况", en: "What was done" },
  reply: { zh: "给评价人的答复（本人凭小票可见）", en: "The answer; its giver reads it by the ticket" },
  "call-back": { zh: "回访记录", en: "What was said" },
  review: { zh: "复核意见", en: "Reviewer's note" },
};
const NEEDS_WORDS: ReadonlySet<LoopStepName> = new Set(["decide", "decide-appeal", "reply"]);

function Choice<K extends string>(props: {
  name: string;
  of: Readonly<Record<K, Both>>;
  value: K;
  choose: (value: K) => void;
}): JSX.Element {
  return (
    <div class="loop-choices" role="radiogroup">
      {(Object.keys(props.of) as K[]).map((key) => (
        <label key={key} class={`loop-choice ${props.value === key ? "chosen" : ""}`}>
          <input
            type="radio"
            name={props.name}
            value={key}
            checked={props.value === key}
            onChange={() => props.choose(key)}
          />
          <Say class="inline" of={props.of[key]} />
        </label>
      ))}
    </div>
  );
}

const UPHELD = {
  refused: { zh: "不成立，须另行处理", en: "Refused: something else is to be done" },
  ...APPEAL_WORDS,
} as const;

/** Keyed by loop and step, so that words never slip into another step. */
export function StepForm({ row, step }: { row: LoopRow; step: LoopStepName }): JSX.Element {
  const [words, setWords] = useState("");
  const [way, setWay] = useState<keyof typeof WAY_WORDS>("fix_now");
  const [byDate, setByDate] = useState("");
  const [verdict, setVerdict] = useState<keyof typeof UPHELD>("refused");
  const [result, setResult] = useState<keyof typeof CALL_WORDS>("satisfied");
  const statement = words.trim();
  const body = (): object => ({
    ...(statement === "" ? {} : { statement }),
    ...(step === "decide" ? { way, ...(way === "fix_by_date" ? { byDate } : {}) } : {}),
    ...(step === "decide-appeal"
      ? { upheld: verdict !== "refused", ...(verdict === "refused" ? {} : { reason: verdict }) }
      : {}),
    ...(step === "call-back" ? { result } : {}),
  });
  const lacks =
    (NEEDS_WORDS.has(step) && statement === "") || (step === "decide" && way === "fix_by_date" && byDate === "");
  const { appealed: _spent, ...ways } = WAY_WORDS;
  const offered = (row.appealSpent ? ways : WAY_WORDS) as typeof WAY_WORDS;
  return (
    <form class="loop-step" onSubmit={(event) => event.preventDefault()}>
      {step === "decide" && <Choice name={`way-${row.id}`} of={offered} value={way} choose={setWay} />}
      {step === "decide" && way === "fix_by_date" && (
        <label class="loop-field">
          <Say class="inline" of={{ zh: "承诺日期", en: "By" }} />
          <input type="date" value={byDate} onInput={(event) => setByDate(event.currentTarget.value)} />
        </label>
      )}
      {step === "decide-appeal" && <Choice name={`appeal-${row.id}`} of={UPHELD} value={verdict} choose={setVerdict} />}
      {step === "call-back" && <Choice name={`call-${row.id}`} of={CALL_WORDS} value={result} choose={setResult} />}
      <label class="loop-field">
        <Say class="inline" of={ASKS[step]} />
        <textarea
          rows={3}
          maxLength={CHARS_MAX}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </label>
      <Press
        class="primary loop-primary"
        disabled={busy.value || lacks}
        onPress={() => void send(`/loops/${row.id}/${PATHS[step]}`, body())}
      >
        <Say class="inline" of={STEP_WORDS[step]} />
      </Press>
    </form>
  );
}
