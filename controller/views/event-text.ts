// One line per event for the manager's page, Chinese first and English beside it.

import type { LoggedEvent } from "../domain/events.ts";
import { accessText } from "./access-text.ts";
import { askingText } from "./asking-text.ts";
import { evidenceText } from "./evidence-text.ts";
import { floorText } from "./floor-text.ts";
import { loopText } from "./loop-text.ts";

const LEVELS: Readonly<Record<number, string>> = {
  5: "非常满意 very satisfied",
  4: "满意 satisfied",
  3: "基本满意 fairly satisfied",
  2: "不满意 dissatisfied",
  1: "非常不满意 very dissatisfied",
};

const levelWords = ({ level }: { readonly level: number }): string => LEVELS[level] ?? String(level);
const changeWords = ({ from, level }: { readonly from: number; readonly level: number }): string =>
  `${levelWords({ level: from })} → ${levelWords({ level })} 更正 corrected`;

/** Each knows the events of its topic. */
const TEXTS: readonly ((event: LoggedEvent) => string | null)[] = [
  ...[ticketText, windowText, otherText, accessText, loopText, askingText],
];

/** What happened, in words. Free text inside is shown as text by every page, never as markup. */
export function eventText(event: LoggedEvent): string {
  for (const textOf of TEXTS) {
    const text = textOf(event);
    if (text !== null) return text;
  }
  return event.type;
}

function ticketText(event: LoggedEvent): string | null {
  switch (event.type) {
    case "ticket.issued":
      return `${event.data.number} 取号 issued`;
    case "ticket.print-requested":
      return `${event.data.number} 补打 another paper`;
    case "ticket.printed":
      return `${event.data.number} 已打印 printed`;
    case "ticket.print-failed":
      return `${event.data.number} 打印失败 print failed`;
    case "ticket.print-unconfirmed":
      return `${event.data.number} 打印结果不明 print unconfirmed`;
    case "ticket.called":
      return `${event.data.number} → ${event.data.windowId} 叫号 called`;
    case "ticket.recalled":
      return `${event.data.number} → ${event.data.windowId} 重呼 recalled`;
    case "ticket.admitted":
      return `${event.data.number} → ${event.data.windowId} 无号直办 walk-in`;
    case "ticket.arrived":
      return `${event.data.number} 到窗 arrived`;
    case "ticket.missed":
      return `${event.data.number} 过号 missed${event.data.inferred ? "（单键推断 inferred from the next call）" : ""}`;
    case "ticket.returned":
      return `${event.data.number} 恢复排队 returned`;
    case "ticket.held":
      return `${event.data.number} 挂起 held`;
    case "ticket.resumed":
      return `${event.data.number} 恢复办理 resumed`;
    case "ticket.form-given":
      return `${event.data.number} 去填表 fills in a form`;
    case "ticket.transferred":
      return `${event.data.number} 已转移 moved → ${event.data.toWindowId ?? event.data.toServiceId}`;
    case "ticket.finished":
      return `${event.data.number} 已办结 finished`;
    case "ticket.left":
      return `${event.data.number} 已离开 left`;
    case "ticket.yielded":
      return `${event.data.number} 让后 gave up ${event.data.passedBy.length} 位`;
    case "ticket.upgraded":
      return `${event.data.number} 转优先 upgraded: ${event.data.priority} (${event.data.reason})`;
    case "ticket.needs-changed":
      return `${event.data.number} 特殊需要 needs: ${event.data.needs.join(", ") || "无 none"}`;
    case "ticket.merged":
      return `${event.data.mergedNumber} 并入 merged into ${event.data.number}`;
    case "ticket.voided":
      return `${event.data.number} 已作废 void: ${event.data.reason}`;
    default:
      return null;
  }
}

