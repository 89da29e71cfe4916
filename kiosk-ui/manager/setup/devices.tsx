// Devices of the first run: one test for each, with what the device answered, and what a person saw of it.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { SetupDeviceView, SetupView } from "../../../controller/contract/setup.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import type { SetupStore, Trial } from "./store.ts";
import { DEVICE_STATES, devicesOf, KIND_WORDS, KINDS } from "./view.ts";

const LOOK_MS = 3_000;
/** More of a kind are tried on the technician's page. */
const SHOWN_MAX = 12;

export function Devices({ store, view }: { store: SetupStore; view: SetupView }): JSX.Element {
  useEffect(() => {
    const timer = window.setInterval(() => void store.load(), LOOK_MS);
    return () => window.clearInterval(timer);
  }, [store]);
  const kinds = KINDS.filter((kind) => devicesOf(view, kind).length > 0);
  return (
    <>
      <p class="set-help">
        每种设备至少试一台。添加、更换和详细调试在<a href="/technician#add">设备与调试</a>页。 Try at least one of each
        kind. Adding and adjusting: <a href="/technician#add">technician&apos;s page</a>.
      </p>
      {kinds.length === 0 && (
        <Panel title={{ zh: "还没有设备", en: "No devices yet" }}>
          <a class="press primary" href="/technician#add">
            添加设备 Add a device
          </a>
        </Panel>
      )}
      {kinds.map((kind) => {
        const devices = devicesOf(view, kind);
        const isTried = devices.some(({ verdict }) => verdict?.verdict === "good");
        return (
          <Panel key={kind} title={KIND_WORDS[kind].name}>
            <ul class="setup-devices">
              {devices.slice(0, SHOWN_MAX).map((device, i) => (
                <Device key={device.id} {...{ store, device, kind }} isNext={i === 0 && !isTried} />
              ))}
            </ul>
            {devices.length > SHOWN_MAX && (
              <p class="set-help">
                另有 {devices.length - SHOWN_MAX} 台 more: <a href="/technician#devices">设备与调试 Technician</a>
              </p>
            )}
          </Panel>
        );
      })}
    </>
  );
}

interface DeviceProps {
  readonly store: SetupStore;
  readonly device: SetupDeviceView;
  readonly kind: (typeof KINDS)[number];
  /** The one to try now. */
  readonly isNext: boolean;
}

function Device({ store, device, kind, isNext }: DeviceProps): JSX.Element {
  const { id, windowId, state, detail, verdict } = device;
  const words = KIND_WORDS[kind];
  const isPressed = kind === "keypad" || kind === "pad";
  const trial = store.trial.value?.deviceId === id ? store.trial.value : null;
  const isBusy = trial?.state === "running" || trial?.state === "listening";
  return (
    <li data-device={id}>
      <div class="setup-device">
        <span class="set-who">
          <b>{windowId === null ? id : `${windowId} 号窗口`}</b> <code>{id}</code>
        </span>
        <span class={`setup-state setup-${state}`}>
          {state === "online" ? "●" : "✗"} {DEVICE_STATES[state].zh} {DEVICE_STATES[state].en}
          {state !== "online" && detail !== "" && `：${detail}`}
        </span>
        {verdict !== null && (
          <span class={verdict.verdict === "good" ? "setup-good" : "setup-bad"}>
            {verdict.verdict === "good" ? "✓ 试过，正常 tried, fine" : "✗ 试过，不正常 tried, not fine"}
          </span>
        )}
        <Press
          class={isNext ? "primary" : ""}
          label={`${words.act.zh} ${words.act.en} ${id}`}
          disabled={isBusy}
          onPress={() => void (isPressed ? store.listen(id) : store.test(id))}
        >
          {words.act.zh} {words.act.en}
        </Press>
      </div>
      <div role="status">{trial !== null && <Result store={store} trial={trial} look={words.look} />}</div>
    </li>
  );
}

function Result(props: { store: SetupStore; trial: Trial; look: { zh: string; en: string } }): JSX.Element {
  const { store, trial, look } = props;
  if (trial.state === "running") return <Say of={{ zh: "正在发送…", en: "Sending…" }} />;
  if (trial.state === "listening")
    return (
      <p class="setup-listening">
        <Say of={{ zh: `正在等：${look.zh}（一分钟）`, en: `Waiting: ${look.en} (one minute)` }} />
      </p>
    );
  if (trial.state === "pressed")
    return (
      <p class="set-done">
        <Say of={{ zh: `✓ 收到按键 ${trial.detail}，正常`, en: "the press came through" }} />
      </p>
    );
  if (trial.state === "failed")
    return (
      <p class="set-trouble">
        <Say
          of={{
            zh: `✗ 没有成功：${trial.detail === "" ? "设备没有应答" : trial.detail}。请查电源、接线和地址，再试一次`,
            en: "It did not work. Check power, cable and address, then try again",
          }}
        />{" "}
        <a href={`/technician#devices/${encodeURIComponent(trial.deviceId)}`}>调试 technician</a>
      </p>
    );
  return (
    <div class="setup-asked">
      <Say of={{ zh: `设备已应答。看到了吗：${look.zh}？`, en: `The device answered. Did it happen: ${look.en}?` }} />
      <div class="set-acts">
        <Press class="primary" onPress={() => void store.verdict(trial.deviceId, "good")}>
          ✓ 正常 Yes
        </Press>
        <Press onPress={() => void store.verdict(trial.deviceId, "nothing")}>没有反应 Nothing</Press>
        <Press onPress={() => void store.verdict(trial.deviceId, "other")}>不对 Something else</Press>
      </div>
    </div>
  );
}
