// One line per event for the manager's page, Chinese first and English beside it.

import type { LoggedEvent } from "../domain/events.ts";

const LEVELS: Readonly<Record<number, string>> = {
  5: "非常满意 very satisfied",
  4: "满意 satisfied",
  3: "基本满意 fairly satisfied",
  2: "不满意 dissatisfied",
  1: "非常不满意 very dissatisfied",
};

/** What happened, in words. Free text inside is shown as text by every page, never as markup. */
export function eventText(event: LoggedEvent): string {
  return ticketText(event) ?? windowText(event) ?? otherText(event) ?? event.type;
}

function ticketText(event: LoggedEvent): string | null {
  switch (event.type) {
    case "ticket.issued":
      return `${event.data.number} 取号 issued`;
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
    case "ticket.arrived":
      return `${event.data.number} 到窗 arrived`;
    case "ticket.missed":
      return `${event.data.number} 过号 missed`;
    case "ticket.returned":
      return `${event.data.number} 恢复排队 returned`;
    case "ticket.held":
      return `${event.data.number} 挂起 held`;
    case "ticket.resumed":
      return `${event.data.number} 恢复办理 resumed`;
    case "ticket.transferred":
      return `${event.data.number} 已转移 moved → ${event.data.toWindowId ?? event.data.toServiceId}`;
    case "ticket.finished":
      return `${event.data.number} 已办结 finished`;
    case "ticket.left":
      return `${event.data.number} 已离开 left`;
    case "ticket.yielded":
      return `${event.data.number} 让后 gave up ${event.data.passedBy.length} 位`;
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
    case "rating.invited":
      return `${event.data.number} 邀请评价 rating invited`;
    case "rating.recorded":
      return `${event.data.number} ${LEVELS[event.data.level] ?? event.data.level}`;
    case "rating.corrected":
      return `${event.data.number} ${LEVELS[event.data.from]} → ${LEVELS[event.data.level]} 更正 corrected`;
    case "rating.reasons-added":
      return `${event.data.number} 补充评价原因 reasons added`;
    case "rating.refused":
      return `${event.data.windowId ?? ""} 评价未计 rating not counted: ${event.data.reason}`.trimStart();
    case "rating.lapsed":
      return `${event.data.number} 未评价 not rated`;
    default:
      return null;
  }
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
    case "reachability.checked":
      return `手机访问检查 reached by phone: ${event.data.via} ${event.data.host}`;
    case "notice.posted":
      return `发布通知 notice posted: ${event.data.text["zh-CN"] ?? Object.values(event.data.text)[0] ?? ""}`;
    case "notice.withdrawn":
      return `撤下通知 notice withdrawn${event.data.reason === "over" ? "（到期 over）" : ""}`;
    case "settings.changed":
      return `设置变更 settings changed: ${event.data.summary}`;
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
      return null;
  }
}
