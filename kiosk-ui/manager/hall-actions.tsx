// What can be done for the whole hall, and what became of the newest deed with the way back.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { ManagerView } from "../../controller/contract/views.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { act, outcome, unfold, unfolded } from "./act.ts";
import { stoppedWords } from "./floor-view.ts";

const text = signal("");
const NOTICE_CHARS_MAX = 80;

/** Said aloud by readers of screens; stays until the next deed or until it is put away. */
export function Done(): JSX.Element {
  const now = outcome.value;
  const undo = now?.undo ?? null;
  return (
    <div class="done-line" role="status">
      {now !== null && (
        <p class={`done done-${now.state}`}>
          <span aria-hidden="true">{now.state === "refused" ? "▲" : now.state === "done" ? "✓" : "…"} </span>
          <Say class="inline" of={now.words} />
          {undo !== null && (
            <Press label="撤销 Undo" onPress={() => void act(undo)}>
              撤销 Undo
            </Press>
          )}
          {now.state !== "running" && (
            <Press
              label="知道了 Dismiss"
              onPress={() => {
                outcome.value = null;
              }}
            >
              ×
            </Press>
          )}
        </p>
      )}
    </div>
  );
}

function EndDay(): JSX.Element {
  const end = (waiting: "serve" | "close"): void =>
    void act({
      path: "/actions/day/end",
      body: { waiting },
      done: { zh: "今日取号已结束", en: "the day has ended" },
      undo: { path: "/actions/day/reopen", done: { zh: "今日重新开放", en: "the day is open again" } },
    });
  return (
    <fieldset class="choices bare" aria-label="结束今日 End the day">
      <Press label="办完已取号 Serve those waiting" onPress={() => end("serve")}>
        <Say of={{ zh: "停止取号，办完已取号", en: "no new numbers, serve those waiting" }} />
      </Press>
      <Press class="costly" label="等候号作废 Close waiting" onPress={() => end("close")}>
        <Say of={{ zh: "停止取号，等候的号作废（不可撤销）", en: "end waiting numbers too: they stay ended" }} />
      </Press>
      <Press label="取消 Cancel" onPress={() => unfold("end-day")}>
        取消 Cancel
      </Press>
    </fieldset>
  );
}

function Notice(): JSX.Element {
  const send = async (): Promise<void> => {
    const words = text.value.trim();
    if (words === "") return;
    const posted = await act({
      path: "/notices",
      body: { text: { "zh-CN": words }, until: null },
      done: { zh: "通知已上屏", en: "on the boards" },
    });
    if (posted) text.value = "";
  };
  return (
    <form
      class="choices"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="notice-label">
        <Say class="inline" of={{ zh: "上屏通知", en: "notice on the boards" }} />
        <input
          type="text"
          maxLength={NOTICE_CHARS_MAX}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      </label>
      <Press class="primary" disabled={text.value.trim() === ""} onPress={() => void send()}>
        发布 Post
      </Press>
    </form>
  );
}

export function HallActions(props: { view: ManagerView }): JSX.Element {
  const { floor } = props.view;
  const stopped = stoppedWords(floor);
  const held = { zh: "全厅暂停取号", en: "no new numbers for now" };
  const released = { zh: "全厅恢复取号", en: "numbers again" };
  return (
    <section class="hall-actions" aria-label="全厅操作 Hall actions">
      {stopped !== null && (
        <p class="stopped">
          <span aria-hidden="true">■ </span>
          <Say class="inline" of={stopped} />
        </p>
      )}
      <div class="choices">
        {floor.numbersHeld === null ? (
          <Press
            label="全厅暂停取号 Hold numbers"
            onPress={() =>
              void act({
                path: "/actions/numbers/hold",
                done: held,
                undo: { path: "/actions/numbers/release", done: released },
              })
            }
          >
            暂停取号 Hold numbers
          </Press>
        ) : (
          <Press
            label="全厅恢复取号 Release numbers"
            onPress={() =>
              void act({
                path: "/actions/numbers/release",
                done: released,
                undo: { path: "/actions/numbers/hold", done: held },
              })
            }
          >
            恢复取号 Release numbers
          </Press>
        )}
        <Press label="发布通知 Notice" pressed={unfolded.value === "notice"} onPress={() => unfold("notice")}>
          发布通知 Notice…
        </Press>
        {floor.dayEnded === null ? (
          <Press label="结束今日 End the day" pressed={unfolded.value === "end-day"} onPress={() => unfold("end-day")}>
            结束今日 End the day…
          </Press>
        ) : (
          <Press
            label="重新开放 Reopen"
            onPress={() =>
              void act({ path: "/actions/day/reopen", done: { zh: "今日重新开放", en: "the day is open again" } })
            }
          >
            重新开放 Reopen
          </Press>
        )}
      </div>
      {unfolded.value === "notice" && <Notice />}
      {unfolded.value === "end-day" && <EndDay />}
      <Done />
    </section>
  );
}
