// The windows: state, who sits there, since when, the case against its limit, and what can be done about each.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { ManagerView } from "../../controller/contract/views.ts";
import { spanWords } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { ACTIVITIES } from "../shared/i18n/states.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import { act, unfold, unfolded } from "./act.ts";
import { limitWords } from "./floor-view.ts";
import { windowName } from "./view.ts";

type Shown = ManagerView["windows"][number];

/** Boxes ticked for the window whose services are being chosen. */
const ticked = signal<ReadonlySet<string>>(new Set());

const at = (id: string): string => `/actions/windows/${encodeURIComponent(id)}`;

function Assign(props: { view: ManagerView; window: Shown; opens: boolean }): JSX.Element {
  const { view, window, opens } = props;
  const name = windowName(view, window.id);
  const services = [...ticked.value];
  const toggle = (id: string): void => {
    const next = new Set(ticked.value);
    if (!next.delete(id)) next.add(id);
    ticked.value = next;
  };
  const undo = {
    path: `${at(window.id)}/assign`,
    body: { services: window.services },
    done: { zh: `${name} 恢复原业务`, en: "as before" },
  };
  const confirm = (): void => {
    const path = opens ? `${at(window.id)}/open-spare` : `${at(window.id)}/assign`;
    const done = opens
      ? { zh: `${name} 已开放`, en: `window ${window.id} is open` }
      : { zh: `${name} 今日改办所选业务`, en: `window ${window.id} serves these today` };
    void act({ path, body: { services }, done, ...(opens ? {} : { undo }) });
  };
  return (
    <fieldset class="assign">
      <legend>
        <Say class="inline" of={{ zh: "今日办理（次日恢复）", en: "serves today" }} />
      </legend>
      {view.services.map((service) => (
        <label key={service.id}>
          <input type="checkbox" checked={ticked.value.has(service.id)} onChange={() => toggle(service.id)} />
          {both(service.name).zh}
        </label>
      ))}
      <Press class="primary" disabled={services.length === 0} onPress={confirm}>
        {opens ? "开窗 Open" : "确定 Apply"}
      </Press>
    </fieldset>
  );
}

function Move(props: { view: ManagerView; window: Shown }): JSX.Element {
  const { view, window } = props;
  const free = view.windows.filter(({ id, staffId }) => id !== window.id && staffId === null);
  const move = (to: string): void => {
    const who = window.staffName ?? "";
    void act({
      path: `${at(window.id)}/move-clerk`,
      body: { toWindowId: to },
      done: { zh: `${who} 已调至 ${windowName(view, to)}`, en: `moved to window ${to}` },
      undo: {
        path: `${at(to)}/move-clerk`,
        body: { toWindowId: window.id },
        done: { zh: `${who} 已调回 ${windowName(view, window.id)}`, en: "moved back" },
      },
    });
  };
  return (
    <div class="choices">
      {free.length === 0 && <Say of={{ zh: "没有空窗口", en: "no window is free" }} />}
      {free.map(({ id }) => (
        <Press key={id} label={`调至 ${windowName(view, id)} Move`} onPress={() => move(id)}>
          → {windowName(view, id)}
        </Press>
      ))}
    </div>
  );
}

