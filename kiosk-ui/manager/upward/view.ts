// What the page of reports to the province says, from what the service tells. Pure.
import type {
  UploadFault,
  UploadReason,
  UploadState,
  UploadView,
  UpwardView,
} from "../../../controller/contract/upward.ts";
import type { Both } from "../../shared/i18n/both.ts";

export const STATE_WORDS: Readonly<Record<UploadState, Both>> = {
  queued: { zh: "待上报", en: "Waiting" },
  sent: { zh: "已上报", en: "Reported" },
  refused: { zh: "本厅拦下", en: "Refused here" },
  rejected: { zh: "省平台退回", en: "Rejected there" },
  undelivered: { zh: "未送达", en: "Not delivered" },
  withdrawn: { zh: "已撤回", en: "Taken back" },
};

export const REASON_WORDS: Readonly<Record<UploadReason, Both>> = {
  "channel-without-code": { zh: "该省没有此评价渠道的代码", en: "the province has no code for this channel" },
  "origin-without-code": { zh: "该省没有此来源的代码", en: "the province has no code for this origin" },
  "sequence-without-code": { zh: "该省无法区分第二次评价", en: "the province cannot tell a second record" },
  "item-unmapped": { zh: "该业务未对应省级事项", en: "the service is no item of the province" },
  "value-missing": { zh: "缺少必填内容", en: "a value is missing" },
  "value-too-long": { zh: "内容超长", en: "a value is too long" },
  "value-malformed": { zh: "格式不符", en: "a value has the wrong form" },
  "rater-missing": { zh: "缺少实名信息", en: "the rater is not known by name" },
  "default-reported-before": {
    zh: "此件已上报默认评价，能否替换须问省平台",
    en: "a default was reported before: ask the province",
  },
  "record-gone": { zh: "该记录已撤销", en: "the record was taken back" },
  "field-refused": { zh: "省平台不接受该字段", en: "the province does not take this field" },
  conflict: { zh: "省平台已有不同内容的同一记录", en: "the province holds another content for it" },
  "key-refused": { zh: "省平台不认可密钥", en: "the key is not accepted" },
  "answer-unreadable": { zh: "省平台答复无法读取", en: "the answer cannot be read" },
  "not-answered": { zh: "多次尝试均未送达", en: "no attempt arrived" },
};

const PROVINCES: Readonly<Record<string, Both>> = {
  zhejiang: { zh: "浙江省", en: "Zhejiang" },
  guangdong: { zh: "广东省", en: "Guangdong" },
  anhui: { zh: "安徽省", en: "Anhui" },
  shandong: { zh: "山东省", en: "Shandong" },
};

export function provinceWords({ province }: Pick<UpwardView, "province">): Both {
  return PROVINCES[province] ?? { zh: province, en: province };
}

/** `pf: …`, in words; a fault of the whole record names no field. */
export function faultWords({ field, reason }: UploadFault): Both {
  const words = REASON_WORDS[reason];
  return field === "" ? words : { zh: `${field}：${words.zh}`, en: `${field}: ${words.en}` };
}

/** How it stands, in one line; `isBad` when a person should look. */
export function standing({ uploads, trouble, counts }: UpwardView): Both & { readonly isBad: boolean } {
  if (trouble !== "") return { zh: `无法上报：${trouble}`, en: "nothing can be sent", isBad: true };
  if (!uploads) return { zh: "未设上报地址，请导出文件报送", en: "no address: hand files over", isBad: false };
  const open = counts.refused + counts.rejected + counts.undelivered;
  if (open > 0) return { zh: `${open} 条未能上报，请查看原因`, en: `${open} not reported: see why`, isBad: true };
  if (counts.queued > 0) return { zh: "正在上报", en: "being reported", isBad: false };
  return { zh: "正常，无积压", en: "in order, nothing waits", isBad: false };
}

/** A person may have mended the cause of these. */
export function mayReplay({ state }: Pick<UploadView, "state">): boolean {
  return state === "refused" || state === "rejected" || state === "undelivered";
}

/** First or second record, and the stage it was asked at. */
export function recordWords({ stage, sequence }: Pick<UploadView, "stage" | "sequence">): Both {
  const at = stage === 1 ? { zh: "受理", en: "acceptance" } : { zh: "办结", en: "completion" };
  return sequence === 2 ? { zh: `${at.zh}·整改后`, en: `${at.en}, second` } : at;
}