function windowText(event: LoggedEvent): string | null {
  switch (event.type) {
    case "window.opened":
      return `${event.data.windowId} 开窗 opened`;
    case "window.paused":
      return `${event.data.windowId} 暂停 paused`;
    case "window.resumed":
      return `${event.data.windowId} 恢复服务 resumed`;
    case "window.closed":
      return `${event.data.windowId} 关窗 closed`;
    case "staff.signed-in":
      return `${event.data.windowId} 签到 signed in`;
    case "staff.signed-out":
      return `${event.data.windowId} 签退 signed out`;
    case "action.undone":
      return `${event.data.windowId} 撤销 undone: ${event.data.action}`;
    case "case.finished":
      return `${event.data.number} 办件完成 case finished${event.data.late ? "（超期 late）" : ""}`;
    case "case.outcome-set":
      return `${event.data.number} 办理结果 outcome: ${event.data.outcome} ×${event.data.quantity}`;
    case "case.time-flagged":
      return `${event.data.number} ${event.data.flagged ? "时间不准 times are wrong" : "时间有效 times count"}`;
    case "case.note-set":
      return `${event.data.number} ${event.data.chars > 0 ? "有备注 note kept" : "备注已删 note removed"}`;
    case "window.close-planned":
      return `${event.data.windowId} 办完即关 closes when empty`;
    case "window.close-cancelled":
      return `${event.data.windowId} 继续开放 stays open`;
    case "emergency.raised":
      return `${event.data.windowId} 静默求助 emergency: ${event.data.kind}`;
    case "emergency.answered":
      return `${event.data.windowId} 求助有人前往 somebody is coming`;
    case "emergency.ended":
      return `${event.data.windowId} 求助结束 emergency over`;
    case "rating.invited":
      return `${event.data.number} 邀请评价 rating invited`;
    case "rating.recorded":
      return `${event.data.number} ${event.data.stage === 1 ? "受理环节 at acceptance: " : ""}${levelWords(event.data)}`;
    case "rating.corrected":
      return `${event.data.number} ${changeWords(event.data)}`;
    case "rating.reasons-added":
      return `${event.data.number} 补充评价原因 reasons added`;
    case "rating.marks-added":
      return `${event.data.number} 补充分项评价 further marks added`;
    case "rating.acceptance-invited":
      return `${event.data.number} 受理，邀请评价 taken in, rating invited`;
    case "rating.acceptance-lapsed":
      return `${event.data.number} 受理环节未评价 acceptance not rated`;
    case "rating.acceptance-corrected":
      return `${event.data.number} 受理环节 at acceptance: ${changeWords(event.data)}`;
    case "rating.refused":
      return `${event.data.windowId ?? ""} 评价未计 rating not counted: ${event.data.reason}`.trimStart();
    case "rating.lapsed":
      return `${event.data.number} 未评价 not rated`;
    case "rating.asked":
      return `${event.data.number} 请求评价 rating asked by ${event.data.channel} (${event.data.attempt})`;
    case "rating.ask-ended":
      return `${event.data.number} 请求结果 asking by ${event.data.channel}: ${event.data.outcome}`;
    case "callback.attempted":
      return `${event.data.number} 电话回访 call ${event.data.attempt}: ${event.data.result}`;
    case "rating.settled":
      return `${event.data.number} 评价终态 settled: ${event.data.outcome}`;
    case "rating.second-opened":
      return `${event.data.number} 整改后再评 second rating asked for`;
    case "rating.without-call":
      return `${event.data.windowId} 未叫号评价 without a call: ${LEVELS[event.data.level] ?? event.data.level}`;
    case "rating.signal-checked":
      return `${event.data.windowId} 异常提示已核查 signal checked: ${event.data.kind}`;
    default:
      return null;
  }
}

function rollText(event: Extract<LoggedEvent, { type: `roll.${string}` }>): string {
  if (event.type === "roll.number-used") return `${event.data.number} 纸卷号启用 paper number used`;
  if (event.type === "roll.closed") return `${event.data.rollId} 纸卷停用 roll closed`;
  const { prefix, from, to, serviceId } = event.data;
  return `${prefix}${from}–${to} 纸卷发出 roll given out: ${serviceId}`;
}

function otherText(event: LoggedEvent): string | null {
  switch (event.type) {
    case "day.started":
      return `${event.data.day} 开始 day started`;
    case "device.online":
      return `${event.data.deviceId} 在线 online`;
    case "device.offline":
      return `${event.data.deviceId} 离线 offline: ${event.data.detail}`;
    case "device.faulted":
      return `${event.data.deviceId} 故障 fault: ${event.data.detail}`;
    case "device.removed":
      return `${event.data.deviceId} 已移除 removed`;
    case "device.tested":
      return `${event.data.deviceId} 测试 test ${event.data.test}: ${event.data.verdict}`;
    case "alarm.raised":
      return `${event.data.subject} 报警 alarm: ${event.data.detail}`;
    case "alarm.cleared":
      return `${event.data.alarmId} 报警解除 alarm cleared`;
    case "alarm.acknowledged":
      return `${event.data.alarmId} 报警已知悉 acknowledged: ${event.data.by}`;
    case "alarm.silenced":
      return `${event.data.alarmId} 报警静音 silenced: ${event.data.by}`;
    case "reachability.checked":
      return `手机访问检查 reached by phone: ${event.data.via} ${event.data.host}`;
    case "privacy.contact-shown":
      return `查看联系方式 contact shown: ${event.data.subject} ${event.data.id} (${event.data.reason})`;
    case "privacy.contact-committed":
      return `个人信息已封存 kept sealed: ${event.data.ref}`;
    case "privacy.purged": {
      const removed = Object.values(event.data.counts).reduce((sum, count) => sum + count, 0);
      return `清除到期个人信息 personal data removed: ${removed}`;
    }
    case "notice.posted":
      return `发布通知 notice posted: ${event.data.text["zh-CN"] ?? Object.values(event.data.text)[0] ?? ""}`;
    case "notice.withdrawn":
      return `撤下通知 notice withdrawn${event.data.reason === "over" ? "（到期 over）" : ""}`;
    case "roll.opened":
    case "roll.closed":
    case "roll.number-used":
      return rollText(event);
    case "settings.changed":
      return `设置变更 settings changed: ${event.data.changes?.map(({ path }) => path).join(", ") ?? event.data.summary}`;
    case "appointment.booked":
      return `预约 booked ${event.data.day} ${event.data.time} ${event.data.serviceId}`;
    case "appointment.cancelled":
      return `预约取消 appointment cancelled ${event.data.serviceId}`;
    case "appointment.checked-in":
      return `${event.data.number} 预约签到 checked in`;
    case "appointment.no-show":
      return `预约未到 appointment missed ${event.data.serviceId}`;
    case "appointment.reminded":
      return `预约提醒 appointment reminder ${event.data.serviceId}`;
    case "service.closed":
      return `${event.data.serviceId} 暂停受理 closed${event.data.reason === null ? "" : `: ${event.data.reason}`}`;
    case "service.opened":
      return `${event.data.serviceId} 恢复受理 opened`;
    default:
      return floorText(event) ?? evidenceText(event);
  }
}
