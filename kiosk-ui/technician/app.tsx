// The technician's page: nine tabs, the key when the service asks for it, the tester's name.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { signInAddress } from "../shared/admission.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { AcceptanceTab } from "./acceptance.tsx";
import { AddTab } from "./add.tsx";
import { ConfigTab } from "./config.tsx";
import { DevicesTab } from "./devices.tsx";
import { usePolling } from "./hooks.ts";
import { LearnTab } from "./learn.tsx";
import { LogTab } from "./log.tsx";
import { PortsTab } from "./ports.tsx";
import { ReachTab } from "./reach.tsx";
import type { TechnicianStore } from "./store.ts";
import { StripsTab } from "./strips.tsx";
import { hashOf, TAB_WORDS, TABS, tally } from "./view.ts";

const DEVICES_EVERY_MS = 2_000;

function KeyPrompt(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  const typed = useSignal("");
  const busy = useSignal(false);
  const enter = async (): Promise<void> => {
    busy.value = true;
    await store.enterKey(typed.value);
    busy.value = false;
  };
  return (
    <form
      class="panel key-prompt"
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      <label for="technician-key">
        <Say class="inline" of={{ zh: "请输入技术人员密钥", en: "Enter the technician's key" }} />
      </label>
      <p class="quiet">
        <Say
          of={{
            zh: "密钥在主机上大厅数据目录的 technician.key 文件里",
            en: "It is in the file technician.key in the hall's data folder, on the host",
          }}
        />
      </p>
      <input
        id="technician-key"
        type="password"
        autocomplete="off"
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
      />
      {store.keyRefused.value && (
        <p class="line line-trouble" role="alert">
          <Say class="inline" of={{ zh: "密钥不对", en: "This is not the key" }} />
        </p>
      )}
      <Press class="primary" disabled={busy.value || typed.value.trim() === ""} onPress={() => void enter()}>
        <Say class="inline" of={{ zh: "继续", en: "Go on" }} />
      </Press>
      <a class="press" href={signInAddress(window.location)}>
        <Say class="inline" of={{ zh: "或用有技术人员权限的账号登录", en: "or sign in as a technician" }} />
      </a>
    </form>
  );
}

function Header(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  const devices = store.devices.value;
  const trouble = store.devicesTrouble.value;
  return (
    <header class="tech-header">
      <h1>
        <Say class="inline" of={{ zh: "设备与调试", en: "Technician" }} />
      </h1>
      {devices !== null && trouble === null && (
        <span class="tech-tally">
          <Say class="inline" of={tally(devices)} />
        </span>
      )}
      {trouble !== null && (
        <span class="line line-trouble" role="status">
          <Say
            class="inline"
            of={{ zh: `${trouble.words.zh}；显示可能不是最新`, en: `${trouble.words.en}: may be old` }}
          />
        </span>
      )}
      <label class="tester">
        <Say class="inline" of={{ zh: "测试人", en: "Tester" }} />
        <input
          id="tester"
          type="text"
          maxLength={60}
          autocomplete="off"
          value={store.tester.value}
          onInput={(event) => store.nameTester(event.currentTarget.value)}
        />
      </label>
    </header>
  );
}

function Tabs(props: { store: TechnicianStore }): JSX.Element {
  const { tab, deviceId } = props.store.place.value;
  return (
    <nav class="tabs" aria-label="功能 Sections">
      {TABS.map((each) => {
        // The log and the list of devices are about one device: it stays chosen from one to the other.
        const keeps = each !== tab && (each === "log" || each === "devices") ? deviceId : null;
        return (
          <a key={each} href={hashOf(each, keeps)} aria-current={each === tab ? "page" : undefined}>
            <Say of={TAB_WORDS[each]} />
          </a>
        );
      })}
    </nav>
  );
}

function Tab(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  switch (store.place.value.tab) {
    case "devices":
      return <DevicesTab store={store} />;
    case "log":
      return <LogTab store={store} />;
    case "ports":
      return <PortsTab store={store} />;
    case "add":
      return <AddTab store={store} />;
    case "learn":
      return <LearnTab store={store} />;
    case "strips":
      return <StripsTab store={store} />;
    case "acceptance":
      return <AcceptanceTab store={store} />;
    case "reach":
      return <ReachTab store={store} />;
    case "config":
      return <ConfigTab store={store} />;
  }
}

/** The whole page. */
export function TechnicianApp(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  useEffect(() => void store.load(), [store.keys.value]);
  usePolling(store.timers, DEVICES_EVERY_MS, [store.keys.value], () => store.loadDevices());
  return (
    <div class="tech">
      <Header store={store} />
      <Tabs store={store} />
      {store.keyWanted.value ? <KeyPrompt store={store} /> : <Main store={store} />}
    </div>
  );
}

function Main(props: { store: TechnicianStore }): JSX.Element {
  return (
    <main class={`tab tab-${props.store.place.value.tab}`}>
      <Tab store={props.store} />
    </main>
  );
}
