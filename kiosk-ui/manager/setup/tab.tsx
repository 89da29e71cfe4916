// The first run, step by step: where one stands, the step itself, and on to the next. The hall keeps how far it went.
import "../settings/settings.css";
import "./setup.css";
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { SetupStepView } from "../../../controller/contract/setup.ts";
import { Press, Say } from "../../shared/ui/parts.tsx";
import { Preview } from "../settings/preview.tsx";
import { SettingsStore } from "../settings/store.ts";
import { FormContext } from "../settings/structured.tsx";
import { Outcome, State } from "../settings/tab.tsx";
import type { TabComponent } from "../tabs.ts";
import { Devices } from "./devices.tsx";
import { End } from "./end.tsx";
import { StepForm } from "./steps.tsx";
import { SetupStore } from "./store.ts";
import { beside, placeOf, SETUP_PLACES, type SetupPlace, STATE_WORDS, STEP_WORDS } from "./view.ts";

export const SetupTab: TabComponent = ({ hallNowMs }): JSX.Element => {
  const settings = useMemo(() => new SettingsStore(), []);
  const setup = useMemo(() => new SetupStore(), []);
  const [hash, setHash] = useState(window.location.hash);
  useEffect(() => {
    void settings.load();
    void setup.load();
    const moved = () => setHash(window.location.hash);
    window.addEventListener("hashchange", moved);
    return () => window.removeEventListener("hashchange", moved);
  }, [settings, setup]);
  const edition = settings.edition.value;
  useEffect(() => {
    // What was saved may have closed a step.
    if (edition > 0) void setup.load();
  }, [edition, setup]);
  const view = setup.view.value;
  const file = settings.view.value;
  if (view === null || file === null) return <Say of={setup.trouble.value ?? { zh: "正在读取…", en: "Loading…" }} />;
  const place = placeOf(hash, view);
  const step = view.steps.find(({ id }) => id === place);
  return (
    <div class="settings setup">
      <Way here={place} steps={view.steps} />
      <div class="setup-step" data-step={place}>
        <h2>
          <Say of={STEP_WORDS[place]} />
        </h2>
        {step !== undefined && (
          <p class={`setup-found setup-${step.state}`} role="status">
            <Say of={{ zh: `${STATE_WORDS[step.state].mark} ${step.found.zh}`, en: step.found.en }} />
          </p>
        )}
        {setup.trouble.value !== null && (
          <p class="set-trouble" role="alert">
            <Say of={setup.trouble.value} />
          </p>
        )}
        <Outcome store={settings} />
        {place !== "end" && <State store={settings} />}
        <Preview store={settings} />
        <FormContext.Provider value={{ view: file, faults: settings.preview.value?.faults ?? [] }}>
          {place === "end" && <End setup={setup} settings={settings} view={view} />}
          {place === "devices" && <Devices store={setup} view={view} />}
          {place !== "end" && place !== "devices" && (
            <StepForm step={place} store={settings} view={file} hallNowMs={hallNowMs} edition={edition} />
          )}
        </FormContext.Provider>
        {place !== "end" && <Onward place={place} store={setup} settings={settings} />}
      </div>
    </div>
  );
};

function Way(props: { here: SetupPlace; steps: readonly SetupStepView[] }): JSX.Element {
  const done = props.steps.filter(({ state }) => state === "done").length;
  return (
    <nav class="setup-way" aria-label="首次设置 first run">
      <p>
        <Say
          class="inline"
          of={{
            zh: `已完成 ${done} / ${props.steps.length}，随时可以离开，进度保留`,
            en: `${done} of ${props.steps.length} done; leave any time`,
          }}
        />
      </p>
      <ol>
        {SETUP_PLACES.map((place) => {
          const state = props.steps.find(({ id }) => id === place)?.state;
          const sign = state === undefined ? null : STATE_WORDS[state];
          return (
            <li key={place} class={state === undefined ? "" : `setup-${state}`}>
              <a href={`#setup/${place}`} aria-current={place === props.here ? "step" : undefined}>
                <span class="setup-mark" aria-hidden="true">
                  {sign?.mark ?? "★"}
                </span>
                <Say of={STEP_WORDS[place]} />
                {sign !== null && <small>{sign.words.zh}</small>}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function Onward(props: { place: Exclude<SetupPlace, "end">; store: SetupStore; settings: SettingsStore }): JSX.Element {
  const { place, store, settings } = props;
  const before = beside(place, -1);
  const pending = settings.wanted.value !== null;
  const go = async (mark: "done" | "skipped") => {
    if (!(await store.mark(place, mark))) return;
    settings.drop();
    window.location.hash = `#setup/${beside(place, 1) ?? "end"}`;
    window.scrollTo(0, 0);
  };
  return (
    <div class={`set-acts setup-onward set-no-print ${pending ? "" : "setup-stick"}`}>
      {before !== null && (
        <a class="press" href={`#setup/${before}`}>
          ◀ 上一步 Back
        </a>
      )}
      <Press id="setup-skip" disabled={store.busy.value} onPress={() => void go("skipped")}>
        跳过 Skip
      </Press>
      <Press id="setup-done" class="primary" disabled={store.busy.value || pending} onPress={() => void go("done")}>
        这一步好了，下一步 Done, next ▶
      </Press>
      {pending && <span class="quiet">上面的修改还没保存 the change above is not saved yet</span>}
    </div>
  );
}
