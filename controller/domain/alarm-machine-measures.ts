// What rules find in devices, sound, estimates and in the machine the hall runs on.
import { type Look, type Measure, named, type Reading } from "./alarm-facts.ts";
import { windowOf } from "./settings-lookup.ts";

const MINUTE_MS = 60_000;

/** Paper as printers tell of it; one that is silent says nothing of its paper. */
const paper =
  (wanted: string, words: string): Measure =>
  ({ facts }) =>
    facts.devices
      .filter(({ kind, facts: told }) => kind === "printer" && told.paper !== undefined)
      .map(({ id, facts: told, state }): Reading => {
        const isKnown = state === "online" || state === "faulted";
        return { subject: id, value: isKnown ? Number(told.paper === wanted) : null, detail: words };
      });

/** Windows are called there, and nothing there could make a sound. */
const muteZone: Measure = ({ facts }) =>
  facts.zones
    .filter(({ sinks, wanted }) => sinks > 0 || wanted)
    .map(({ id, name, speaking, sinks, check }) => {
      const failed = check !== null && !check.ok;
      const why = speaking === 0 ? `${sinks}个播放端均不可用 none of ${sinks} can speak` : (check?.detail ?? "");
      const detail = `不能播报 cannot speak: ${why}`;
      return { subject: id, shown: named(name, id), value: speaking === 0 || failed ? 1 : 0, detail };
    });

const calibration: Measure = ({ facts }, rule) => {
  const { n, share } = facts.calibration ?? { n: 0, share: null };
  const percent = share === null || n < Math.max(1, rule.least) ? null : share * 100;
  const shown = share === null ? "—" : Math.round(share * 100);
  const detail = `预计等候最近${n}张中${shown}%准确 · ${shown} % of the last ${n} told waits held`;
  return [{ subject: "hall", shown: "大厅", value: percent, detail }];
};

/** Forward or back; stands for a while, because what was logged in between needs a look. */
const clockJump: Measure = ({ facts, nowMs, state }, rule) => {
  const jump = facts.probes.clockJump;
  const alarm = state.alarms.get(`${rule.id}:machine`);
  const isRecent = jump !== null && nowMs - jump.atMs < rule.withinMinutes * MINUTE_MS;
  const stands = alarm !== undefined && nowMs - alarm.raisedAtMs < rule.withinMinutes * MINUTE_MS;
  const seconds = isRecent ? Math.abs(jump.seconds) : stands ? rule.threshold : 0;
  const detail = `系统时钟跳变${Math.round(jump?.seconds ?? 0)}秒 · the machine's clock jumped`;
  return [{ subject: "machine", value: seconds, detail }];
};

const diskLow: Measure = ({ facts }) => {
  const free = facts.probes.diskFreeMegabytes;
  const shown = free === null ? "—" : Math.floor(free);
  return [{ subject: "machine", value: free, detail: `磁盘剩余${shown} MB · ${shown} MB left on the disk` }];
};

const logCheck: Measure = ({ facts: { probes } }) => [
  {
    subject: "log",
    value: probes.logFault === null ? null : Number(probes.logFault !== ""),
    detail: `日志链校验不通过 · the event log does not hold: ${probes.logFault ?? ""}`,
  },
];

const deadLetters: Measure = ({ facts: { probes } }) => {
  const count = probes.deadLetters;
  const detail = `${count ?? 0}条消息发送失败 · ${count ?? 0} messages could not be sent`;
  return [{ subject: "messages", value: count, detail }];
};

/** Failed, or not there although its hour has passed: a hall that is switched off at night has none either. */
const backup: Measure = ({ facts: { probes }, nowMs }, rule) => {
  if (probes.backup === null) return [];
  const { trouble, newestMs, dueMs } = probes.backup;
  const isLate = dueMs !== null && nowMs - dueMs >= rule.withinMinutes * MINUTE_MS;
  const isMissing = isLate && (newestMs === null || newestMs < dueMs);
  const what = trouble !== "" ? "备份失败 the backup failed" : "昨夜没有新备份 there is no backup of last night";
  const days = newestMs === null ? null : Math.floor((nowMs - newestMs) / (24 * 60 * MINUTE_MS));
  const last = days === null ? "尚无任何备份 none at all" : `最近一份在${days}天前 the newest is ${days} days old`;
  return [{ subject: "nightly", value: Number(trouble !== "" || isMissing), detail: `${what}；${last}` }];
};

const webhookDisabled: Measure = ({ facts: { probes } }) =>
  (probes.disabledWebhooks ?? []).map((id) => {
    return { subject: id, value: 1, detail: `推送地址已停用 · this endpoint refuses for good` };
  });

const emergency: Measure = ({ feed, state }) =>
  feed.emergencies().map(({ windowId, answered }) => {
    const at = named(windowOf(state.settings, windowId)?.name, windowId);
    const how = answered ? "已有人前往 somebody is on the way" : "需要支援 needs help now";
    return { subject: windowId, shown: at, windowId, value: 1, detail: `紧急求助 emergency: ${how}` };
  });

const ruleError: Measure = ({ facts }: Look) =>
  [...facts.broken].map(([id, why]) => {
    return { subject: id, value: 1, detail: `规则无法判断 · this rule cannot be judged: ${why}` };
  });

export const MACHINE_MEASURES = {
  "paper-low": paper("near-end", "纸将尽 paper near end"),
  "paper-out": paper("end", "缺纸 paper out"),
  "mute-zone": muteZone,
  calibration,
  "clock-jump": clockJump,
  "disk-low": diskLow,
  "log-check": logCheck,
  "dead-letters": deadLetters,
  backup,
  "webhook-disabled": webhookDisabled,
  emergency,
  "rule-error": ruleError,
} as const;
