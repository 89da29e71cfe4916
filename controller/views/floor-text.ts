// One line per event of the floor, Chinese first and English beside it.
import type { LoggedEvent } from "../domain/events.ts";

const because = (reason: string | null): string => (reason === null ? "" : `: ${reason}`);

/** What a manager did; null for every other event. */
export function floorText(event: LoggedEvent): string | null {
  switch (event.type) {
    case "window.assigned":
      return `${event.data.windowId} 今日改办 assigned → ${event.data.services.join(", ")}`;
    case "window.assignment-ended":
      return `${event.data.windowId} 恢复原定业务 assignment ended`;
    case "clerk.asked-back":
      return `${event.data.windowId} 请窗口人员返回 asked back`;
    case "clerk.ask-withdrawn":
      return `${event.data.windowId} 取消请回 ask withdrawn`;
    case "clerk.moved":
      return `${event.data.staffId} ${event.data.fromWindowId} → ${event.data.windowId} 调窗 moved`;
    case "device.out-of-service":
      return `${event.data.deviceId} 停用 out of service${because(event.data.reason)}`;
    case "device.back-in-service":
      return `${event.data.deviceId} 恢复使用 back in service`;
    case "numbers.held":
      return `全厅暂停取号 numbers held${because(event.data.reason)}`;
    case "numbers.released":
      return "全厅恢复取号 numbers released";
    case "day.ended":
      return `今日结束 day ended${event.data.waiting === "close" ? "（等候号作废 waiting closed）" : ""}`;
    case "day.reopened":
      return "今日重新开放 day reopened";
    default:
      return null;
  }
}
