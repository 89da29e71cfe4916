// One device: how it is, its tests, its buttons, and the ways to its log and its settings.
import type { JSX } from "preact";
import type { DeviceView } from "../../controller/contract/views.ts";
import { clockWithSeconds } from "../shared/format.ts";
import { DEVICE_KINDS } from "../shared/i18n/states.ts";
import { Panel, Say } from "../shared/ui/parts.tsx";
import { StateBadge, windowWords } from "./devices.tsx";
import { Matrix } from "./matrix.tsx";
import { matrixCells } from "./matrix-view.ts";
import type { TechnicianStore } from "./store.ts";
import { Tests } from "./tests.tsx";
import { countersShown, factsShown, hashOf, roundTripWords, uptimeWords } from "./view.ts";

function Figure(props: { zh: string; en: string; value: string; trouble?: boolean }): JSX.Element {
  return (
    <div class={`fact ${props.trouble === true ? "fact-trouble" : ""}`}>
      <dt>
        <Say of={props} />
      </dt>
      <dd>
        {props.trouble === true && <span aria-hidden="true">▲ </span>}
        {props.value}
      </dd>
    </div>
  );
}

function Health(props: { store: TechnicianStore; device: DeviceView }): JSX.Element {
  const { device, store } = props;
  const kind = DEVICE_KINDS[device.kind] ?? { zh: device.kind, en: "" };
  return (
    <section class="panel health">
      <h2>
        <StateBadge state={device.state} /> {device.id}
      </h2>
      <p class="health-title">
        {[`${kind.zh} ${kind.en}`, device.title, windowWords(store, device.windowId)]
          .filter((part) => part !== "")
          .join(" · ")}
      </p>
      {device.detail !== "" && <p class={device.state === "online" ? "quiet" : "health-why"}>{device.detail}</p>}
      <dl class="facts">
        <Figure zh="线路" en="link" value={device.link} />
        <Figure zh="最近" en="last seen" value={clockWithSeconds(device.lastSeenAt)} />
        <Figure zh="应答时间" en="round trip" value={roundTripWords(device.roundTripMs)} />
        <Figure zh="今日在线" en="online today" value={uptimeWords(device.uptime)} />
        {factsShown(device.facts).map(({ words, value }) => (
          <Figure key={words.zh} zh={words.zh} en={words.en} value={value} />
        ))}
        {countersShown(device.counters).map(({ name, words, value, trouble }) => (
          <Figure key={name} zh={words.zh} en={words.en} value={String(value)} trouble={trouble} />
        ))}
      </dl>
      <p class="links-row">
        <a class="press" href={hashOf("log", device.id)}>
          <Say class="inline" of={{ zh: "字节记录", en: "Byte log" }} />
        </a>
        <a class="press" href={hashOf("add", device.id)}>
          <Say class="inline" of={{ zh: "更换/设置", en: "Replace, settings" }} />
        </a>
      </p>
    </section>
  );
}

export function DeviceDetail(props: { store: TechnicianStore; device: DeviceView }): JSX.Element {
  const { store, device } = props;
  const settings = store.deviceConfig(device.id)?.settings;
  const cells = matrixCells(device.kind, (settings ?? {}) as Readonly<Record<string, unknown>>);
  return (
    <>
      <Health store={store} device={device} />
      <Tests store={store} device={device} />
      {cells.length > 0 && (
        <Panel title={{ zh: "按键检查：逐个按下", en: "Buttons: press each one" }} class="matrix-panel">
          <Matrix store={store} deviceId={device.id} cells={cells} />
        </Panel>
      )}
    </>
  );
}
