// What the screen above one window says. Pure.
import type { HallView, WindowView } from "../../controller/contract/views.ts";
import { textEm } from "../hall/view.ts";
import { clockOf } from "../shared/format.ts";
import { type Both, both } from "../shared/i18n/both.ts";

export interface ScreenShown {
  readonly window: Both;
  /** Null where the hall shows numbers alone, and while nobody is signed in. */
  readonly staffName: string | null;
  readonly staffNumber: string | null;
  readonly business: Both;
  /** The number at the window, or null. */
  readonly number: string | null;
  readonly line: Both;
  /** Why the window is paused and until about when, as far as the staff said. */
  readonly note: Both | null;
  readonly tone: "call" | "serve" | "rest" | "shut";
  readonly ringing: boolean;
}

/** The window's own part of the hall view; null when the hall has no such window. */
export function screenShown(view: HallView, windowId: string, ringing: ReadonlySet<string>): ScreenShown | null {
  const window = view.windows.find((candidate) => candidate.id === windowId);
  if (window === undefined) return null;
  const names = view.services.filter((service) => window.services.includes(service.id)).map(({ name }) => both(name));
  const call = view.calls.find((candidate) => candidate.windowId === windowId && candidate.number === window.number);
  return {
    window: both(window.name),
    staffName: window.state === "closed" || !view.board.staffNames ? null : window.staffName,
    staffNumber: window.state === "closed" ? null : window.staffNumber,
    business: { zh: names.map(({ zh }) => zh).join("、"), en: names.map(({ en }) => en).join(", ") },
    number: window.state === "open" ? window.number : null,
    note: window.activity === "paused" ? pauseNote(window) : null,
    ...said(window),
    ringing: call !== undefined && window.activity === "calling" && ringing.has(call.ticketId),
  };
}

/** The reason in the list's words, else as it was written, and the time that was given. */
function pauseNote({ pauseWords, pauseReason, backAt }: WindowView): Both | null {
  const reason = pauseWords === undefined ? { zh: pauseReason ?? "", en: "" } : both(pauseWords);
  const time = backAt === undefined ? null : clockOf(backAt);
  const zh = [reason.zh, time === null ? "" : `预计 ${time} 恢复`].filter((part) => part !== "");
  const en = [reason.en, time === null ? "" : `back at about ${time}`].filter((part) => part !== "");
  return zh.length === 0 ? null : { zh: zh.join("，"), en: en.join(", ") };
}

function said(window: WindowView): Pick<ScreenShown, "line" | "tone"> {
  switch (window.activity) {
    case "calling":
      return {
        line: {
          zh: `请 ${window.number ?? ""} 号到本窗口办理`,
          en: `Number ${window.number ?? ""}, please come to this window`,
        },
        tone: "call",
      };
    case "serving":
      return { line: { zh: "办理中", en: "Serving" }, tone: "serve" };
    case "idle":
      return { line: { zh: "欢迎光临，请留意叫号", en: "Welcome. Please watch for your number" }, tone: "rest" };
    case "paused":
      return {
        line: {
          zh: "暂停服务",
          en: "Paused: please watch the other windows",
        },
        tone: "shut",
      };
    case "closed":
      return { line: { zh: "窗口未开放", en: "This window is closed" }, tone: "shut" };
  }
}

/** Room for the number: as large as the width allows, 0.733 em of it are letter. */
export function numberUnits(number: string, widthUnits: number, unitsMax: number): number {
  return Math.min(unitsMax, Math.floor(widthUnits / (textEm(number) + 0.2)));
}
