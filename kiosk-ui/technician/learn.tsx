// Teaching an unknown pad or keypad: choose, keep quiet, press each key three times, try it, save it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import { Quiet, TroubleLine } from "./bits.tsx";
import { Bytes } from "./bytes.tsx";
import { LearnFlow, type Stage } from "./learn.ts";
import { Proposal, SaveLearnt } from "./learn-end.tsx";
import * as view from "./learn-view.ts";
import { LinkPicker } from "./link-picker.tsx";
import { chosenLink, type LinkChoice, linkTitle } from "./link-view.ts";
import type { TechnicianStore } from "./store.ts";

const STAGES: readonly (readonly [Stage, string])[] = [
  ["choose", "① 选择 Choose"],
  ["quiet", "② 静听 Quiet"],
  ["press", "③ 逐键 Press"],
  ["proposal", "④ 试按 Try"],
  ["save", "⑤ 保存 Save"],
];
const PROFILE_LINKS = ["serial", "tcp", "hid"];

export function LearnTab(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  const flow = useMemo(() => new LearnFlow(store), [store]);
  // A tab that is left must not keep the line from the hall.
  useEffect(() => () => void flow.leave(), [flow]);
  const stage = flow.stage.value;
  const at = STAGES.findIndex(([each]) => each === stage);
  return (
    <div class="learn">
      <ol class="stages">
        {STAGES.map(([each, words], index) => (
          <li key={each} class={index < at ? "stage-done" : ""} aria-current={index === at ? "step" : undefined}>
            {words}
          </li>
        ))}
      </ol>
      {stage === "choose" && <Choose store={store} flow={flow} />}
      {stage === "quiet" && <QuietStage flow={flow} />}
      {stage === "press" && <PressStage flow={flow} />}
      {stage === "proposal" && <Proposal flow={flow} />}
      {stage === "save" && <SaveLearnt store={store} flow={flow} />}
      {stage !== "choose" && (
        <p class="buttons-row">
          <Press onPress={() => void flow.leave()}>
            <Say class="inline" of={{ zh: "从头再来", en: "Start over" }} />
          </Press>
        </p>
      )}
    </div>
  );
}

function Choose(props: { store: TechnicianStore; flow: LearnFlow }): JSX.Element {
  const { store, flow } = props;
  const kind = useSignal<view.LearnKind>("pad");
  const choice = useSignal<LinkChoice | null>(null);
  const chosen = chosenLink(choice.value, store.config.value?.links ?? []);
  return (
    <Panel title={{ zh: "教系统认识一台没有驱动的设备", en: "Teach a device that has no driver" }}>
      <div class="buttons-row">
        <Press pressed={kind.value === "pad"} class="choice" onPress={() => (kind.value = "pad")}>
          <Say of={{ zh: "评价器", en: "rating pad" }} />
        </Press>
        <Press pressed={kind.value === "keypad"} class="choice" onPress={() => (kind.value = "keypad")}>
          <Say of={{ zh: "呼叫器", en: "keypad" }} />
        </Press>
      </div>
      <LinkPicker
        id="learn"
        store={store}
        types={PROFILE_LINKS}
        choice={choice.value}
        onChoose={(next) => {
          choice.value = next;
        }}
      />
      <Quiet
        of={{
          zh: "速率不知道时先用 9600；收到的字节全乱时回到这里换一个",
          en: "If you do not know the speed begin with 9600; come back for another when bytes make no sense",
        }}
      />
      <Press
        class="primary"
        disabled={chosen.link === null}
        onPress={() => {
          if (chosen.link !== null) flow.begin(kind.value, { link: chosen.link, isNew: chosen.isNew });
        }}
      >
        <Say class="inline" of={{ zh: "开始监听", en: "Begin to listen" }} />
      </Press>
    </Panel>
  );
}

const lineWords = (flow: LearnFlow): string => (flow.link.value === null ? "" : linkTitle(flow.link.value.link));

function QuietStage(props: { flow: LearnFlow }): JSX.Element {
  const { flow } = props;
  return (
    <section class="panel ask" aria-live="polite">
      <p class="ask-words">
        <span aria-hidden="true">✋ </span>
        <Say class="inline" of={{ zh: "先不要按键", en: "Press nothing yet" }} />
      </p>
      <Quiet of={{ zh: "听两秒线路自己有没有声音…", en: "Two seconds of what the line says by itself…" }} />
      <p class="quiet">{lineWords(flow)}</p>
      <TroubleLine trouble={flow.trouble.value} onRetry={() => void flow.quiet()} />
    </section>
  );
}

