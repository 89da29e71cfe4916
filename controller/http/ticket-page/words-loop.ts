// What the citizen's page says of a bad rating or complaint on its way, in four languages.
import type { PhoneLanguage } from "./words.ts";

type Stage = "received" | "checking" | "deciding" | "mended" | "answered" | "closed";

export interface LoopWords {
  readonly title: string;
  readonly stages: Readonly<Record<Stage, string>>;
  readonly byDate: (day: string) => string;
  readonly replyBy: (day: string) => string;
  readonly reply: string;
  /** The words are kept for a year. */
  readonly replyGone: string;
  readonly again: string;
  readonly againDone: (level: string) => string;
  readonly complain: string;
  readonly complainHint: string;
  readonly add: string;
  readonly phone: string;
  readonly send: string;
  readonly events: Readonly<Record<string, string>>;
}

const ZH: LoopWords = {
  title: "您的意见",
  stages: {
    received: "已收到，将由专人核实",
    checking: "正在核实",
    deciding: "正在办理",
    mended: "已整改",
    answered: "已答复",
    closed: "已办结",
  },
  byDate: (day) => `承诺在 ${day} 前整改`,
  replyBy: (day) => `最迟 ${day} 答复您`,
  reply: "答复",
  replyGone: "已答复（内容已超过保存期限）",
  again: "整改后，您现在满意吗？第一次的评价仍然保留",
  againDone: (level) => `整改后您的评价：${level}`,
  complain: "我要投诉或提意见",
  complainHint: "请写下发生了什么。被评价人看不到是谁写的；请不要写他人的姓名或号码",
  add: "补充说明",
  phone: "回访电话（选填，加密保存，到期删除）",
  send: "提交",
  events: {
    "loop.received": "意见已收到",
    "loop.withdrawn": "改评后撤回",
    "loop.assigned": "指定经办人",
    "loop.noted": "补充说明",
    "loop.verified": "已核实",
    "loop.decided": "已决定处理办法",
    "loop.appeal-decided": "申诉已裁定",
    "loop.fixed": "已整改",
    "loop.replied": "已答复",
    "loop.call-claimed": "正在电话回访",
    "loop.call-released": "电话回访稍后再打",
    "loop.reminded": "期限将到，已提醒经办人",
    "loop.called-back": "已回访",
    "loop.reviewed": "已复核办结",
    "loop.second-rated": "整改后评价",
    "loop.overdue": "超过期限",
    "contact.revealed": "经办人查看了您的电话",
    "rating.second-opened": "可以再次评价",
  },
};

const ZH_HANT: LoopWords = {
  title: "您的意見",
  stages: {
    received: "已收到，將由專人核實",
    checking: "正在核實",
    deciding: "正在辦理",
    mended: "已整改",
    answered: "已答覆",
    closed: "已辦結",
  },
  byDate: (day) => `承諾在 ${day} 前整改`,
  replyBy: (day) => `最遲 ${day} 答覆您`,
  reply: "答覆",
  replyGone: "已答覆（內容已超過保存期限）",
  again: "整改後，您現在滿意嗎？第一次的評價仍然保留",
  againDone: (level) => `整改後您的評價：${level}`,
  complain: "我要投訴或提意見",
  complainHint: "請寫下發生了什麼。被評價人看不到是誰寫的；請不要寫他人的姓名或號碼",
  add: "補充說明",
  phone: "回訪電話（選填，加密保存，到期刪除）",
  send: "提交",
  events: {
    "loop.received": "意見已收到",
    "loop.withdrawn": "改評後撤回",
    "loop.assigned": "指定經辦人",
    "loop.noted": "補充說明",
    "loop.verified": "已核實",
    "loop.decided": "已決定處理辦法",
    "loop.appeal-decided": "申訴已裁定",
    "loop.fixed": "已整改",
    "loop.replied": "已答覆",
    "loop.call-claimed": "正在電話回訪",
    "loop.call-released": "電話回訪稍後再打",
    "loop.reminded": "期限將到，已提醒經辦人",
    "loop.called-back": "已回訪",
    "loop.reviewed": "已覆核辦結",
    "loop.second-rated": "整改後評價",
    "loop.overdue": "超過期限",
    "contact.revealed": "經辦人查看了您的電話",
    "rating.second-opened": "可以再次評價",
  },
};

