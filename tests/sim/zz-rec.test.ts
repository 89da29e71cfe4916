import { test } from "vitest";
import { AsRecorded, OwnRule } from "./recorded-waits.ts";
import { verdictOn } from "./waiting-hall.ts";
for (const [name, make] of [["rec", () => new AsRecorded(10)], ["own4", () => new OwnRule(4)]] as const) test(name, () => {
  const t0 = performance.now();
  const one = make();
  for (const d of [1, 2]) { const n0 = one.hall.judged.length; one.day(d); const js = one.hall.judged.slice(n0); const v = verdictOn(js); const l = verdictOn(js.filter((j) => j.told.highMinutes > 5)); console.log(name, d, JSON.stringify([v, l], (_k, x) => typeof x === "number" ? Math.round(x * 1000) / 1000 : x), "noshare", js.filter((j) => j.told.share === undefined).length, "promised", js.reduce((s, j) => s + (j.told.share ?? 0), 0) / js.filter((j) => j.told.share !== undefined).length, "corr", one.hall.experience.correction.bias.toFixed(2), one.hall.experience.correction.spread.toFixed(2), "untold", one.hall.untold, ((performance.now() - t0) / 1000).toFixed(1)); }
}, 300000);
