// What people are told before they leave a number: what for, for how long, and that nobody has to.
import type { PhoneLanguage } from "./words.ts";

export interface ContactWords {
  readonly label: string;
  readonly consent: (days: number) => string;
}

export const CONTACT_WORDS: Readonly<Record<PhoneLanguage, ContactWords>> = {
  "zh-CN": {
    label: "手机号（选填）",
    consent: (days) =>
      `填写即表示同意本厅用短信提醒您本次预约。号码加密保存，不作他用，预约日后 ${days} 天内删除；取消预约立即删除。`,
  },
  "zh-Hant": {
    label: "手機號（選填）",
    consent: (days) =>
      `填寫即表示同意本廳以短訊提醒您本次預約。號碼加密保存，不作他用，預約日後 ${days} 天內刪除；取消預約立即刪除。`,
  },
  en: {
    label: "Mobile number (optional)",
    consent: (days) =>
      "By giving it you agree to one reminder of this appointment by text message. It is kept encrypted, used for " +
      `nothing else, and deleted within ${days} days after the appointment, or at once when you cancel.`,
  },
  ko: {
    label: "휴대전화 번호 (선택)",
    consent: (days) =>
      "입력하시면 이번 예약을 문자로 알려 드리는 데 동의하시는 것입니다. 번호는 암호화해 보관하고 다른 용도로 쓰지 않으며, " +
      `예약일 후 ${days}일 안에, 예약을 취소하시면 바로 삭제합니다.`,
  },
};
