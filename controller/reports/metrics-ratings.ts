// Figures of ratings: of the cases finished in a period, whenever their rating came.

import { wilsonRange } from "../domain/wilson.ts";
import type { Cell } from "../store/report-cells.ts";
import { count, counted, type Metric, metric, R7, rounded, share } from "./metric.ts";

const ACTIVE = (cell: Cell) => count(cell, "active");
const GOOD = (cell: Cell) => count(cell, "level:3") + count(cell, "level:4") + count(cell, "level:5");

/** A channel finishes no cases: its shares are of all that the hall finished. */
const finishedOf = (cell: Cell, what: string, whole: Cell) =>
  count(cell, "finished") || (count(cell, what) > 0 ? count(whole, "finished") : 0);

/** Cases rated by each kind of channel; the shares add up to the active rate. */
const CHANNELS: readonly (readonly [string, string, string, readonly string[]])[] = [
  ["Pad", "评价器", "pad", ["window_pad"]],
  ["Qr", "扫码", "QR", ["qr"]],
  ["Sms", "短信", "SMS", ["sms"]],
  ["Phone", "电话", "phone", ["phone"]],
  ["Other", "其他渠道", "other channels", ["hall_terminal", "web_pc", "mobile", "paper"]],
];

export const RATINGS: readonly Metric[] = [
  counted(
    "asked",
    [
      "已邀请评价",
      "Asked",
      "以任一方式邀请过评价的办件：评价器、扫码、短信（未送达不计）、电话（接通）",
      "cases whose person was asked by any way: pad, code, message not known to be lost, call answered",
    ],
    "n(invited or asked or rated)",
    R7,
  ),
  metric(
    "askedRate",
    "share",
    [
      "邀请率",
      "Asked rate",
      "邀请评价占办件量；按渠道时占全部办件量",
      "asked among finished; by channel: of all finished",
    ],
    "asked / F",
    R7,
    (cell, { whole }) => share(count(cell, "asked"), finishedOf(cell, "asked", whole)),
  ),
  ...CHANNELS.map(([id, zh, en, channels]) =>
    metric(
      `asked${id}`,
      "share",
      [
        `${zh}邀请率`,
        `Asked by ${en}`,
        `最先经${zh}邀请的办件占办件量，各渠道合计为邀请率`,
        `first asked by ${en} among finished; the channels add up to the asked rate`,
      ],
      "asked first(channel) / F",
      R7,
      (cell) => {
        const asked = channels.reduce((sum, channel) => sum + count(cell, `asked:${channel}`), 0);
        return share(asked, count(cell, "finished"));
      },
    ),
  ),
  counted(
    "active",
    ["主动评价", "Rated by people", "由本人评价的办件", "cases with a rating given by the person"],
    "n(active)",
    R7,
  ),
  metric(
    "activeRate",
    "share",
    [
      "主动评价率",
      "Active rating rate",
      "主动评价占办件量；按渠道时为该渠道占全部办件量",
      "actively rated among finished; by channel: of all finished",
    ],
    "active / F",
    R7,
    (cell, { whole }) => share(ACTIVE(cell), finishedOf(cell, "active", whole)),
  ),
  ...CHANNELS.map(([id, zh, en, channels]) =>
    metric(
      `coverage${id}`,
      "share",
      [`${zh}评价率`, `Rated by ${en}`, `经${zh}主动评价占办件量`, `actively rated by ${en} among finished`],
      "active(channel) / F",
      R7,
      (cell) => {
        const rated = channels.reduce((sum, channel) => sum + count(cell, `channel:${channel}`), 0);
        return share(rated, count(cell, "finished"));
      },
    ),
  ),
  metric(
    "responseRate",
    "share",
    ["响应率", "Response rate", "主动评价占邀请评价", "actively rated among those asked"],
    "active / asked",
    R7,
    (cell) => share(ACTIVE(cell), count(cell, "asked")),
  ),
  counted(
    "defaults",
    ["默认评价", "Defaults", "逾期由规则写入，不计入主动评价", "written by rule, never active"],
    "n(default)",
    "I4",
  ),
  counted(
    "imported",
    ["导入评价", "Imported", "自其他系统导入，不计入主动评价", "from another system, never active"],
    "n(imported)",
    R7,
  ),
  metric(
    "withDefaultsRate",
    "share",
    [
      "评价率（含默认）",
      "Rated, with defaults",
      "主动评价与默认评价占办件量；只有设默认规则时才可能为100%",
      "active and default ratings among finished: 100 % only where a default rule exists",
    ],
    "(active + defaults) / F",
    R7,
    (cell) => share(ACTIVE(cell) + count(cell, "defaults"), count(cell, "finished")),
  ),
  metric(
    "unrated",
    "share",
    ["未评率", "Unrated", "无主动评价的办件占办件量", "cases without an active rating"],
    "1 − active / F",
    R7,
    (cell) => share(count(cell, "finished") - ACTIVE(cell), count(cell, "finished")),
  ),
  metric(
    "unratedWithDefaults",
    "share",
    ["未评率（默认计为已评）", "Unrated, defaults as rated", "既无主动也无默认评价的办件", "cases with neither"],
    "1 − (active + defaults) / F",
    R7,
    (cell) => share(count(cell, "finished") - ACTIVE(cell) - count(cell, "defaults"), count(cell, "finished")),
  ),
  metric(
    "good",
    "share",
    ["主动评价好评率", "Good, active only", "主动评价中基本满意及以上", "levels 3 to 5 among active ratings"],
    "active(3..5) / active",
    R7,
    (cell) => share(GOOD(cell), ACTIVE(cell)),
  ),
  ...([0, 1] as const).map((end) =>
    metric(
      end === 0 ? "goodLow" : "goodHigh",
      "share",
      [
        `好评率${end === 0 ? "下限" : "上限"}`,
        `Good, ${end === 0 ? "from" : "to"}`,
        "主动评价好评率的95%置信区间（威尔逊）",
        "95 % Wilson interval of the active good rate",
      ],
      "Wilson(good, n, z = 1.96)",
      R7,
      (cell) => {
        const interval = wilsonRange(GOOD(cell), ACTIVE(cell));
        return interval === null ? null : rounded(interval[end], 4);
      },
    ),
  ),
  metric(
    "goodWithDefaults",
    "share",
    [
      "好评率（含默认）",
      "Good, with defaults",
      "主动好评与默认评价占全部评价",
      "good active and defaults among all ratings",
    ],
    "(active(3..5) + defaults) / (active + defaults)",
    R7,
    (cell) => share(GOOD(cell) + count(cell, "defaults"), ACTIVE(cell) + count(cell, "defaults")),
  ),
  metric(
    "average",
    "level",
    ["平均满意度", "Average level", "主动评价的平均级别", "mean of active ratings"],
    "Σ level / active",
    R7,
    (cell) => {
      const sum = [1, 2, 3, 4, 5].reduce((total, level) => total + level * count(cell, `level:${level}`), 0);
      return ACTIVE(cell) === 0 ? null : rounded(sum / ACTIVE(cell), 2);
    },
  ),
  ...(["非常不满意", "不满意", "基本满意", "满意", "非常满意"] as const).map((zh, at) =>
    metric(
      `level${at + 1}`,
      "count",
      [zh, `Level ${at + 1}`, `主动评价“${zh}”`, `active ratings of level ${at + 1}`],
      "n(level)",
      "R1",
      (cell) => count(cell, `level:${at + 1}`),
    ),
  ),
  metric(
    "bad",
    "count",
    ["差评", "Bad ratings", "不满意与非常不满意", "levels 1 and 2"],
    "n(level 1) + n(level 2)",
    "R1",
    (cell) => ACTIVE(cell) - GOOD(cell),
  ),
  counted(
    "ratingsRefused",
    ["未计入的评价", "Ratings not counted", "已记录、未计入的按键或提交", "logged and not counted"],
    "n(rating.refused)",
    "I2, I7",
  ),
];
