// What the error codes of a modem mean, in words (3GPP 27.005 §3.2.5, 27.007 §9.2), and what to do about them.

/** How an order ends after an error, or whether it may be tried again. */
export interface GsmFault {
  readonly words: string;
  /** The number or the contract is at fault: another try will end the same way. */
  readonly permanent: boolean;
  /** After a PDU: the network may have taken the message all the same. */
  readonly doubt: boolean;
}

const permanent = (words: string): GsmFault => ({ words, permanent: true, doubt: false });
const temporary = (words: string): GsmFault => ({ words, permanent: false, doubt: false });

const CMS: Readonly<Record<number, GsmFault>> = {
  1: permanent("空号 unassigned number"),
  8: permanent("运营商限制 barred by the operator"),
  10: permanent("号码被限制 calls to this number are barred"),
  21: temporary("短信被拒 message rejected"),
  22: temporary("内存已满 memory capacity exceeded"),
  27: temporary("对方暂不可达 destination out of service"),
  28: permanent("无此用户 unidentified subscriber"),
  29: permanent("业务被拒 facility rejected"),
  30: permanent("用户未知 unknown subscriber"),
  38: temporary("网络故障 network out of order"),
  41: temporary("网络临时故障 temporary failure of the network"),
  42: temporary("网络拥塞 network congested"),
  47: temporary("网络资源不足 no resources at the network"),
  50: permanent("未开通短信业务 this SIM has no SMS service"),
  69: permanent("网络不支持 not offered by the network"),
  96: permanent("短信内容无效 invalid mandatory information"),
  111: permanent("协议错误 protocol error"),
  127: temporary("网间错误 interworking error"),
  300: temporary("模块故障 modem failure"),
  301: temporary("短信服务被占用 SMS service reserved"),
  302: permanent("不允许的操作 operation not allowed"),
  303: permanent("模块不支持 not supported by the modem"),
  304: permanent("短信格式无效 invalid PDU"),
  305: permanent("短信格式无效 invalid parameter"),
  310: temporary("没有 SIM 卡 no SIM card"),
  311: temporary("SIM 卡需要 PIN the SIM wants its PIN"),
  313: temporary("SIM 卡故障 SIM failure"),
  314: temporary("SIM 卡忙 SIM busy"),
  315: temporary("SIM 卡不对 wrong SIM"),
  316: temporary("SIM 卡需要 PUK the SIM wants its PUK"),
  320: temporary("短信存储故障 memory failure"),
  322: temporary("短信存储已满 memory full"),
  330: temporary("短信中心号码未知 service centre unknown: set `smsc`"),
  331: temporary("无网络服务 no network service"),
  332: { words: "网络超时 network timeout", permanent: false, doubt: true },
  340: temporary("模块未等待确认 no acknowledgement expected"),
  500: temporary("未知错误 unknown error"),
};

const CME: Readonly<Record<number, GsmFault>> = {
  0: temporary("模块故障 modem failure"),
  3: permanent("不允许的操作 operation not allowed"),
  4: permanent("模块不支持 not supported by the modem"),
  10: temporary("没有 SIM 卡 no SIM card"),
  11: temporary("SIM 卡需要 PIN the SIM wants its PIN"),
  12: temporary("SIM 卡需要 PUK the SIM wants its PUK"),
  13: temporary("SIM 卡故障 SIM failure"),
  14: temporary("SIM 卡忙 SIM busy"),
  15: temporary("SIM 卡不对 wrong SIM"),
  16: temporary("PIN 错误 wrong PIN"),
  20: temporary("短信存储已满 memory full"),
  30: temporary("无网络服务 no network service"),
  31: { words: "网络超时 network timeout", permanent: false, doubt: true },
  32: permanent("仅限紧急呼叫 emergency calls only"),
  100: temporary("未知错误 unknown error"),
};

/** No code: not even whether it was about this message. */
const BARE: GsmFault = {
  words: "模块报错，未说明原因 the modem says ERROR and no more",
  permanent: false,
  doubt: true,
};

/** `ERROR`, `+CMS ERROR: 304` or `+CME ERROR: 10` in words, with the code for those who call the operator. */
export function gsmFault(line: string): GsmFault {
  const match = /^\+(CMS|CME) ERROR: ?(\d+)/.exec(line);
  if (match === null) return BARE;
  const [, family = "", digits = ""] = match;
  const known = (family === "CMS" ? CMS : CME)[Number(digits)];
  const named = known ?? temporary("错误 error");
  return { ...named, words: `${named.words} (${family} ${Number(digits)})` };
}

/** Whether a line is the last one of an answer that failed. */
export const isError = (line: string): boolean => /^(ERROR$|\+CM[SE] ERROR:)/.test(line);

/** Status of a report (23.040 §9.2.3.15). Null: the network still tries. */
export function reportOutcome(status: number): { readonly ok: boolean; readonly words: string } | null {
  if (status < 0x20) {
    const words: Readonly<Record<number, string>> = {
      0: "已送达 delivered",
      1: "已转发，未确认 forwarded, not confirmed",
    };
    return { ok: true, words: words[status] ?? `已完成 done (${status})` };
  }
  if (status < 0x40) return null;
  const words: Readonly<Record<number, string>> = {
    64: "远端错误 remote procedure error",
    65: "不兼容的目的地 incompatible destination",
    66: "对方拒收 refused by the recipient's network",
    67: "无法获得 not obtainable",
    69: "网间不支持 no interworking",
    70: "有效期已过 validity period expired",
    71: "发送方删除 deleted by the sender",
    72: "短信中心删除 deleted by the service centre",
    73: "短信不存在 message does not exist",
  };
  return { ok: false, words: `${words[status] ?? "未送达 not delivered"} (${status})` };
}

/** Registration of `+CREG:` (27.007 §7.2). */
export function registration(stat: number): { readonly ok: boolean; readonly words: string } {
  const known: Readonly<Record<number, readonly [boolean, string]>> = {
    0: [false, "未注册网络 not registered"],
    1: [true, "本地网 home network"],
    2: [false, "正在搜索网络 searching for a network"],
    3: [false, "网络拒绝注册 registration denied: is the SIM in service?"],
    5: [true, "漫游 roaming"],
    6: [true, "本地网，仅短信 home network, SMS only"],
    7: [true, "漫游，仅短信 roaming, SMS only"],
  };
  const [ok, words] = known[stat] ?? [false, "网络状态未知 registration unknown"];
  return { ok, words };
}

/** `+CSQ: 20,0` → `-73 dBm (20/31)`. */
export function signalWords(rssi: number): string {
  if (rssi > 31) return "未知 unknown";
  return `${rssi * 2 - 113} dBm (${rssi}/31)`;
}
