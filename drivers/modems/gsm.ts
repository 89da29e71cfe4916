// SMS modem 短信猫 that speaks AT commands with PDUs (hardware.md §8).
import { Type } from "typebox";
import type { ModemModel } from "../kernel/model.ts";
import { GsmSession, type GsmSettings } from "./gsm-session.ts";

export type { GsmSettings } from "./gsm-session.ts";

const whole = (minimum: number, maximum: number, byDefault: number, description: string) =>
  Type.Integer({ minimum, maximum, default: byDefault, description });

const SettingsSchema = Type.Object(
  {
    pin: Type.Optional(Type.String({ pattern: "^[0-9]{4,8}$", description: "SIM 卡 PIN of the SIM" })),
    smsc: Type.Optional(Type.String({ pattern: "^\\+[1-9][0-9]{6,14}$", description: "短信中心号码 service centre" })),
    reports: Type.Boolean({ default: true, description: "请求送达报告 ask for delivery reports" }),
    validityHours: whole(1, 63 * 7 * 24, 72, "有效期（小时） how long the network tries"),
    replyMs: whole(500, 60_000, 5_000, "应答时限 how long an answer may take"),
    promptMs: whole(1_000, 120_000, 15_000, "提示符时限 how long the prompt for a message may take"),
    sendMs: whole(5_000, 180_000, 30_000, "发送时限 how long the network may take for one part"),
    healthMs: whole(1_000, 600_000, 30_000, "巡检间隔 how often network and signal are asked for"),
    ordersMax: whole(1, 10_000, 500, "排队上限 most messages waiting"),
    partsMax: whole(1, 255, 6, "长短信最多条数 most parts of one message"),
  },
  { additionalProperties: false },
);

/** `modem/gsm`. The line is its own: serial, or raw TCP through a serial server. */
export const modemGsm: ModemModel<GsmSettings> = {
  kind: "modem",
  id: "modem/gsm",
  title: "短信猫 / SMS modem (GSM 07.05)",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  session: (settings) => new GsmSession(settings),
};