/** What fits the window's state. */
function Deeds(props: { view: ManagerView; window: Shown }): JSX.Element {
  const { view, window } = props;
  const name = windowName(view, window.id);
  const floor = view.floor.windows.find(({ id }) => id === window.id);
  const say = (zh: string, en: string) => ({ zh: `${name} ${zh}`, en: `window ${window.id} ${en}` });
  const ask = (): void =>
    void act({
      path: `${at(window.id)}/ask-back`,
      done: say("已请其返回", "asked back"),
      undo: { path: `${at(window.id)}/withdraw-ask`, done: say("已取消请回", "ask withdrawn") },
    });
  const plain = (verb: "pause" | "resume" | "close", zh: string, en: string, back?: "pause" | "resume"): void => {
    const path = (which: string) => `/windows/${encodeURIComponent(window.id)}/${which}`;
    const undo = back === undefined ? {} : { undo: { path: path(back), done: say("已撤销", "as before") } };
    void act({ path: path(verb), done: say(zh, en), ...undo });
  };
  const choose = (key: string): void => {
    ticked.value = new Set(window.services);
    unfold(key);
  };
  const [assigning, moving] = [`assign:${window.id}`, `move:${window.id}`];
  return (
    <div class="deeds">
      {window.state === "closed" && (
        <>
          <Press
            label={`立即开窗 ${name} Open`}
            onPress={() =>
              void act({
                path: `${at(window.id)}/open-spare`,
                body: {},
                done: say("已开放", "is open"),
                undo: {
                  path: `/windows/${encodeURIComponent(window.id)}/close`,
                  done: say("已关闭", "is closed again"),
                },
              })
            }
          >
            立即开窗 Open
          </Press>
          <Press label={`改业务开窗 ${name} Open for`} onPress={() => choose(assigning)}>
            改业务开窗 Open for…
          </Press>
        </>
      )}
      {window.state === "paused" && (
        <>
          {floor?.askedBackAt == null && (
            <Press label={`请回 ${name} Ask back`} onPress={ask}>
              请回 Ask back
            </Press>
          )}
          <Press label={`恢复 ${name} Resume`} onPress={() => plain("resume", "已恢复", "goes on", "pause")}>
            恢复 Resume
          </Press>
        </>
      )}
      {window.state === "open" && (
        <Press label={`暂停 ${name} Pause`} onPress={() => plain("pause", "已暂停", "pauses", "resume")}>
          暂停 Pause
        </Press>
      )}
      {window.state !== "closed" && (
        <Press label={`调整业务 ${name} Services`} onPress={() => choose(assigning)}>
          调整业务 Services…
        </Press>
      )}
      {window.state !== "closed" && window.staffId !== null && window.number === null && (
        <Press label={`调窗 ${name} Move`} onPress={() => unfold(moving)}>
          调窗 Move…
        </Press>
      )}
      {floor?.assigned === true && (
        <Press
          label={`恢复原业务 ${name} As configured`}
          onPress={() =>
            void act({
              path: `${at(window.id)}/assign`,
              body: { services: null },
              done: say("恢复原业务", "serves as configured"),
              undo: {
                path: `${at(window.id)}/assign`,
                body: { services: window.services },
                done: say("已撤销", "as before"),
              },
            })
          }
        >
          恢复原业务 As configured
        </Press>
      )}
    </div>
  );
}

function Card(props: { view: ManagerView; window: Shown; nowMs: number }): JSX.Element {
  const { view, window, nowMs } = props;
  const floor = view.floor.windows.find(({ id }) => id === window.id);
  const limit = limitWords(floor, nowMs);
  const since = floor?.activitySince ?? null;
  const key = `window:${window.id}`;
  const name = both(window.name).zh;
  const below = unfolded.value;
  const isOpen = below === key || below === `assign:${window.id}` || below === `move:${window.id}`;
  return (
    <li class={`window-card activity-${window.activity} ${limit?.over ? "attention" : ""}`}>
      <div class="window-face">
        <a class="window-name" href={`/window?id=${encodeURIComponent(window.id)}`}>
          {name}
        </a>
        <span class="window-number">{window.number ?? "—"}</span>
        <Say class="inline window-activity" of={ACTIVITIES[window.activity]} />
        <span class="window-since">{since !== null && spanWords(nowMs - Date.parse(since))}</span>
        {limit !== null && (
          <span class={limit.over ? "window-limit figure-attention" : "window-limit"}>
            <Say class="inline" of={limit.words} />
          </span>
        )}
        {floor?.askedBackAt != null && (
          <Say class="inline window-asked" of={{ zh: "◆ 已请其返回", en: "asked back" }} />
        )}
        <span class="window-facts">
          {window.staffName ?? "—"} · 办结 {window.servedToday} · 评价 {window.ratedToday}
          {floor?.assigned === true && " · 今日改办 reassigned"}
        </span>
      </div>
      <Press class="window-more" pressed={isOpen} label={`操作 ${name} Actions`} onPress={() => unfold(key)}>
        操作 Actions
      </Press>
      {isOpen && <Deeds view={view} window={window} />}
      {below === `assign:${window.id}` && <Assign view={view} window={window} opens={window.state === "closed"} />}
      {below === `move:${window.id}` && <Move view={view} window={window} />}
    </li>
  );
}

export function Windows(props: { view: ManagerView; hallNowMs: number }): JSX.Element {
  const onDuty = props.view.windows.filter(({ staffId }) => staffId !== null).length;
  return (
    <Panel title={{ zh: `窗口（在岗 ${onDuty} 人）`, en: `Windows, ${onDuty} on duty` }} class="windows part-windows">
      <ul class="window-grid">
        {props.view.windows.map((window) => (
          <Card key={window.id} view={props.view} window={window} nowMs={props.hallNowMs} />
        ))}
      </ul>
    </Panel>
  );
}
