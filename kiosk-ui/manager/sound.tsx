// Announcements: each zone with its voices, a test button, and the calls that did not get through everywhere.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { SoundOverview, SoundTestAnswer, SoundZoneView } from "../../controller/contract/sound.ts";
import type { ManagerView } from "../../controller/contract/views.ts";
import { newKey, post } from "../shared/api.ts";
import { clockOf } from "../shared/format.ts";
import { type Both, both } from "../shared/i18n/both.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import { checkWords, sinkWords, troubledCalls, zoneShown } from "./sound-view.ts";

const tests = signal<ReadonlyMap<string, Both | "running">>(new Map());
/** The service answers when the sentence was said, or after half a minute. */
const TEST_MS_MAX = 40_000;
const TROUBLES_MAX = 5;

async function test(zoneId: string): Promise<void> {
  const note = (state: Both | "running") => {
    tests.value = new Map([...tests.value, [zoneId, state]]);
  };
  note("running");
  const path = `/sound/${encodeURIComponent(zoneId)}/test`;
  const answer = await post<SoundTestAnswer>(path, {}, { key: newKey(), giveUpMs: TEST_MS_MAX });
  if (!answer.ok) return note(refusalWords(answer.code));
  const { ok, detail } = answer.value;
  note(ok ? { zh: "测试已播出，请现场确认", en: "said: was it heard?" } : { zh: `未播出：${detail}`, en: "not said" });
}

function Zone(props: { zone: SoundZoneView }): JSX.Element {
  const { zone } = props;
  const { words, needsAttention } = zoneShown(zone);
  const check = checkWords(zone);
  const state = tests.value.get(zone.id);
  return (
    <li class={needsAttention || zone.check?.ok === false ? "attention" : ""}>
      <span class="device-what">
        <strong>{both(zone.name).zh}</strong> <Say class="inline" of={words} />
        <small>
          {zone.sinks.map((sink) => sinkWords(sink).zh).join(" · ")}
          {check !== null && ` · ${check.zh}`}
        </small>
        {state !== undefined && state !== "running" && (
          <small>
            {state.zh} {state.en}
          </small>
        )}
      </span>
      <Press disabled={state === "running"} label={`测试播报 ${zone.id} Test`} onPress={() => void test(zone.id)}>
        {state === "running" ? "播报中…" : "测试 Test"}
      </Press>
    </li>
  );
}

function PackLine(props: { pack: SoundOverview["pack"] }): JSX.Element | null {
  const { state, detail } = props.pack;
  return state === "ok" ? null : <p class="quiet">{detail || "语音包不完整 the voice pack is not complete"}</p>;
}

/** Nothing at all for a hall without announcements. */
export function Sound(props: { view: ManagerView }): JSX.Element | null {
  const { sound } = props.view;
  if (sound === null) return null;
  return (
    <Panel title={{ zh: "语音播报", en: "Announcements" }} class="sound-panel">
      <ul class="plain-rows">
        {sound.zones.map((zone) => (
          <Zone key={zone.id} zone={zone} />
        ))}
        {troubledCalls(sound.deliveries, TROUBLES_MAX).map((delivery) => (
          <li key={delivery.id}>
            <span class="row-time">{clockOf(delivery.at)}</span>
            <strong>{delivery.number}</strong>
            <span>{delivery.trouble.map((trouble) => both(trouble).zh).join("；")}</span>
          </li>
        ))}
      </ul>
      <PackLine pack={sound.pack} />
    </Panel>
  );
}
