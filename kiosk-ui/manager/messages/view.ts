// What the page of messages says, from what the service tells. Pure.
import type { MessagesSummaryView, MessageView } from "../../../controller/contract/messages.ts";
import { dayAndTime } from "../../shared/format.ts";
import type { Both } from "../../shared/i18n/both.ts";

export const CHANNEL_WORDS: Readonly<Record<MessageView["channel"], Both>> = {
  sms: { zh: "短信", en: "SMS" },
  webhook: { zh: "网络回调", en: "Webhook" },
  upload: { zh: "省级上报", en: "Upload" },
  push: { zh: "手机通知", en: "Push" },
};
export const STATE_WORDS: Readonly<Record<MessageView["state"], Both>> = {
  queued: { zh: "待发", en: "Waiting" },
  sent: { zh: "已发", en: "Sent" },
  dead: { zh: "未发出", en: "Not sent" },
  cancelled: { zh: "已取消", en: "Cancelled" },
};

type Channel = MessagesSummaryView["channels"][number];

/** Channels that are in use, or were. */
export function usedChannels({ channels }: MessagesSummaryView): readonly Channel[] {
  return channels.filter(({ served, queued, sent, dead, cancelled }) => served || queued + sent + dead + cancelled > 0);
}

/** How a channel stands, in one line; `isBad` when a person should look. */
export function channelLine(channel: Channel): Both & { readonly isBad: boolean } {
  const { served, queued, dead } = channel;
  if (!served && queued > 0)
    return { zh: "未配置发送方式，消息在等待", en: "nothing sends on this channel: messages wait", isBad: true };
  if (dead > 0) return { zh: `${dead} 条未发出，请处理`, en: `${dead} not sent: please look`, isBad: true };
  if (queued > 0) return { zh: "正在发送", en: "being sent", isBad: false };
  return served ? { zh: "正常", en: "in order", isBad: false } : { zh: "未启用", en: "not in use", isBad: false };
}

/** Whom a message goes to: a configured receiver, or what a number was left with; never the number. */
export function receiverWords({ to }: Pick<MessageView, "to">): Both {
  const ref = /^contact:([a-z]+):(.+)$/.exec(to);
  if (ref === null) return { zh: to, en: "" };
  const kinds: Readonly<Record<string, Both>> = {
    appointment: { zh: "预约人", en: "who booked" },
    ticket: { zh: "取号人", en: "ticket holder" },
    case: { zh: "办事人", en: "the case's person" },
    push: { zh: "取号人手机", en: "ticket holder's phone" },
  };
  return kinds[ref[1] ?? ""] ?? { zh: "个人", en: "a person" };
}

/** What the rule of retention has done, and holds. */
export function privacyLines({ privacy }: MessagesSummaryView): readonly Both[] {
  const { contactDays, contacts, oldestAt, optedOut, unreadable, lastPurgeAt } = privacy;
  const lines: Both[] = [
    {
      zh: `留存 ${contacts} 条个人信息（号码和原话，加密）${oldestAt === null ? "" : `，最早 ${oldestAt.slice(0, 10)}`}`,
      en: `${contacts} records kept (numbers and words), encrypted`,
    },
    {
      zh: `用毕 ${contactDays} 天后删除，上次清理 ${lastPurgeAt === null ? "尚无" : dayAndTime(lastPurgeAt)}`,
      en: `removed ${contactDays} days after use`,
    },
    { zh: `${optedOut} 个号码已退订`, en: `${optedOut} numbers opted out` },
  ];
  if (unreadable > 0)
    lines.push({
      zh: `${unreadable} 条无法解密：密钥已更换或数据损坏`,
      en: `${unreadable} do not open: key changed or damage`,
    });
  return lines;
}