function PressStage(props: { flow: LearnFlow }): JSX.Element {
  const { flow } = props;
  const lesson = flow.lesson.value;
  const done = view.finished(lesson);
  return (
    <>
      <section class="panel ask" aria-live="assertive">
        {lesson.quiet.length > 0 && <NoisyLine flow={flow} hex={lesson.quiet[0] ?? ""} />}
        <p class="ask-words">
          <span aria-hidden="true">{done ? "✓ " : "☝ "}</span>
          <Say class="inline" of={view.askWords(lesson)} />
        </p>
        <p class="listen-state">
          {flow.listening.value && !done && <span class="pulse" aria-hidden="true" />}
          <Say class="inline" of={listenWords(flow, done)} />
        </p>
        <TroubleLine trouble={flow.trouble.value} onRetry={() => void flow.presses()} />
        <div class="buttons-row">
          {!flow.listening.value && !done && flow.trouble.value === null && (
            <Press class="primary" onPress={() => void flow.presses()}>
              <Say class="inline" of={{ zh: "开始听", en: "Listen" }} />
            </Press>
          )}
          <Press onPress={() => flow.undo()}>
            <Say class="inline" of={{ zh: "退回一次", en: "Take one back" }} />
          </Press>
          <Press disabled={done} onPress={() => flow.skip()}>
            <Say class="inline" of={{ zh: "没有这个键", en: "No such key" }} />
          </Press>
          <Press class={done ? "primary" : ""} disabled={!view.enough(lesson)} onPress={() => void flow.propose()}>
            <Say class="inline" of={{ zh: "够了，分析", en: "Enough: work it out" }} />
          </Press>
        </div>
        {!view.enough(lesson) && (
          <Quiet of={{ zh: `至少要教会 ${view.KEYS_MIN} 个键`, en: `at least ${view.KEYS_MIN} keys are needed` }} />
        )}
      </section>
      <KeyList flow={flow} />
    </>
  );
}

function listenWords(flow: LearnFlow, done: boolean): { zh: string; en: string } {
  if (done) return { zh: "可以分析了", en: "ready to be worked out" };
  if (!flow.listening.value) return { zh: "现在没有在听", en: "not listening now" };
  if (flow.silences.value === 0) {
    return { zh: "正在听…按一下，等圆点变实再按下一次", en: "listening… press once and wait until a dot fills" };
  }
  return {
    zh: `还没有收到任何字节（${flow.silences.value * 10} 秒），检查电源、A/B 线与速率`,
    en: `nothing for ${flow.silences.value * 10} s: check power, A/B and speed`,
  };
}

function NoisyLine(props: { flow: LearnFlow; hex: string }): JSX.Element {
  return (
    <div class="line line-note">
      <span>
        <Say
          class="inline"
          of={{
            zh: "没人按键时线路也有字节（分析时会扣除）：",
            en: "the line talks by itself; this is taken into account:",
          }}
        />{" "}
        <code>{props.hex.slice(0, 96)}</code>
      </span>
      <Press onPress={() => void props.flow.quiet()}>
        <Say class="inline" of={{ zh: "重听", en: "Again" }} />
      </Press>
    </div>
  );
}

function KeyList(props: { flow: LearnFlow }): JSX.Element {
  const { flow } = props;
  const lesson = flow.lesson.value;
  const reference = lesson.keys.find(({ samples }) => samples.length > 0)?.samples[0] ?? "";
  return (
    <ol class="lesson">
      {lesson.keys.map((key, at) => {
        const doubt = view.doubt(lesson, at);
        return (
          <li key={key.means} class={`lesson-key ${at === lesson.at ? "now" : ""} ${key.skipped ? "skipped" : ""}`}>
            <span class="lesson-count">
              {key.skipped
                ? "—"
                : `${"●".repeat(key.samples.length)}${"○".repeat(Math.max(0, view.PRESSES - key.samples.length))}`}
            </span>
            <Say class="inline" of={key.words} />
            {(key.samples.length > 0 || key.skipped) && (
              <Press onPress={() => flow.redo(at)}>
                <Say class="inline" of={{ zh: "重按", en: "Redo" }} />
              </Press>
            )}
            {key.samples.map((hex, nth) => (
              <Bytes key={nth} hex={hex} reference={reference} />
            ))}
            {doubt !== null && (
              <p class="fault">
                <span aria-hidden="true">▲ </span>
                <Say class="inline" of={doubt} />
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}
