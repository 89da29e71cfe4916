// The console beside the business system: 320 px wide, everything that is done a hundred times a day, no scrolling.
import type { JSX } from "preact";
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import { spanWords } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { ACTIVITIES } from "../shared/i18n/states.ts";
import { Press } from "../shared/ui/parts.tsx";
import { ConsoleDialog } from "./dialogs.tsx";
import { Emergencies, OwnEmergency } from "./emergency.tsx";
import { LIGHTS } from "./menu.ts";
import type { ConsoleStore } from "./store.ts";
import { primaryAction, secondaryActions, timerOf, undoBar } from "./view.ts";

const SHORT: Readonly<Record<string, string>> = {
  recall: "重呼",
  missed: "未到",
  hold: "挂起",
  transfer: "转移",
  call: "按号",
  more: "更多",
  undo: "撤销",
  pause: "暂停",
  resume: "恢复",
};
const SHAPES = { within: "●", near: "▲", over: "■" } as const;

/** The one line at the foot: what went wrong, what can be taken back, who is next. */
function footOf(store: ConsoleStore, view: WindowConsoleView, hallNowMs: number): string {
  if (store.live.link.value === "stale") return "与系统断开 link lost";
  if (store.readOnly.value) return "另一页面正在操作，点此接管 · work here";
  const message = store.message.value;
  if (message !== null) return message.words.zh;
  if (view.askedBackAt !== null) return "值班经理请您回窗口 asked back";
  const bar = undoBar(view, hallNowMs);
  if (bar !== null) return `${bar.words.zh} · ${bar.leftSeconds} 秒内按 8 撤销`;
  return view.next === null ? "无人等候 nobody waits" : `下一位 ${view.next.number}`;
}

export function MiniBar(props: {
  readonly store: ConsoleStore;
  readonly view: WindowConsoleView;
  readonly hallNowMs: number;
  readonly wait: number;
  readonly onTake: () => void;
}): JSX.Element {
  const { store, view, hallNowMs } = props;
  const primary = primaryAction(view);
  const timer = timerOf(view, hallNowMs);
  const light = LIGHTS[view.load.light];
  return (
    <main class="mini">
      <p class="mini-top">
        <strong class="mini-number" aria-live="polite">
          {view.window.number ?? both(view.window.name).zh}
        </strong>
        <span class={`mini-state activity-${view.window.activity}`}>{ACTIVITIES[view.window.activity].zh}</span>
        {timer !== null && (
          <span class={`timer pace-${timer.pace ?? "none"}`}>
            {timer.pace === null ? "" : SHAPES[timer.pace]} {spanWords(timer.ms)}
          </span>
        )}
        <span class={`mini-load load-${view.load.light}`} title={`${light.words.zh} ${light.words.en}`}>
          {light.shape} {view.load.waiting} 人
        </span>
      </p>
      <Press
        class="primary mini-primary"
        disabled={!primary.enabled || store.busy.value}
        onPress={() => store.act(primary.id)}
      >
        <kbd>1</kbd> {primary.words.zh} <span class="say-side">{primary.words.en}</span>
      </Press>
      <div class="mini-actions">
        {secondaryActions(view, props.wait).map((action) => (
          <Press
            key={action.key}
            disabled={!action.enabled || store.busy.value}
            label={`${action.words.zh} ${action.words.en}, F${action.key}`}
            onPress={() => store.act(action.id)}
          >
            <kbd>{action.key}</kbd> {SHORT[action.id] ?? action.words.zh}
          </Press>
        ))}
      </div>
      {store.readOnly.value ? (
        <button type="button" class="mini-foot" onClick={() => props.onTake()}>
          {footOf(store, view, hallNowMs)}
        </button>
      ) : (
        <p class="mini-foot" role="status">
          {footOf(store, view, hallNowMs)}
        </p>
      )}
      <OwnEmergency store={store} view={view} />
      <Emergencies store={store} view={view} />
      <ConsoleDialog store={store} view={view} />
    </main>
  );
}
