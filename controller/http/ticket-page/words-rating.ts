// Words about the acceptance stage, further marks and the number that may be left: in four languages.
import type { PhoneLanguage } from "./words.ts";

export interface RatingWords {
  readonly acceptAsk: string;
  readonly acceptNote: string;
  readonly acceptedAs: (level: string) => string;
  /** Beside the question about the completion, where both stages are asked about. */
  readonly completion: string;
  readonly marks: string;
  readonly sendMarks: string;
  readonly contact: {
    readonly title: string;
    readonly why: (days: number) => string;
    readonly label: string;
    readonly agree: string;
    readonly leave: string;
    readonly kept: (masked: string) => string;
    readonly forget: string;
  };
}

export const RATING_WORDS: Readonly<Record<PhoneLanguage, RatingWords>> = {
  "zh-CN": {
    acceptAsk: "请评价受理环节",
    acceptNote: "业务仍在办理，办结后还会请您评价办结环节。自愿参加。",
    acceptedAs: (level) => `您对受理环节的评价：${level}`,
    completion: "本次评价的是办结环节。",
    marks: "分项评价（可不选）",
    sendMarks: "提交分项评价",
    contact: {
      title: "留手机号，办后请您评价（选填）",
      why: (days) =>
        `只用于请您评价本次办理：可能发一条短信或打一次电话。号码加密保存，不进入办理记录，不作他用，${days} 天后删除，随时可在此删除；收到短信回复 TD 即不再联系。不留号码不影响办理。`,
      label: "手机号",
      agree: "我同意以上用途",
      leave: "保存号码",
      kept: (masked) => `已保存号码 ${masked}`,
      forget: "删除号码",
    },
  },
  "zh-Hant": {
    acceptAsk: "請評價受理環節",
    acceptNote: "業務仍在辦理，辦結後還會請您評價辦結環節。自願參加。",
    acceptedAs: (level) => `您對受理環節的評價：${level}`,
    completion: "本次評價的是辦結環節。",
    marks: "分項評價（可不選）",
    sendMarks: "提交分項評價",
    contact: {
      title: "留手機號，辦後請您評價（選填）",
      why: (days) =>
        `只用於請您評價本次辦理：可能發一則短訊或打一次電話。號碼加密保存，不進入辦理記錄，不作他用，${days} 天後刪除，隨時可在此刪除；收到短訊回覆 TD 即不再聯絡。不留號碼不影響辦理。`,
      label: "手機號",
      agree: "我同意以上用途",
      leave: "保存號碼",
      kept: (masked) => `已保存號碼 ${masked}`,
      forget: "刪除號碼",
    },
  },
  en: {
    acceptAsk: "Please rate how your matter was taken in",
    acceptNote: "The matter goes on; you will be asked once more when it is done. It is up to you.",
    acceptedAs: (level) => `Your rating of the acceptance: ${level}`,
    completion: "This is about the completed matter.",
    marks: "Further marks, if you like",
    sendMarks: "Send marks",
    contact: {
      title: "Leave a number to be asked for a rating (optional)",
      why: (days) =>
        "Used only to ask how this visit was: perhaps a text message, perhaps a call. Kept encrypted, never in the " +
        `record of the visit, for nothing else, deleted after ${days} days or here at any time; reply TD to a ` +
        "message and you are not written to again. Leaving none changes nothing.",
      label: "Mobile number",
      agree: "I agree to this use",
      leave: "Keep the number",
      kept: (masked) => `The number ${masked} is kept`,
      forget: "Delete the number",
    },
  },
  ko: {
    acceptAsk: "접수 단계를 평가해 주세요",
    acceptNote: "업무는 계속 처리 중이며, 끝나면 한 번 더 여쭙니다. 참여는 자유입니다.",
    acceptedAs: (level) => `접수 단계 평가: ${level}`,
    completion: "완료 단계에 대한 평가입니다.",
    marks: "항목별 평가 (선택)",
    sendMarks: "항목별 평가 보내기",
    contact: {
      title: "평가 안내를 받을 번호 남기기 (선택)",
      why: (days) =>
        "이번 업무의 평가를 여쭙는 데만 사용합니다. 문자나 전화를 드릴 수 있습니다. 번호는 암호화해 보관하고 업무 기록에 남기지 " +
        `않으며 ${days}일 뒤 또는 여기에서 언제든지 삭제합니다. 문자에 TD로 답하시면 더는 연락하지 않습니다. 남기지 않아도 ` +
        "업무에는 영향이 없습니다.",
      label: "휴대전화 번호",
      agree: "위 용도에 동의합니다",
      leave: "번호 저장",
      kept: (masked) => `저장된 번호: ${masked}`,
      forget: "번호 삭제",
    },
  },
};
