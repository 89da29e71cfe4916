// What people are told before their phone takes notices: what for, what is kept, and that the board still counts.
import type { PhoneLanguage } from "./words.ts";

export interface PushPageWords {
  readonly ask: string;
  readonly on: string;
  readonly off: string;
  readonly consent: string;
  /** Shown while it is on, instead of the warning about a closed page. */
  readonly isOn: string;
  readonly failed: string;
}

export const PUSH_WORDS: Readonly<Record<PhoneLanguage, PushPageWords>> = {
  "zh-CN": {
    ask: "用手机通知提醒我",
    on: "通知已开通，点此关闭",
    off: "通知已关闭",
    consent: "只在快到您和叫到您时通知。通知地址加密保存，办结、离开或关闭后立即删除。",
    isOn: "快到您和叫到您时，手机会收到通知；通知可能延迟，请仍留意大厅屏幕。",
    failed: "未能开通通知。请保持本页打开，并留意大厅屏幕。",
  },
  "zh-Hant": {
    ask: "用手機通知提醒我",
    on: "通知已開通，按此關閉",
    off: "通知已關閉",
    consent: "只在快到您和叫到您時通知。通知地址加密保存，辦結、離開或關閉後立即刪除。",
    isOn: "快到您和叫到您時，手機會收到通知；通知可能延遲，請仍留意大廳螢幕。",
    failed: "未能開通通知。請保持本頁開啟，並留意大廳螢幕。",
  },
  en: {
    ask: "Tell me by notification",
    on: "Notifications are on. Tap to switch off",
    off: "Notifications are off",
    consent:
      "Only when it is soon your turn and when you are called. Where to send them is kept encrypted and deleted as " +
      "soon as you are served, leave, or switch them off.",
    isOn: "Your phone is told when it is soon your turn and when you are called. It may be late: watch the board, too.",
    failed: "Notifications could not be switched on. Keep this page open and watch the board.",
  },
  ko: {
    ask: "휴대전화 알림 받기",
    on: "알림이 켜져 있습니다. 누르면 꺼집니다",
    off: "알림이 꺼졌습니다",
    consent:
      "곧 순서일 때와 호출될 때만 알려 드립니다. 알림 주소는 암호화해 보관하고 업무가 끝나거나 끄시면 바로 삭제합니다.",
    isOn: "곧 순서일 때와 호출될 때 휴대전화로 알려 드립니다. 늦을 수 있으니 홀 화면도 확인해 주십시오.",
    failed: "알림을 켜지 못했습니다. 이 페이지를 열어 두고 홀 화면을 확인해 주십시오.",
  },
};
