import { test } from "vitest";
import { InventedHall, type Scenario } from "/work/main/tests/sim/invented-days.ts";
import { verdictOn } from "/work/main/tests/sim/waiting-hall.ts";
const base: Scenario = { name: "busy", perHour: { a: 30, b: 14 }, meanMinutes: { a: 8, b: 12 },
  windows: { 1: ["a"], 2: ["a"], 3: ["a", "b"], 4: ["a", "b"], 5: ["b"], 6: ["a","b"], 7: ["a","b"] },
  priorityShare: 0.12, noShowShare: 0.06, patienceMinutes: 240, pauseEveryMinutes: 120, lunch: true };
const all: Scenario[] = [base,
 { ...base, name: "quiet", perHour: { a: 22, b: 10 }, },
 { ...base, name: "no lunch heavy priority", priorityShare: 0.35, lunch: false },
 { ...base, name: "overload", perHour: { a: 36, b: 18 } },
 { ...base, name: "small", perHour: { a: 12 }, windows: { 1: ["a"], 2: ["a"] }, noShowShare: 0.12 },
];
for (const s of all) test(s.name, () => {
  const t0 = performance.now();
  const inv = new InventedHall(s, 7);
  for (let d = 0; d < 5; d++) { const n0 = inv.hall.judged.length; inv.day(d); const v = verdictOn(inv.hall.judged.slice(n0)); console.log(s.name, d, JSON.stringify(v, (k, x) => typeof x === "number" ? Math.round(x * 1000) / 1000 : x), "corr", inv.hall.experience.correction.bias.toFixed(2), inv.hall.experience.correction.spread.toFixed(2)); }
  const cut = inv.hall.judged.findIndex((j) => j.atMs > 1930300000000 * 0 + 1930352400000 + 2 * 86400000);
  console.log(s.name, "ALL", JSON.stringify(verdictOn(inv.hall.judged)), "untold", inv.hall.untold, ((performance.now() - t0) / 1000).toFixed(1), "s");
}, 200000);
