// Every device with its health, those in trouble first; one of them opens with its tests.
import type { JSX } from "preact";
import type { DeviceView } from "../../controller/contract/views.ts";
import { clockWithSeconds } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { DEVICE_KINDS, DEVICE_STATES } from "../shared/i18n/states.ts";
import { Say } from "../shared/ui/parts.tsx";
import { Quiet, TroubleLine } from "./bits.tsx";
import { DeviceDetail } from "./device.tsx";
import type { TechnicianStore } from "./store.ts";
import { byTrouble, countersShown, hashOf, roundTripWords, STATE_ICONS, uptimeWords } from "./view.ts";

/** In words, with a shape of its own beside the colour. */
export function StateBadge(props: { state: DeviceView["state"] }): JSX.Element {
  return (
    <span class={`badge state-${props.state}`}>
      <span aria-hidden="true">{STATE_ICONS[props.state]}</span>
      <Say class="inline" of={DEVICE_STATES[props.state]} />
    </span>
  );
}

/** `3号窗口`, or nothing where the device stands at none. */
export function windowWords(store: TechnicianStore, windowId: string | null): string {
  if (windowId === null) return "";
  const found = store.config.value?.windows.find(({ id }) => id === windowId);
  return found === undefined ? `窗口 ${windowId}` : both(found.name).zh;
}

function DeviceRow(props: { store: TechnicianStore; device: DeviceView; chosen: boolean }): JSX.Element {
  const { device, store } = props;
  const troubles = countersShown(device.counters).filter(({ trouble }) => trouble);
  return (
    <li>
      <a
        class={`device-row ${props.chosen ? "chosen" : ""}`}
        href={hashOf("devices", device.id)}
        aria-current={props.chosen ? "true" : undefined}
      >
        <StateBadge state={device.state} />
        <span class="device-name">
          <strong>{device.id}</strong>
          <small>
            {(DEVICE_KINDS[device.kind] ?? { zh: device.kind }).zh} · {device.title}
          </small>
        </span>
        <span class="device-place">
          {windowWords(store, device.windowId)}
          <small>{device.link}</small>
        </span>
        <span class="device-figures">
          <span>{clockWithSeconds(device.lastSeenAt)}</span>
          <small>
            {roundTripWords(device.roundTripMs)} · {uptimeWords(device.uptime)}
          </small>
        </span>
        {device.state !== "online" && <span class="device-why">{device.detail}</span>}
        {troubles.length > 0 && (
          <span class="device-troubles">
            {troubles.map(({ name, words, value }) => (
              <span key={name} class="chip">
                {words.zh} {words.en} {value}
              </span>
            ))}
          </span>
        )}
      </a>
    </li>
  );
}

export function DevicesTab(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  const { deviceId } = store.place.value;
  const devices = store.devices.value;
  if (devices === null) {
    return store.devicesTrouble.value === null ? (
      <Quiet of={{ zh: "正在读取设备…", en: "Reading the devices…" }} />
    ) : (
      <TroubleLine trouble={store.devicesTrouble.value} onRetry={() => void store.loadDevices()} />
    );
  }
  const chosen = store.device(deviceId);
  return (
    <div class={`split ${deviceId === null ? "" : "split-chosen"}`}>
      {/* Without a row there is nothing in it to focus, and a keyboard must still be able to scroll it. */}
      <ul class="device-list" {...(devices.length === 0 ? { tabIndex: 0 } : {})}>
        {devices.length === 0 && (
          <li>
            <Quiet of={{ zh: "还没有设备，请到「添加」", en: "No devices yet: go to “Add”" }} />
          </li>
        )}
        {byTrouble(devices).map((device) => (
          <DeviceRow key={device.id} store={store} device={device} chosen={device.id === deviceId} />
        ))}
      </ul>
      <div class="split-detail">
        {deviceId !== null && (
          <a class="press back" href={hashOf("devices", null)}>
            ← <Say class="inline" of={{ zh: "全部设备", en: "All devices" }} />
          </a>
        )}
        {chosen !== null && <DeviceDetail key={chosen.id} store={store} device={chosen} />}
        {chosen === null && deviceId !== null && (
          <Quiet of={{ zh: `没有设备 ${deviceId}`, en: `There is no device ${deviceId}` }} />
        )}
        {deviceId === null && devices.length > 0 && (
          <p class="quiet choose-hint">
            <Say class="inline" of={{ zh: "← 选一台设备进行测试", en: "Choose a device to test it" }} />
          </p>
        )}
      </div>
    </div>
  );
}
