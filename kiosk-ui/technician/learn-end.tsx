// The end of a lesson: the proposed profile in words, a trial of it, and the device saved with it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { ConfigEdit } from "../../controller/contract/technician.ts";
import { both } from "../shared/i18n/both.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import { Quiet, TroubleLine } from "./bits.tsx";
import { Bytes } from "./bytes.tsx";
import { Change } from "./change.ts";
import { ChangePanel } from "./change-panel.tsx";
import type { Check, LearnFlow } from "./learn.ts";
import { meaningWords, profileLines } from "./learn-view.ts";
import type { TechnicianStore } from "./store.ts";
import { freeId, hashOf } from "./view.ts";

export function Proposal(props: { flow: LearnFlow }): JSX.Element | null {
  const { flow } = props;
  const proposal = flow.proposal.value;
  if (proposal === null) return null;
  if (!proposal.ok) {
    return (
      <Panel title={{ zh: "还看不出规律", en: "No pattern found yet" }}>
        <p class="line line-trouble" role="alert">
          {proposal.why}
        </p>
        <Press
          class="primary"
          onPress={() => {
            flow.stage.value = "press";
          }}
        >
          <Say class="inline" of={{ zh: "回去重按", en: "Back to the presses" }} />
        </Press>
      </Panel>
    );
  }
  const { kind } = flow.lesson.value;
  return (
    <>
      <Panel title={{ zh: "找到的规律", en: "What was found" }}>
        <ul class="profile">
          {profileLines(kind, proposal.settings).map((line) => (
            <li key={line.zh}>
              <Say class="inline" of={line} />
            </li>
          ))}
        </ul>
        <ul class="confidence">
          {proposal.confidence.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Panel>
      <Trial flow={flow} />
    </>
  );
}

function Trial(props: { flow: LearnFlow }): JSX.Element {
  const { flow } = props;
  const { kind } = flow.lesson.value;
  const newest = flow.checks.value[flow.checks.value.length - 1];
  return (
    <section class="panel ask" aria-live="assertive">
      <p class="ask-words">
        <Say class="inline" of={{ zh: "试一试：随便按一个键", en: "Try it: press any key" }} />
      </p>
      <p class="listen-state">
        {flow.listening.value && <span class="pulse" aria-hidden="true" />}
        <Say
          class="inline"
          of={flow.listening.value ? { zh: "正在听…", en: "listening…" } : { zh: "现在没有在听", en: "not listening" }}
        />
      </p>
      <TroubleLine trouble={flow.trouble.value} onRetry={() => void flow.check()} />
      {!flow.listening.value && flow.trouble.value === null && (
        <Press onPress={() => void flow.check()}>
          <Say class="inline" of={{ zh: "再听", en: "Listen again" }} />
        </Press>
      )}
      {newest !== undefined && <Understood kind={kind} check={newest} onJudge={(right) => flow.judged(right)} />}
      <div class="buttons-row">
        <Press class="primary" disabled={!flow.confirmed} onPress={() => void flow.toSave()}>
          <Say class="inline" of={{ zh: "保存为设备", en: "Save as a device" }} />
        </Press>
        <Press
          onPress={() => {
            flow.stop();
            flow.stage.value = "press";
          }}
        >
          <Say class="inline" of={{ zh: "回去重按", en: "Back to the presses" }} />
        </Press>
      </div>
      {!flow.confirmed && (
        <Quiet of={{ zh: "至少有一次按键认对，才能保存", en: "one press must be understood rightly first" }} />
      )}
    </section>
  );
}

function Understood(props: { kind: "pad" | "keypad"; check: Check; onJudge: (right: boolean) => void }): JSX.Element {
  const { heard, hex, garbageBytes, right } = props.check;
  // A device that waits for an acknowledgement says one press several times.
  const words = [...new Set(heard)].map((means) => meaningWords(props.kind, means));
  return (
    <div class="understood">
      <p class="understood-words">
        {words.length === 0 ? (
          <Say class="inline" of={{ zh: "没认出来", en: "not understood" }} />
        ) : (
          <Say
            class="inline"
            of={{ zh: words.map(({ zh }) => zh).join("、"), en: words.map(({ en }) => en).join(", ") }}
          />
        )}
      </p>
      <Bytes hex={hex} reference="" />
      {garbageBytes > 0 && (
        <Quiet of={{ zh: `另有 ${garbageBytes} 字节不认识`, en: `${garbageBytes} further bytes not understood` }} />
      )}
      {words.length > 0 && (
        <div class="buttons-row">
          <Press class="choice" pressed={right === true} onPress={() => props.onJudge(true)}>
            ✓ <Say class="inline" of={{ zh: "对，按的就是它", en: "Right" }} />
          </Press>
          <Press class="choice" pressed={right === false} onPress={() => props.onJudge(false)}>
            ✕ <Say class="inline" of={{ zh: "不对", en: "Wrong" }} />
          </Press>
        </div>
      )}
    </div>
  );
}

export function SaveLearnt(props: { store: TechnicianStore; flow: LearnFlow }): JSX.Element {
  const { store, flow } = props;
  const { kind } = flow.lesson.value;
  const taken = (store.config.value?.devices ?? []).map(({ id }) => String(id));
  const id = useSignal(freeId(kind, taken));
  const windowId = useSignal("");
  const change = useMemo(() => new Change(store), [store]);
  const preview = (): void => {
    const { link, isNew } = flow.link.value ?? { link: {}, isNew: false };
    const device = {
      id: id.value.trim(),
      model: `${kind}/profile`,
      link: link.id,
      ...(windowId.value === "" ? {} : { window: windowId.value }),
      settings: flow.proposal.value?.settings ?? {},
    };
    const edits: ConfigEdit[] = [{ op: "set-device", device }];
    if (isNew) edits.unshift({ op: "set-link", link });
    void change.show(edits);
  };
  return (
    <Panel title={{ zh: "保存为设备", en: "Save as a device" }}>
      <div class="form">
        <div class="field">
          <label for="learnt-id">
            <strong>id</strong>
          </label>
          <input
            id="learnt-id"
            type="text"
            maxLength={64}
            value={id.value}
            onInput={(event) => {
              id.value = event.currentTarget.value;
            }}
          />
        </div>
        <div class="field">
          <label for="learnt-window">
            <Say class="inline" of={{ zh: "窗口", en: "Window" }} />
          </label>
          <select
            id="learnt-window"
            value={windowId.value}
            onChange={(event) => {
              windowId.value = event.currentTarget.value;
            }}
          >
            <option value="">— 不在窗口 none</option>
            {(store.config.value?.windows ?? []).map((window) => (
              <option key={window.id} value={window.id}>
                {both(window.name).zh} {both(window.name).en}
              </option>
            ))}
          </select>
        </div>
      </div>
      <Press disabled={id.value.trim() === "" || change.busy.value} onPress={preview}>
        <Say class="inline" of={{ zh: "预览", en: "Preview" }} />
      </Press>
      <ChangePanel
        change={change}
        done={
          <a class="press primary" href={hashOf("devices", id.value.trim())}>
            <Say class="inline" of={{ zh: "去测试这台设备", en: "Test this device" }} />
          </a>
        }
      />
    </Panel>
  );
}
