// What the page of messages says: where a person is needed, and never who was written to.
import { describe, expect, test } from "vitest";
import type { MessagesSummaryView } from "../../controller/contract/messages.ts";
import { channelLine, privacyLines, receiverWords, usedChannels } from "../../kiosk-ui/manager/messages/view.ts";
import { clockWithSeconds, dayAndTime } from "../../kiosk-ui/shared/format.ts";

const NONE = { served: false, queued: 0, sent: 0, dead: 0, cancelled: 0, oldestQueuedAt: null };
const SUMMARY: MessagesSummaryView = {
  channels: [
    { channel: "sms", ...NONE, served: true },
    { channel: "webhook", ...NONE, dead: 2 },
    { channel: "upload", ...NONE },
    { channel: "push", ...NONE, queued: 3 },
  ],
  disabled: [],
  privacy: { contactDays: 30, contacts: 4, oldestAt: null, optedOut: 1, unreadable: 0, lastPurgeAt: null },
};

describe("channels", () => {
  test("are shown when they are in use or hold something", () => {
    expect(usedChannels(SUMMARY).map(({ channel }) => channel)).toEqual(["sms", "webhook", "push"]);
  });

  test("call for a person when letters are dead, or when nobody sends what waits", () => {
    const lines = SUMMARY.channels.map((channel) => channelLine(channel));
    expect(lines.map(({ isBad }) => isBad)).toEqual([false, true, false, true]);
    expect(lines[1]?.zh).toContain("2 条未发出");
    expect(channelLine({ channel: "sms", ...NONE, served: true, queued: 5 }).isBad).toBe(false);
  });
});

test("a receiver is named by what a number was left with", () => {
  expect(receiverWords({ to: "city" })).toEqual({ zh: "city", en: "" });
  expect(receiverWords({ to: "contact:appointment:a_1" }).zh).toBe("预约人");
  expect(receiverWords({ to: "contact:strange:x" }).zh).toBe("个人");
});

test("times are short, and a dash says that there is none", () => {
  expect(dayAndTime("2026-01-05T14:00:07+08:00")).toBe("01-05 14:00");
  expect(clockWithSeconds("2026-01-05T14:00:07+08:00")).toBe("14:00:07");
  expect([dayAndTime(null), clockWithSeconds(null)]).toEqual(["—", "—"]);
});

test("records that do not open are said to be so", () => {
  expect(privacyLines(SUMMARY)).toHaveLength(3);
  const damaged = { ...SUMMARY, privacy: { ...SUMMARY.privacy, unreadable: 2, oldestAt: "2026-01-05T14:00:07+08:00" } };
  const lines = privacyLines(damaged).map(({ zh }) => zh);
  expect(lines.join()).toContain("最早 2026-01-05");
  expect(lines.at(-1)).toContain("2 条无法解密");
});
