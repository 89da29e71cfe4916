// The tests of one device: run one, look, say what came out, follow the advice, test again.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import type { AdviceView, VerdictView } from "../../controller/contract/technician.ts";
import type { DeviceView } from "../../controller/contract/views.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import { type Trouble, troubleOf } from "./api.ts";
import { TroubleLine } from "./bits.tsx";
import { Change } from "./change.ts";
import { ChangePanel } from "./change-panel.tsx";
import { ExpectedPicture, VerdictPicture } from "./pictures.tsx";
import type { TechnicianStore } from "./store.ts";
import { BRIGHTNESS_MAX, testWords, VERDICTS, type Verdict, verdictWords } from "./test-words.ts";

interface Ran {
  /** Each run is a question of its own: what was said of an earlier one does not answer it. */
  readonly n: number;
  readonly test: string;
  readonly running: boolean;
  readonly answer: { readonly ok: boolean; readonly detail: string } | null;
}

const DEFAULT_LEVEL = 8;
const NOTE_CHARS_MAX = 500;

export function Tests(props: { store: TechnicianStore; device: DeviceView }): JSX.Element {
  const { store, device } = props;
  const ran = useSignal<Ran | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  const level = useSignal(DEFAULT_LEVEL);
  const result = useRef<HTMLDivElement>(null);
  const names = store.models.value.find(({ id }) => id === device.model)?.tests ?? ["plain"];
  const run = async (test: string): Promise<void> => {
    const n = (ran.value?.n ?? 0) + 1;
    ran.value = { n, test, running: true, answer: null };
    trouble.value = null;
    const path = `/technician/devices/${encodeURIComponent(device.id)}/test`;
    const answer = await store.post<{ ok: boolean; detail: string }>(path, {
      test,
      ...(test === "brightness" ? { level: level.value } : {}),
    });
    trouble.value = troubleOf(answer);
    ran.value = answer.ok ? { n, test, running: false, answer: answer.value } : null;
    // On a phone the question stands below the fold, and the hands are full.
    result.current?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Panel title={{ zh: "测试", en: "Tests" }} class="tests">
      <ul class="test-list">
        {names.map((test) => {
          const words = testWords(test, device.kind);
          return (
            <li key={test} class={ran.value?.test === test ? "test chosen" : "test"}>
              <ExpectedPicture test={test} kind={device.kind} label={`${words.name.zh} ${words.look.zh}`} />
              <div>
                <Press
                  class="primary test-button"
                  disabled={ran.value?.running === true}
                  onPress={() => void run(test)}
                >
                  <Say of={words.name} />
                </Press>
                {test === "brightness" && <Level level={level.value} onLevel={(value) => (level.value = value)} />}
                <Say class="test-look" of={words.look} />
              </div>
            </li>
          );
        })}
      </ul>
      <div ref={result} class="test-result" aria-live="polite">
        <TroubleLine trouble={trouble.value} />
        {ran.value !== null && (
          <Result key={ran.value.n} store={store} device={device} ran={ran.value} again={(test) => void run(test)} />
        )}
      </div>
    </Panel>
  );
}

function Level(props: { level: number; onLevel: (level: number) => void }): JSX.Element {
  return (
    <label class="level">
      <Say class="inline" of={{ zh: "亮度", en: "level" }} /> <strong>{props.level}</strong>
      <input
        type="range"
        min="0"
        max={BRIGHTNESS_MAX}
        step="1"
        value={props.level}
        onInput={(event) => props.onLevel(Number(event.currentTarget.value))}
      />
    </label>
  );
}

interface ResultProps {
  readonly store: TechnicianStore;
  readonly device: DeviceView;
  readonly ran: Ran;
  readonly again: (test: string) => void;
}

