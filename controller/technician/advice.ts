// "What came out?": from what a person saw to the setting that mends it.
import type { DeviceConfig, LinkConfig } from "../../config/schema.ts";
import type { Model } from "../../drivers/kernel/model.ts";
import type { AdviceView, ConfigEdit } from "../contract/technician.ts";

export type Verdict = "good" | "garbage" | "wrong-width" | "nothing" | "other";
type Step = AdviceView["steps"][number];

/** Speeds in the order in which they are worth trying. */
const BAUD_RATES = [9600, 19200, 38400, 57600, 115200] as const;
const PRINT_WIDTHS = [576, 512, 384] as const;
const STRIP_UNITS = ["byte8", "pixelFlag", "pixelPlain"] as const;

const say = (zh: string, en: string, edit: ConfigEdit | null = null): Step => ({ zh, en, edit });

/** The next one of a ring; the first one for a value that is not in it. */
function next<T>(ring: readonly T[], value: unknown): T {
  return ring[(ring.indexOf(value as T) + 1) % ring.length] as T;
}

function set(device: DeviceConfig, settings: Readonly<Record<string, unknown>>): ConfigEdit {
  return { op: "set-device", device: { ...device, settings: { ...device.settings, ...settings } } };
}

function otherSpeed(link: LinkConfig): Step[] {
  if (link.type !== "serial") return [];
  const baudRate = next(BAUD_RATES, link.baudRate);
  const zh = `波特率改为 ${baudRate}（现为 ${link.baudRate}），再测一次`;
  const en = `try ${baudRate} baud (now ${link.baudRate}) and test again`;
  return [say(zh, en, { op: "set-link", link: { ...link, baudRate } })];
}

function garbage(device: DeviceConfig, link: LinkConfig, model: Model): Step[] {
  const steps = otherSpeed(link);
  if (model.kind === "printer") {
    const encoding = device.settings.encoding === "gbk" ? "gb18030" : "gbk";
    steps.push(say(`汉字编码改为 ${encoding}`, `set the encoding to ${encoding}`, set(device, { encoding })));
    if (device.settings.qr === "native")
      steps.push(say("二维码改为图形方式", "send the QR code as a picture", set(device, { qr: "raster" })));
  }
  if (link.type === "serial" && link.parity === "none" && device.model === "led/alpha-sign")
    steps.push(
      say("此屏出厂为 7 位偶校验", "this sign ships with 7 data bits, even parity", {
        op: "set-link",
        link: { ...link, dataBits: 7, parity: "even" },
      }),
    );
  steps.push(
    say("检查 A、B 两线是否接反、屏蔽层是否接地", "check whether A and B are swapped and the shield is earthed"),
  );
  return steps;
}

function wrongWidth(device: DeviceConfig, model: Model): Step[] {
  const { dotsPerLine, xUnit } = device.settings;
  if (model.kind === "printer") {
    const dots = next(PRINT_WIDTHS, dotsPerLine);
    return [
      say(`打印宽度改为 ${dots} 点`, `set the width to ${dots} dots`, set(device, { dotsPerLine: dots })),
      say("数一数标尺上的长刻度：每格 96 点", "count the tall ticks of the ruler: 96 dots each"),
    ];
  }
  if (model.kind !== "led") return [];
  const steps = [say("按屏的实际点数设置 width、height", "set width and height to the real dots of the strip")];
  if (xUnit !== undefined) {
    const unit = next(STRIP_UNITS, xUnit);
    steps.push(say(`横向单位改为 ${unit}`, `set xUnit to ${unit}`, set(device, { xUnit: unit })));
  }
  return steps;
}

function nothing(device: DeviceConfig, link: LinkConfig, model: Model): Step[] {
  const steps = [say("确认设备有电、数据线插牢", "make sure that it has power and its cable is in")];
  if (link.type === "tcp")
    steps.push(say(`确认 ${link.host}:${link.port} 可达`, `make sure that ${link.host}:${link.port} can be reached`));
  steps.push(...otherSpeed(link));
  if (device.settings.address !== undefined)
    steps.push(say("核对设备地址（拨码或菜单）", "compare the address with the device's switches or menu"));
  if (model.kind === "printer" && device.settings.status !== "none")
    steps.push(
      say(
        "打印机可能不回状态：改为 none 再测",
        "it may not answer: set status to none",
        set(device, { status: "none" }),
      ),
    );
  if (model.kind === "voice") steps.push(say("检查喇叭与音量", "check the loudspeaker and the volume"));
  steps.push(say("互换 A、B 两线再测", "swap A and B and test again"));
  return steps;
}

/** What to do next, the likeliest first. */
export function adviceFor(verdict: Verdict, device: DeviceConfig, link: LinkConfig, model: Model): Step[] {
  switch (verdict) {
    case "good":
      return [];
    case "garbage":
      return garbage(device, link, model);
    case "wrong-width":
      return wrongWidth(device, model);
    case "nothing":
      return nothing(device, link, model);
    case "other":
      return [say("打开字节记录，对照说明书", "open the byte log and compare with the manual")];
  }
}
