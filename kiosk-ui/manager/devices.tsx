// Every device with its state, and a button that makes it prove itself.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { ManagerView } from "../../controller/contract/views.ts";
import { newKey, post } from "../shared/api.ts";
import type { Both } from "../shared/i18n/both.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";
import { DEVICE_KINDS, DEVICE_STATES } from "../shared/i18n/states.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import { act } from "./act.ts";
import { devicesShown, windowName } from "./view.ts";

type TestState = { readonly running: boolean; readonly words: Both | null };

const tests = signal<ReadonlyMap<string, TestState>>(new Map());
const TEST_MS_MAX = 12_000;

const note = (id: string, state: TestState): void => {
  tests.value = new Map([...tests.value, [id, state]]);
};

async function test(id: string): Promise<void> {
  note(id, { running: true, words: null });
  const path = `/devices/${encodeURIComponent(id)}/test`;
  const answer = await post<{ ok: boolean; detail: string }>(path, {}, { key: newKey(), giveUpMs: TEST_MS_MAX });
  if (!answer.ok) return note(id, { running: false, words: refusalWords(answer.code) });
  const { ok, detail } = answer.value;
  const words = ok ? { zh: "测试通过", en: "test passed" } : { zh: `测试未通过：${detail}`, en: "test failed" };
  note(id, { running: false, words });
}

/** Known to be away: no alarms for it until it is back. */
function Service(props: { id: string; out: boolean }): JSX.Element {
  const { id, out } = props;
  const at = `/actions/devices/${encodeURIComponent(id)}`;
  const taken = { zh: `${id} 已停用，不再告警`, en: "out of service: no alarms for it" };
  const back = { zh: `${id} 恢复使用`, en: "back in service" };
  const [path, done] = out ? ["back-in-service", back] : ["out-of-service", taken];
  const [undoPath, undone] = out ? ["out-of-service", taken] : ["back-in-service", back];
  const undo = { path: `${at}/${undoPath}`, done: undone };
  return (
    <Press
      label={out ? `恢复使用 ${id} Back` : `停用 ${id} Out of service`}
      onPress={() => void act({ path: `${at}/${path}`, done, undo })}
    >
      {out ? "恢复 Back" : "停用 Out"}
    </Press>
  );
}

/** Troubled devices on top. */
export function Devices(props: { view: ManagerView }): JSX.Element {
  return (
    <Panel title={{ zh: "设备", en: "Devices" }} class="devices">
      <ul class="plain-rows">
        {devicesShown(props.view.devices).map((device) => {
          const state = tests.value.get(device.id);
          const out = props.view.floor.outOfService.some(({ deviceId }) => deviceId === device.id);
          return (
            <li key={device.id} class={device.state === "online" || out ? "" : "attention"}>
              <span class={`device-state state-${device.state}`}>
                <Say of={DEVICE_STATES[device.state]} />
              </span>
              <span class="device-what">
                <strong>
                  <a href={`/technician#devices/${encodeURIComponent(device.id)}`}>{device.id}</a>
                </strong>{" "}
                {(DEVICE_KINDS[device.kind] ?? { zh: device.kind }).zh} {windowName(props.view, device.windowId)}
                {out && <span class="device-out">■ 已停用 out of service</span>}
                <small>{state?.words ? `${state.words.zh} ${state.words.en}` : device.detail}</small>
              </span>
              <Press
                disabled={state?.running ?? false}
                label={`测试 ${device.id} Test`}
                onPress={() => void test(device.id)}
              >
                {state?.running ? "测试中…" : "测试 Test"}
              </Press>
              <Service id={device.id} out={out} />
            </li>
          );
        })}
      </ul>
      <p class="to-technician">
        <a href="/technician">
          <Say class="inline" of={{ zh: "测试、更换与调试", en: "Test, replace, set up" }} />
        </a>
      </p>
    </Panel>
  );
}