function Result({ store, device, ran, again }: ResultProps): JSX.Element {
  const kept = useSignal<VerdictView | null>(null);
  const steps = useSignal<AdviceView["steps"]>([]);
  const trouble = useSignal<Trouble | null>(null);
  const note = useSignal("");
  const say = async (verdict: Verdict): Promise<void> => {
    kept.value = null;
    const by = store.tester.value.trim();
    const path = `/technician/devices/${encodeURIComponent(device.id)}/verdicts`;
    const answer = await store.post<VerdictView>(path, { test: ran.test, verdict, note: note.value.trim(), by });
    trouble.value = troubleOf(answer);
    if (!answer.ok) return;
    kept.value = answer.value;
    steps.value = [];
    if (verdict === "good") return;
    const advice = await store.post<AdviceView>("/technician/advice", { deviceId: device.id, verdict });
    trouble.value = troubleOf(advice);
    if (advice.ok) steps.value = advice.value.steps;
  };
  if (ran.running || ran.answer === null) {
    return (
      <p class="line line-note">
        <Say class="inline" of={{ zh: "正在测试…", en: "Testing…" }} />
      </p>
    );
  }
  const { ok, detail } = ran.answer;
  return (
    <>
      <p class={`line ${ok ? "line-good" : "line-trouble"}`}>
        <span>
          <span aria-hidden="true">{ok ? "✓ " : "▲ "}</span>
          <Say
            class="inline"
            of={
              ok
                ? { zh: "命令已送达", en: "the device took it" }
                : { zh: "设备没有完成", en: "the device did not do it" }
            }
          />{" "}
          {detail}
        </span>
      </p>
      <Question
        kind={device.kind}
        test={ran.test}
        tester={store.tester.value}
        chosen={kept.value?.verdict ?? null}
        onSay={(verdict) => void say(verdict)}
      />
      <label class="note">
        <Say class="inline" of={{ zh: "备注", en: "Note" }} />
        <input
          type="text"
          maxLength={NOTE_CHARS_MAX}
          value={note.value}
          onInput={(event) => {
            note.value = event.currentTarget.value;
          }}
        />
      </label>
      <TroubleLine trouble={trouble.value} />
      {kept.value !== null && (
        <p class="line line-good" role="status">
          <Say
            class="inline"
            of={{
              zh: `已记录：${verdictWords(kept.value.verdict).words.zh}（${kept.value.by}）`,
              en: `kept: ${verdictWords(kept.value.verdict).words.en}`,
            }}
          />
        </p>
      )}
      {kept.value !== null && <Steps store={store} steps={steps.value} again={() => again(ran.test)} />}
    </>
  );
}

function Question(props: {
  kind: string;
  test: string;
  tester: string;
  chosen: string | null;
  onSay: (verdict: Verdict) => void;
}): JSX.Element {
  const nameless = props.tester.trim() === "";
  return (
    <>
      <h3>
        <Say class="inline" of={{ zh: "出来的是什么？", en: "What came out?" }} />
      </h3>
      {nameless && (
        <p class="line line-note">
          <Say class="inline" of={{ zh: "请先在页首填写测试人", en: "First fill in the tester at the top" }} />
        </p>
      )}
      <div class="verdicts">
        {VERDICTS.map(({ verdict, words }) => (
          <Press
            key={verdict}
            class={`verdict verdict-${verdict}`}
            disabled={nameless}
            pressed={props.chosen === verdict}
            label={`${words.zh} ${words.en}`}
            onPress={() => props.onSay(verdict)}
          >
            <VerdictPicture verdict={verdict} kind={props.kind} label={words.zh} />
            <Say of={words} />
          </Press>
        ))}
      </div>
    </>
  );
}

function Steps(props: { store: TechnicianStore; steps: AdviceView["steps"]; again: () => void }): JSX.Element | null {
  const change = useMemo(() => new Change(props.store), [props.store]);
  if (props.steps.length === 0) return null;
  return (
    <div class="advice">
      <h3>
        <Say class="inline" of={{ zh: "接下来", en: "Next" }} />
      </h3>
      <ol class="steps">
        {props.steps.map((step) => {
          const { edit } = step;
          return (
            <li key={step.zh}>
              <Say of={step} />
              {edit !== null && (
                <Press disabled={change.busy.value} onPress={() => void change.show([edit])}>
                  <Say class="inline" of={{ zh: "试试", en: "Try" }} />
                </Press>
              )}
            </li>
          );
        })}
      </ol>
      <ChangePanel change={change} />
      <Press class={change.applied.value === null ? "" : "primary"} onPress={props.again}>
        <Say class="inline" of={{ zh: "再测一次", en: "Test again" }} />
      </Press>
    </div>
  );
}
