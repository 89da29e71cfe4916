// The offices' pages: the tabs of the manager's page beside the live one, public figures and the verifier.
import { finishedAt } from "./hands.ts";
import { ask, GLASSES, openPage, type Scene, type Stage, shows } from "./scene.ts";

/** Something bad happened, and somebody complained: lists, ledgers and call-backs have a line. */
async function aBadDay(stage: Stage): Promise<void> {
  const ticket = await finishedAt(stage, 5);
  const rated = { level: 1, reasons: [], comment: null };
  await stage.hall.call("POST", "/windows/5/rating", rated);
  await ask(stage, "/complaints", { statement: "等候时间过长，无人解释", ticketId: ticket.id });
}

type Look = readonly [id: string, zh: string, en: string, path: string, words: string];

const LOOKS: readonly Look[] = [
  ["manager-alarms", "告警", "Alarms", "/manager#alarms", "当前告警"],
  ["manager-loop", "差评办理", "Bad ratings in hand", "/manager#loop", "办理人"],
  ["manager-access", "人员与设备", "People and devices", "/manager#access", "人员与设备"],
  ["manager-ratings", "评价", "Ratings", "/manager#ratings", "主动好评率"],
  ["manager-replay", "回放", "Replay", "/manager#replay", "前后事件"],
  ["manager-messages", "消息", "Messages", "/manager#messages", "消息"],
  ["manager-callbacks", "电话回访", "Call-backs", "/manager#callbacks", "回访"],
  ["manager-reports", "报表", "Reports", "/manager#reports", "指标定义"],
  ["manager-evidence", "存证", "Evidence", "/manager#evidence", "记录数"],
  ["manager-upward", "上报", "Reports upward", "/manager#upward", "上报"],
  ["public", "服务公示", "Public figures", "/public", "好评率"],
  ["verify", "存证核验", "Verifier", "/verify", "核对"],
];

export const OFFICE_SCENES: readonly Scene[] = LOOKS.map(([id, zh, en, path, words]) => ({
  ...{ id, title: { zh, en }, languages: ["zh-CN"], glass: GLASSES.desk },
  async play(stage, _, glass) {
    if (id === "manager-alarms") await aBadDay(stage);
    const page = await openPage(stage, path, glass);
    await shows(page, words);
    // Tables and figures are asked for after the page stands.
    await page.waitForLoadState("networkidle");
    return page;
  },
}));
