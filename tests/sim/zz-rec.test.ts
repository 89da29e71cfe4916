import { test } from "vitest";
import { AsRecorded, OwnRule } from "./recorded-waits.ts";
import { verdictOn } from "./waiting-hall.ts";
for (const [name, make] of [["own4", () => new OwnRule(4)], ["rec", () => new AsRecorded(10)]] as const) test(name, () => {
  const t0 = performance.now();
  const one = make();
  for (const d of [1, 2, 3, 4, 8]) { const n0 = one.hall.judged.length; one.day(d); const v = verdictOn(one.hall.judged.slice(n0)); console.log(name, d, JSON.stringify(v, (_k, x) => typeof x === "number" ? Math.round(x * 1000) / 1000 : x), "corr", one.hall.experience.correction.bias.toFixed(2), one.hall.experience.correction.spread.toFixed(2), "untold", one.hall.untold, ((performance.now() - t0) / 1000).toFixed(1)); }
}, 300000);