const EN: LoopWords = {
  title: "Your opinion",
  stages: {
    received: "Received; a named person will look into it",
    checking: "Being looked into",
    deciding: "Being dealt with",
    mended: "Put right",
    answered: "Answered",
    closed: "Closed",
  },
  byDate: (day) => `To be put right by ${day}`,
  replyBy: (day) => `You will have an answer by ${day} at the latest`,
  reply: "Answer",
  replyGone: "Answered (the words are no longer kept)",
  again: "Now that it was put right: are you satisfied? Your first rating stays as it is",
  againDone: (level) => `Your rating afterwards: ${level}`,
  complain: "Complain, or tell us something",
  complainHint:
    "Please write what happened. Whom it is about does not see who wrote it; please leave out other people's names " +
    "and numbers",
  add: "Add something",
  phone: "Number to call you back (optional, kept encrypted, deleted in time)",
  send: "Send",
  events: {
    "loop.received": "opinion received",
    "loop.withdrawn": "withdrawn, another level was meant",
    "loop.assigned": "given to a handler",
    "loop.noted": "something was added",
    "loop.verified": "verified",
    "loop.decided": "decided what to do",
    "loop.appeal-decided": "appeal decided",
    "loop.fixed": "put right",
    "loop.replied": "answered",
    "loop.call-claimed": "you are being rung",
    "loop.call-released": "the call is made later",
    "loop.reminded": "a deadline comes near: its handler was reminded",
    "loop.called-back": "called back",
    "loop.reviewed": "reviewed and closed",
    "loop.second-rated": "rated again",
    "loop.overdue": "a deadline passed",
    "contact.revealed": "the handler looked at your number",
    "rating.second-opened": "may be rated again",
  },
};

const KO: LoopWords = {
  title: "고객님의 의견",
  stages: {
    received: "접수되었으며 담당자가 확인합니다",
    checking: "확인 중",
    deciding: "처리 중",
    mended: "시정 완료",
    answered: "답변 완료",
    closed: "처리 완료",
  },
  byDate: (day) => `${day}까지 시정하겠습니다`,
  replyBy: (day) => `늦어도 ${day}까지 답변드립니다`,
  reply: "답변",
  replyGone: "답변 완료 (내용의 보관 기간이 지났습니다)",
  again: "시정 후 만족하십니까? 첫 평가는 그대로 남습니다",
  againDone: (level) => `시정 후 평가: ${level}`,
  complain: "불만·의견 제출",
  complainHint:
    "있었던 일을 적어 주세요. 평가 대상자는 작성자를 볼 수 없습니다. 다른 사람의 이름이나 번호는 적지 마세요",
  add: "추가 설명",
  phone: "회신받을 번호 (선택, 암호화 보관 후 삭제)",
  send: "보내기",
  events: {
    "loop.received": "의견 접수",
    "loop.withdrawn": "평가 변경으로 철회",
    "loop.assigned": "담당자 지정",
    "loop.noted": "추가 설명",
    "loop.verified": "확인됨",
    "loop.decided": "처리 방법 결정",
    "loop.appeal-decided": "이의 결정",
    "loop.fixed": "시정 완료",
    "loop.replied": "답변 완료",
    "loop.call-claimed": "전화 드리는 중",
    "loop.call-released": "나중에 다시 전화",
    "loop.reminded": "기한 임박, 담당자에게 알림",
    "loop.called-back": "회신 통화",
    "loop.reviewed": "검토 완료",
    "loop.second-rated": "시정 후 평가",
    "loop.overdue": "기한 초과",
    "contact.revealed": "담당자가 번호를 조회함",
    "rating.second-opened": "다시 평가할 수 있음",
  },
};

export const LOOP_WORDS: Readonly<Record<PhoneLanguage, LoopWords>> = {
  "zh-CN": ZH,
  "zh-Hant": ZH_HANT,
  en: EN,
  ko: KO,
};
