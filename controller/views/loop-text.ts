// Lines of the manager's page about bad ratings and complaints: which one, and what was done; never who said what.
import type { LoggedEvent } from "../domain/events.ts";

const WAYS = {
  fix_now: "立即整改 fix now",
  fix_by_date: "限期整改 fix by date",
  explained: "解释说明 explained",
  appealed: "申诉 appealed",
} as const;

/** What happened, in words; null: not about a loop. */
export function loopText(event: LoggedEvent): string | null {
  const data = event.data as { readonly number?: string | null; readonly loopId?: string };
  const which = data.number ?? data.loopId ?? "";
  switch (event.type) {
    case "loop.received":
      return event.data.source === "rating" ? `${which} 差评待办 bad rating received` : `${which} 收到投诉 complaint`;
    case "loop.withdrawn":
      return `${which} 改评撤回 withdrawn: corrected`;
    case "loop.assigned":
      return `${which} 指定经办人 handler: ${event.data.handlerId}`;
    case "loop.noted":
      return `${which} 补充说明 something added`;
    case "loop.verified":
      return `${which} 已核实 verified`;
    case "loop.decided":
      return `${which} 处理办法 decided: ${WAYS[event.data.way]}`;
    case "loop.appeal-decided":
      return `${which} ${event.data.upheld ? "申诉成立 appeal upheld" : "申诉不成立 appeal refused"}`;
    case "loop.fixed":
      return `${which} 已整改 put right`;
    case "loop.replied":
      return `${which} 已答复 replied`;
    case "loop.call-claimed":
      return `${which} 正在回访 being rung by ${event.data.by}`;
    case "loop.call-released":
      return `${which} 回访放回名单 call given back`;
    case "loop.reminded":
      return `${which} 期限临近 deadline near: ${event.data.step}`;
    case "loop.called-back":
      return `${which} 回访 called back: ${event.data.result}`;
    case "loop.reviewed":
      return `${which} 已复核办结 reviewed`;
    case "loop.second-rated":
      return `${which} 整改后再评 second rating`;
    case "loop.overdue":
      return `${which} 超期 overdue: ${event.data.step}`;
    case "contact.revealed":
      return `${which} 查看联系电话 number looked at: ${event.data.by}`;
    case "rating.second-opened":
      return `${which} 可再次评价 second rating open`;
    default:
      return null;
  }
}
