// Advice with its arithmetic, and how fair the calls are.
import type { JSX } from "preact";
import type { AdviceLine } from "../../controller/contract/floor.ts";
import type { ManagerView } from "../../controller/contract/views.ts";
import { clockOf } from "../shared/format.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import { act, type Deed } from "./act.ts";
import { adviceWords, fairnessWords, noAdviceWords, reasonWords } from "./floor-view.ts";
import { windowName } from "./view.ts";

/** The advised step as a deed. */
function deedOf(view: ManagerView, { kind, windowId, services }: AdviceLine): Deed {
  const name = windowName(view, windowId);
  const at = `/actions/windows/${encodeURIComponent(windowId)}`;
  const plain = `/windows/${encodeURIComponent(windowId)}`;
  switch (kind) {
    case "open":
      return {
        path: `${at}/open-spare`,
        body: { services },
        done: { zh: `${name} 已开放`, en: `window ${windowId} is open` },
        undo: { path: `${plain}/close`, done: { zh: `${name} 已关闭`, en: "closed again" } },
      };
    case "resume":
      return {
        path: `${at}/ask-back`,
        done: { zh: `${name} 已请其返回`, en: `window ${windowId} asked back` },
        undo: { path: `${at}/withdraw-ask`, done: { zh: "已取消请回", en: "ask withdrawn" } },
      };
    case "reassign":
      return {
        path: `${at}/assign`,
        body: { services },
        done: { zh: `${name} 今日业务已调整`, en: `window ${windowId} serves these today` },
        undo: { path: `${at}/assign`, body: { services: null }, done: { zh: "恢复原业务", en: "as configured" } },
      };
    case "close":
      return {
        path: `${plain}/pause`,
        body: { reason: null },
        done: { zh: `${name} 已暂停`, en: `window ${windowId} pauses` },
        undo: { path: `${plain}/resume`, done: { zh: `${name} 已恢复`, en: "goes on" } },
      };
  }
}

const DO: Readonly<Record<AdviceLine["kind"], string>> = {
  open: "开窗 Open",
  resume: "请回 Ask back",
  reassign: "调整 Apply",
  close: "暂停 Pause",
};

export function Advice(props: { view: ManagerView }): JSX.Element {
  const { view } = props;
  const { advice } = view.floor;
  const none = noAdviceWords(advice);
  return (
    <Panel title={{ zh: "建议", en: "Advice" }} class="advice part-advice">
      {none !== null && (
        <p class="quiet">
          <Say class="inline" of={none} />
        </p>
      )}
      <ol class="plain-rows">
        {advice.lines.map((line) => (
          <li key={`${line.kind}${line.windowId}${line.serviceId}`}>
            <Say class="advice-words" of={adviceWords(view, line, advice.until)} />
            <Press
              class="row-end"
              label={`${DO[line.kind]} ${windowName(view, line.windowId)}`}
              onPress={() => void act(deedOf(view, line))}
            >
              {DO[line.kind]}
            </Press>
          </li>
        ))}
      </ol>
      {advice.at !== null && (
        <p class="quiet">
          <Say
            class="inline"
            of={{ zh: `${clockOf(advice.at)} 推算；括号内为十分之八的区间`, en: "in brackets: eight runs in ten" }}
          />
        </p>
      )}
    </Panel>
  );
}

export function Fairness(props: { view: ManagerView }): JSX.Element {
  const { view } = props;
  return (
    <Panel title={{ zh: "公平", en: "Fairness" }} class="fairness">
      {fairnessWords(view).map((line) => (
        <p key={line.en}>
          <Say of={line} />
        </p>
      ))}
      {view.floor.fairness.outOfOrder.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>窗口 Window</th>
              <th class="number">越过先到者 Passed somebody</th>
              <th>原因 Reasons</th>
            </tr>
          </thead>
          <tbody>
            {view.floor.fairness.outOfOrder.map(({ windowId, count, reasons }) => (
              <tr key={windowId}>
                <td>{windowName(view, windowId)}</td>
                <td class="number">{count}</td>
                <td>
                  <Say class="inline" of={reasonWords(reasons)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
