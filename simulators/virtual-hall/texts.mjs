// The words of the page: faults, keys and grades, Chinese first.

const FAULTS = {
  none: ["正常", "normal"],
  unplugged: ["断电", "unplugged"],
  mute: ["不应答", "mute"],
  garbage: ["乱码", "garbage"],
  noise: ["线路噪声", "noise"],
  "bad-sum": ["校验错误", "bad sum"],
  duplicate: ["重复发送", "sent twice"],
  collision: ["总线冲突", "collision"],
  "late-ack": ["应答迟到", "late answer"],
  "corrupt-ack": ["应答损坏", "corrupt answer"],
  busy: ["忙", "busy"],
  "nine-preamble": ["九个前导", "nine A5"],
  "paper-out": ["缺纸", "paper out"],
  "paper-near-end": ["纸将尽", "paper low"],
  "cover-open": ["机盖打开", "cover open"],
  "cutter-jam": ["切刀卡住", "cutter jam"],
  offline: ["脱机", "offline"],
  slow: ["缓慢", "slow"],
  hang: ["死机", "hangs"],
  "two-byte-status": ["状态两字节", "two-byte status"],
  "never-idle": ["永不空闲", "never idle"],
  rejecting: ["全部拒绝", "rejects all"],
  "power-cycle": ["重新上电", "power cycle"],
  "sam-failed": ["安全模块故障", "SAM failed"],
  "auth-failed": ["认证失败", "card not authentic"],
  "bad-xor": ["校验错误", "bad XOR"],
  "cut-answer": ["应答不全", "cut answer"],
  "no-terminator": ["没有行尾", "no line end"],
  "noise-before": ["码前噪声", "noise before"],
  refusing: ["拒绝命令", "refuses commands"],
  "silent-start": ["不应答触发", "ignores the trigger"],
  "no-sim": ["没有SIM卡", "no SIM"],
  "pin-needed": ["需要PIN", "PIN needed"],
  "not-registered": ["没有网络", "no network"],
  "cms-error": ["发送失败", "sending fails"],
  "no-report": ["没有回执", "no report"],
  "late-prompt": ["提示迟到", "late prompt"],
  "reset-in-send": ["发送时重启", "restarts in sending"],
  echo: ["总是回显", "always echoes"],
  "no-heartbeat": ["没有心跳", "no heartbeat"],
  "double-submit": ["重复提交", "submits twice"],
  "bad-json": ["消息损坏", "broken messages"],
};

/** "缺纸 paper out"; a fault without words of its own keeps its name. */
export function faultWords(fault) {
  return (FAULTS[fault] ?? [fault]).join(" ");
}

/** Function keys of a staff keypad, in the order in which they stand beside the digits. */
export const KEY_WORDS = {
  call: ["呼叫", "call"],
  recall: ["重呼", "recall"],
  evaluate: ["评价", "evaluate"],
  transfer: ["转移", "transfer"],
  cancel: ["取消", "cancel"],
  wait: ["等候", "wait"],
  ok: ["确认", "ok"],
  function: ["功能", "function"],
  line: ["一米线", "line"],
};

/** Levels of a rating (5 the best). */
const LEVELS = {
  5: ["非常满意", "very satisfied"],
  4: ["满意", "satisfied"],
  3: ["基本满意", "fairly satisfied"],
  2: ["不满意", "dissatisfied"],
  1: ["非常不满意", "very dissatisfied"],
};

/** A pad without a grade map: the hall knows only the codes. */
export function levelWords(level, code) {
  return LEVELS[level] ?? [`按键 ${code}`, `button ${code}`];
}

export const KINDS = {
  led: ["条屏", "strip"],
  keypad: ["键盘", "keypad"],
  pad: ["评价器", "pad"],
  printer: ["打印机", "printer"],
  voice: ["语音", "voice"],
  reader: ["读卡器", "reader"],
  scanner: ["扫码器", "scanner"],
  modem: ["短信猫", "modem"],
};

export function kindWords(kind) {
  return KINDS[kind] ?? [kind, ""];
}
