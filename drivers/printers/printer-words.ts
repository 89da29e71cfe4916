// What a printer session says about jobs and states, Chinese first: staff read it on the manager's page.

/** Details of outcomes and states. `reason` and `fault` may be empty. */
export const WORDS = {
  noAnswer: "打印机无应答 no answer",
  noise: "线路有杂码 noise on the line",
  notTaken: "数据未能写出 the line took no more bytes",
  confirmed: "打印机已确认 confirmed by the printer",
  confirmedLate: "打印机稍后确认 confirmed late by the printer",
  clearAfter: "已发送，随后状态正常（未逐张确认） sent, state clear afterwards, not confirmed ticket by ticket",
  takenOnly: "系统已收下全部数据；此打印机不回报状态 all bytes taken; this printer cannot report",
  noProof: "未收到打印确认 no proof of printing came in time",
  notConnected: (reason: string): string => suffixed("打印机未连接 not connected", reason),
  queueFull: (max: number): string => `待打印已满 ${max} 张 ${max} tickets are waiting already`,
  lostBefore: (reason: string): string => suffixed("发送前断线，未发送 line lost before sending", reason),
  lostDuring: (reason: string): string => suffixed("发送后断线，结果未知 line lost after sending began", reason),
  silentDuring: (why: string): string => suffixed("打印中失去联系，结果未知 contact lost while printing", why),
  faultDuring: (fault: string): string => suffixed("打印中出现故障，结果未知 fault while printing", fault),
  faultAfter: (fault: string): string => suffixed("打印后出现故障，请查看 fault after printing", fault),
  heldBack: (fault: string): string => suffixed("未发送 nothing sent", fault),
  notAsked: (what: string): string => `无人询问的应答 answer to no open question (${what})`,
} as const;

function suffixed(words: string, reason: string): string {
  return reason === "" ? words : `${words}：${reason}`;
}
