// What is plugged in: each by an id that stays, who uses it, what is wrong with it and the command that mends it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { CandidateView } from "../../controller/contract/technician.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import { type Trouble, troubleOf } from "./api.ts";
import { Quiet, TroubleLine } from "./bits.tsx";
import { usePolling } from "./hooks.ts";
import { copyToClipboard } from "./save.ts";
import type { TechnicianStore } from "./store.ts";
import { commandIn, hashOf } from "./view.ts";

const EVERY_MS = 3_000;
const KINDS: Readonly<Record<CandidateView["kind"], string>> = {
  serial: "串口 serial",
  "usb-printer": "USB 打印机 printer",
  hid: "USB HID",
};

export function PortsTab(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  const found = useSignal<readonly CandidateView[] | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  // Asked again and again: the usual way to find a port is to plug it in and watch.
  usePolling(store.timers, EVERY_MS, [store.keys.value], async (current) => {
    const answer = await store.get<readonly CandidateView[]>("/technician/candidates");
    if (!current()) return;
    if (answer.ok) found.value = answer.value;
    trouble.value = troubleOf(answer);
  });
  return (
    <Panel title={{ zh: "插在主机上的接口", en: "What is plugged into the host" }}>
      <Quiet of={{ zh: "拔下再插上，看哪一行变化", en: "unplug and plug in, and watch which line changes" }} />
      <TroubleLine trouble={trouble.value} />
      {found.value?.length === 0 && (
        <p class="line line-note">
          <Say
            class="inline"
            of={{ zh: "没有发现接口。网络设备请直接到「添加」", en: "Nothing found. Network devices: go to “Add”" }}
          />
        </p>
      )}
      <ul class="ports">
        {(found.value ?? []).map((port) => (
          <Port key={port.id} store={store} port={port} />
        ))}
      </ul>
    </Panel>
  );
}

function Port(props: { store: TechnicianStore; port: CandidateView }): JSX.Element {
  const { store, port } = props;
  return (
    <li class={`port ${port.trouble === null ? "" : "port-trouble"}`}>
      <span class="port-what">
        <strong>{port.title}</strong>
        <small>{KINDS[port.kind]}</small>
        <code>{port.id}</code>
        {port.path !== port.id && <code class="quiet">{port.path}</code>}
      </span>
      <span class="port-use">
        {port.usedBy === null ? (
          <Say class="inline" of={{ zh: "空闲", en: "free" }} />
        ) : (
          <Say class="inline" of={{ zh: `线路 ${port.usedBy} 在用`, en: `used by ${port.usedBy}` }} />
        )}
      </span>
      <Press
        class="primary"
        disabled={port.usedBy !== null || port.trouble !== null}
        onPress={() => {
          store.draftLink.value = port.link;
          location.hash = hashOf("add", null);
        }}
      >
        <Say class="inline" of={{ zh: "用它", en: "Use it" }} />
      </Press>
      {port.trouble !== null && <PortTrouble trouble={port.trouble} />}
    </li>
  );
}

function PortTrouble(props: { trouble: string }): JSX.Element {
  const copied = useSignal(false);
  const command = commandIn(props.trouble);
  return (
    <div class="port-why">
      <p class="line line-trouble">
        <span>
          <span aria-hidden="true">▲ </span>
          {command === null ? props.trouble : props.trouble.split(/;?\s*run:/)[0]}
        </span>
      </p>
      {command !== null && (
        <>
          <Quiet of={{ zh: "在主机上运行，然后重新登录：", en: "run this on the host, then log in again:" }} />
          <div class="command">
            <code>{command}</code>
            <Press
              onPress={() =>
                void copyToClipboard(command).then((done) => {
                  copied.value = done;
                })
              }
            >
              {copied.value ? "✓ 已复制 copied" : "复制 Copy"}
            </Press>
          </div>
        </>
      )}
    </div>
  );
}
