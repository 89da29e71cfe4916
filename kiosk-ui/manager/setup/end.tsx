// The last page of the first run: what is open, the restart that takes everything in, and the way into the hall.
import type { JSX } from "preact";
import type { SetupView } from "../../../controller/contract/setup.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import type { SettingsStore } from "../settings/store.ts";
import { State } from "../settings/tab.tsx";
import type { SetupStore } from "./store.ts";
import { STATE_WORDS, STEP_WORDS } from "./view.ts";

const whoWords = (by: string): string =>
  by === "api" || by === "system" ? "本机 this machine" : by.replace(/^staff:/, "");

interface EndProps {
  readonly setup: SetupStore;
  readonly settings: SettingsStore;
  readonly view: SetupView;
}

export function End({ setup, settings, view }: EndProps): JSX.Element {
  const open = view.steps.filter(({ state }) => state !== "done");
  const waits = settings.view.value?.restart === true;
  return (
    <>
      <p class={open.length === 0 && !waits ? "set-done" : "set-restart"} role="status" id="setup-open">
        <Say
          of={
            open.length === 0 && !waits
              ? { zh: "都好了，可以开门", en: "All done: the hall may open" }
              : {
                  zh: `还有 ${open.length} 步未完成${waits ? "，有修改等待重启" : ""}。可以先开门，以后再补`,
                  en: `${open.length} steps are open${waits ? ", changes wait" : ""}; they may be done later`,
                }
          }
        />
      </p>
      <State store={settings} />
      <Panel title={{ zh: "各步情况", en: "The steps" }}>
        <ul class="set-entries">
          {view.steps.map(({ id, state, found, by }) => (
            <li key={id} class={`setup-${state}`} data-step-state={state}>
              <span class="set-who">
                <b>
                  {STATE_WORDS[state].mark} {STEP_WORDS[id].zh} {STEP_WORDS[id].en}
                </b>{" "}
                <span class="quiet">
                  {STATE_WORDS[state].words.zh} {STATE_WORDS[state].words.en}
                  {by !== null && ` · ${whoWords(by)}`}
                </span>
              </span>
              <Say class="inline" of={found} />
              {state !== "done" && (
                <a class="press" href={`#setup/${id}`} aria-label={`去做 go to ${STEP_WORDS[id].zh}`}>
                  去做 Go
                </a>
              )}
            </li>
          ))}
        </ul>
      </Panel>
      <div class="set-acts">
        {view.finished === null ? (
          <Press
            id="setup-finish"
            class="primary"
            disabled={setup.busy.value}
            onPress={() => {
              void setup.finish(true).then((ok) => {
                if (ok) window.location.hash = "#live";
              });
            }}
          >
            完成首次设置，进入大厅 Finish, into the hall
          </Press>
        ) : (
          <p class="quiet" id="setup-finished">
            已完成 finished · {whoWords(view.finished.by)} · {view.finished.at.slice(0, 16).replace("T", " ")}
          </p>
        )}
        <a class="press" href="#live">
          先到大厅 To the hall
        </a>
      </div>
    </>
  );
}
