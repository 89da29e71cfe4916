// The sentences of a window's strip, longest first; the model shows the first that fits its width.
import type { StripShow } from "../drivers/kernel/model.ts";
import type { StripIntent } from "./domain/intents.ts";

/** On the window's own strip the window number is redundant: it appears only while nobody is called. */
export function stripShow(intent: StripIntent, windowName: string): StripShow {
  return { state: intent.state, texts: texts(intent, windowName) };
}

function texts({ state, number }: StripIntent, windowName: string): string[] {
  switch (state) {
    case "closed":
      return ["本窗口已关闭", "窗口关闭", "关闭"];
    case "paused":
      return ["暂停服务", "暂停"];
    case "idle":
      return [`${windowName}欢迎您`, windowName, "欢迎"];
    case "calling":
      return [`请${number}号办理`, `请${number}号`, `${number}`];
    case "serving":
      return [`正在办理${number}号`, `${number}号办理中`, `办理${number}`, `${number}`];
  }
}
