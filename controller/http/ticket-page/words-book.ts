// The booking pages' words, in the four languages of a phone.
import type { PhoneLanguage } from "./words.ts";

export type BookMessage = "full" | "gone" | "cancelled" | "too-late" | "busy" | "failed" | "bad-number";

export interface BookWords {
  readonly title: string;
  readonly pickService: string;
  readonly none: string;
  readonly pickDay: string;
  readonly pickTime: string;
  readonly noTimes: string;
  readonly free: (count: number) => string;
  readonly confirm: string;
  readonly book: string;
  readonly back: string;
  readonly booked: string;
  readonly code: string;
  readonly codeHint: (from: string, until: string) => string;
  readonly bring: string;
  readonly cancel: string;
  readonly states: Readonly<Record<"booked" | "cancelled" | "checked-in" | "no-show", string>>;
  readonly messages: Readonly<Record<BookMessage, string>>;
  readonly weekdays: readonly string[];
}

export const BOOK_WORDS: Readonly<Record<PhoneLanguage, BookWords>> = {
  "zh-CN": {
    title: "预约",
    pickService: "请选择业务",
    none: "本厅目前没有可预约的业务，请到现场取号。",
    pickDay: "请选择日期",
    pickTime: "请选择时间",
    noTimes: "这段时间没有可预约的日期，请到现场取号。",
    free: (count) => `余 ${count}`,
    confirm: "请确认",
    book: "确定预约",
    back: "返回",
    booked: "预约成功",
    code: "预约码",
    codeHint: (from, until) => `当天 ${from} 至 ${until} 在取号机上输入预约码或扫二维码报到。请截图保存本页。`,
    bring: "请备齐",
    cancel: "取消预约",
    states: { booked: "已预约", cancelled: "已取消", "checked-in": "已报到", "no-show": "未到" },
    messages: {
      full: "这个时间刚被约满，请另选时间。",
      gone: "这个时间已不能预约，请另选。",
      cancelled: "预约已取消。",
      "too-late": "此预约已结束，不能取消。",
      busy: "系统忙，请稍后再试。",
      failed: "未能完成，请重试。",
      "bad-number": "手机号码有误，请检查后再试；不填也可以预约。",
    },
    weekdays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  },
  "zh-Hant": {
    title: "預約",
    pickService: "請選擇業務",
    none: "本廳目前沒有可預約的業務，請到現場取號。",
    pickDay: "請選擇日期",
    pickTime: "請選擇時間",
    noTimes: "這段時間沒有可預約的日期，請到現場取號。",
    free: (count) => `餘 ${count}`,
    confirm: "請確認",
    book: "確定預約",
    back: "返回",
    booked: "預約成功",
    code: "預約碼",
    codeHint: (from, until) => `當天 ${from} 至 ${until} 在取號機上輸入預約碼或掃二維碼報到。請截圖保存本頁。`,
    bring: "請備齊",
    cancel: "取消預約",
    states: { booked: "已預約", cancelled: "已取消", "checked-in": "已報到", "no-show": "未到" },
    messages: {
      full: "這個時間剛被約滿，請另選時間。",
      gone: "這個時間已不能預約，請另選。",
      cancelled: "預約已取消。",
      "too-late": "此預約已結束，不能取消。",
      busy: "系統忙，請稍後再試。",
      failed: "未能完成，請重試。",
      "bad-number": "手機號碼有誤，請檢查後再試；不填也可以預約。",
    },
    weekdays: ["週日", "週一", "週二", "週三", "週四", "週五", "週六"],
  },
  en: {
    title: "Appointments",
    pickService: "What is it about?",
    none: "No service takes appointments at present: please take a number in the hall.",
    pickDay: "Which day?",
    pickTime: "What time?",
    noTimes: "No day can be booked at present: please take a number in the hall.",
    free: (count) => `${count} free`,
    confirm: "Please confirm",
    book: "Book",
    back: "Back",
    booked: "Booked",
    code: "Code",
    codeHint: (from, until) =>
      `On the day, between ${from} and ${until}, type the code or scan this picture at a kiosk. ` +
      "A screenshot of this page is worth having.",
    bring: "Please bring",
    cancel: "Cancel the appointment",
    states: { booked: "booked", cancelled: "cancelled", "checked-in": "checked in", "no-show": "did not come" },
    messages: {
      full: "That time has just been taken: please choose another.",
      gone: "That time can no longer be booked: please choose another.",
      cancelled: "The appointment is cancelled.",
      "too-late": "This appointment has ended and cannot be cancelled.",
      busy: "The system is busy: please try again soon.",
      failed: "That did not work: please try again.",
      "bad-number": "That number is not right: please check it. You can also book without one.",
    },
    weekdays: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  },
  ko: {
    title: "예약",
    pickService: "업무를 선택해 주세요",
    none: "지금은 예약할 수 있는 업무가 없습니다. 홀에서 번호를 받아 주세요.",
    pickDay: "날짜를 선택해 주세요",
    pickTime: "시간을 선택해 주세요",
    noTimes: "예약할 수 있는 날짜가 없습니다. 홀에서 번호를 받아 주세요.",
    free: (count) => `${count}자리`,
    confirm: "확인해 주세요",
    book: "예약하기",
    back: "돌아가기",
    booked: "예약되었습니다",
    code: "예약 코드",
    codeHint: (from, until) =>
      `당일 ${from}~${until}에 키오스크에서 코드를 입력하거나 QR을 스캔해 주세요. 이 화면을 저장해 두세요.`,
    bring: "준비물",
    cancel: "예약 취소",
    states: { booked: "예약됨", cancelled: "취소됨", "checked-in": "접수됨", "no-show": "오지 않음" },
    messages: {
      full: "방금 마감된 시간입니다. 다른 시간을 선택해 주세요.",
      gone: "더 이상 예약할 수 없는 시간입니다. 다른 시간을 선택해 주세요.",
      cancelled: "예약이 취소되었습니다.",
      "too-late": "끝난 예약이라 취소할 수 없습니다.",
      busy: "시스템이 바쁩니다. 잠시 후 다시 시도해 주세요.",
      failed: "처리하지 못했습니다. 다시 시도해 주세요.",
      "bad-number": "번호가 올바르지 않습니다. 확인해 주세요. 번호 없이도 예약할 수 있습니다.",
    },
    weekdays: ["일", "월", "화", "수", "목", "금", "토"],
  },
};
