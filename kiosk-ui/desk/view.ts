// What the desk shows of a ticket: its actions with their keys, its figures in words. Pure.
import type { DeskTicketRow, DeskTicketView, RollView } from "../../controller/contract/desk.ts";
import type { Both } from "../shared/i18n/both.ts";

export const TABS = ["find", "appointments", "notices", "rolls"] as const;
export type Tab = (typeof TABS)[number];
export const TAB_WORDS: Readonly<Record<Tab, Both>> = {
  find: { zh: "查号", en: "Find" },
  appointments: { zh: "预约", en: "Appointments" },
  notices: { zh: "公告", en: "Notices" },
  rolls: { zh: "纸卷号", en: "Paper rolls" },
};

export function tabOf(hash: string): Tab {
  const id = hash.replace(/^#/, "");
  return TABS.find((tab) => tab === id) ?? "find";
}

export type TicketAction =
  | "form"
  | "complaint"
  | "reprint"
  | "qr"
  | "upgrade"
  | "needs"
  | "return"
  | "merge"
  | "contact"
  | "leave"
  | "void";

export interface ActionShown {
  readonly id: TicketAction;
  readonly key: string;
  readonly words: Both;
}

const ALL: readonly ActionShown[] = [
  { id: "reprint", key: "F2", words: { zh: "补打", en: "Reprint" } },
  { id: "qr", key: "F3", words: { zh: "二维码", en: "QR code" } },
  { id: "upgrade", key: "F4", words: { zh: "转优先", en: "Priority" } },
  { id: "needs", key: "F5", words: { zh: "特殊需要", en: "Needs" } },
  { id: "return", key: "F6", words: { zh: "恢复排队", en: "Return" } },
  { id: "form", key: "Insert", words: { zh: "去填表", en: "Form" } },
  { id: "merge", key: "F7", words: { zh: "合并重复", en: "Merge" } },
  { id: "contact", key: "F10", words: { zh: "留号码", en: "Number" } },
  { id: "complaint", key: "F11", words: { zh: "投诉", en: "Complaint" } },
  { id: "leave", key: "F8", words: { zh: "离开", en: "Leave" } },
  { id: "void", key: "Delete", words: { zh: "作废", en: "Void" } },
];

const AWAY = new Set<DeskTicketRow["state"]>(["waiting", "missed", "held"]);
const ENDED = new Set<DeskTicketRow["state"]>(["left", "finished", "void"]);

export interface Offered {
  readonly needs: boolean;
  readonly printers: boolean;
  readonly priorities: boolean;
  /** People are asked to rate by message or call. */
  readonly contacts: boolean;
}

/** What may be done to this ticket now. */
export function actionsOf(shown: DeskTicketView, offered: Offered): readonly ActionShown[] {
  const { ticket, others, mayReturn } = shown;
  const away = AWAY.has(ticket.state);
  const may: Readonly<Record<TicketAction, boolean>> = {
    reprint: offered.printers && !ENDED.has(ticket.state) && ticket.print.state !== "pending",
    qr: ticket.url !== "",
    upgrade: away && offered.priorities,
    needs: away && offered.needs,
    return: mayReturn,
    form: ticket.state === "waiting",
    complaint: true,
    merge: (ticket.state === "waiting" || ticket.state === "missed") && others.length > 0,
    contact: offered.contacts && ticket.state !== "left" && ticket.state !== "void",
    leave: away,
    void: away,
  };
  return ALL.filter(({ id }) => may[id]);
}

const PAPER: Readonly<Record<DeskTicketRow["print"]["state"], Both>> = {
  none: { zh: "没有打印", en: "no paper" },
  pending: { zh: "正在打印", en: "printing" },
  printed: { zh: "已打印", en: "printed" },
  unconfirmed: { zh: "是否出纸不明", en: "perhaps printed" },
  failed: { zh: "打印失败", en: "print failed" },
};
export const paperWords = (ticket: DeskTicketRow): Both => PAPER[ticket.print.state];

/** Place and wait in one line. */
export function placeWords(ticket: DeskTicketRow): Both {
  if (ticket.ahead === null) return { zh: `已等 ${ticket.waitedMinutes} 分钟`, en: `${ticket.waitedMinutes} min` };
  if (ticket.ahead === 0) return { zh: "前方无人，下一位", en: "next" };
  return { zh: `前方 ${ticket.ahead} 人`, en: `${ticket.ahead} ahead` };
}

/** Who was called since the ticket was taken, and who of them came later: what people ask about at the desk. */
export function sinceWords(since: NonNullable<DeskTicketView["since"]>): readonly Both[] {
  const sum = (kinds: { appointment: number; priority: number; ordinary: number }): number =>
    kinds.appointment + kinds.priority + kinds.ordinary;
  const { called, overtook, letPass } = since;
  const lines: Both[] = [
    {
      zh: `取号后本业务已叫 ${sum(called)} 个号：预约 ${called.appointment}、优先 ${called.priority}、普通 ${called.ordinary}`,
      en:
        `${sum(called)} called since: ${called.appointment} booked, ` +
        `${called.priority} priority, ${called.ordinary} ordinary`,
    },
  ];
  const later = sum(overtook);
  if (later > 0) {
    lines.push({
      zh: `其中后取先叫 ${later} 个：预约 ${overtook.appointment}、优先 ${overtook.priority}、普通 ${overtook.ordinary}`,
      en: `${later} of them came later: ${overtook.appointment} booked, ${overtook.priority} priority`,
    });
  }
  if (letPass > 0) lines.push({ zh: `自己让过 ${letPass} 位`, en: `let ${letPass} go first` });
  return lines;
}

export function rollWords(roll: RollView): Both {
  if (!roll.open) return { zh: "已停用", en: "closed" };
  const next = roll.next === null ? "—" : roll.next;
  return { zh: `已用 ${roll.used}，余 ${roll.left}，下一个 ${next}`, en: `${roll.used} used, ${roll.left} left` };
}

/** `123 456 78` is hard to compare; two groups of four are not. */
export function spaced(code: string): string {
  return code.replace(/^(\d{4})(\d{4})$/, "$1 $2");
}

/** The hall's offset out of one of its own times. */
export function offsetOf(iso: string): string {
  return /(Z|[+-]\d{2}:\d{2})$/.exec(iso)?.[1] ?? "Z";
}
