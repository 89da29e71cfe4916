// Every device with its state, and a button that makes it prove itself.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { ManagerView } from "../../controller/contract/views.ts";
import { newKey, post } from "../shared/api.ts";
import type { Both } from "../shared/i18n/both.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";
import { DEVICE_KINDS, DEVICE_STATES } from "../shared/i18n/states.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
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

/** Troubled devices on top. */
export function Devices(props: { view: ManagerView }): JSX.Element {
  return (
    <Panel title={{ zh: "设备", en: "Devices" }} class="devices">
      <ul class="plain-rows">
        {devicesShown(props.view.devices).map((device) => {
          const state = tests.value.get(device.id);
          return (
            <li key={device.id} class={device.state === "online" ? "" : "attention"}>
              <span class={`device-state state-${device.state}`}>
                <Say of={DEVICE_STATES[device.state]} />
              </span>
              <span class="device-what">
                <strong>
                  <a href={`/technician#devices/${encodeURIComponent(device.id)}`}>{device.id}</a>
                </strong>{" "}
                {(DEVICE_KINDS[device.kind] ?? { zh: device.kind }).zh} {windowName(props.view, device.windowId)}
                <small>{state?.words ? `${state.words.zh} ${state.words.en}` : device.detail}</small>
              </span>
              <Press
                disabled={state?.running ?? false}
                label={`测试 ${device.id} Test`}
                onPress={() => void test(device.id)}
              >
                {state?.running ? "测试中…" : "测试 Test"}
              </Press>
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
