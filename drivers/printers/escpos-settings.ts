// What can be set per ticket printer; unnamed models differ, so capabilities are set (hardware.md §1.7).
import { type Static, Type } from "typebox";
import type { TextOptions } from "./lang-escpos.ts";

const choice = <const Name extends string>(names: readonly Name[], byDefault: NoInfer<Name>, description: string) =>
  Type.Unsafe<Name>(
    Type.Union(
      names.map((name) => Type.Literal(name)),
      { default: byDefault, description },
    ),
  );

const whole = (minimum: number, maximum: number, byDefault: number, description: string) =>
  Type.Integer({ minimum, maximum, default: byDefault, description });

/** Settings of `printer/escpos`. All have defaults: `settings: {}` is an 80 mm Chinese printer with a cutter. */
export const EscposSettings = Type.Object(
  {
    dotsPerLine: whole(300, 832, 576, "打印宽度（点） printable dots: 384 = 58 mm paper, 512 or 576 = 80 mm"),
    encoding: choice(["gb18030", "gbk"], "gb18030", "汉字编码 character set of the printer's font"),
    euro: choice(["none", "a2e3", "80"], "none", "欧元符号 bytes of the euro sign, none = printed as ?"),
    cut: choice(["partial", "full", "none"], "partial", "切纸 how the paper is cut"),
    feedBeforeCut: whole(0, 255, 40, "切纸前走纸（点） dots fed before the cut"),
    status: choice(["dle-eot", "asb", "gs-r", "esc-v", "none"], "dle-eot", "状态查询 how the printer tells its state"),
    qr: choice(["native", "raster"], "native", "二维码 drawn by the printer, or sent as a picture"),
    qrModule: whole(2, 16, 6, "二维码模块大小（点） dots per QR module; made smaller when the code would not fit"),
    confirm: choice(["barrier", "process-id", "none"], "barrier", "打印确认 what proves that a ticket was printed"),
    pollMs: whole(500, 4000, 2000, "轮询间隔 how often an idle printer is asked for its state"),
    replyMs: whole(100, 3000, 800, "应答时限 how long an answer may take"),
    confirmMs: whole(1000, 60_000, 4500, "确认时限 how long the proof of printing may take"),
  },
  { additionalProperties: false },
);
export type EscposSettings = Static<typeof EscposSettings>;

/** How text is coded for this printer. */
export const textOptions = ({ encoding, euro }: EscposSettings): TextOptions => ({ encoding, euro });

/** A printer that cannot tell its state cannot answer a barrier either; then the system taking the bytes must do. */
export function proofOf(settings: EscposSettings): EscposSettings["confirm"] {
  return settings.status === "none" && settings.confirm === "barrier" ? "none" : settings.confirm;
}
