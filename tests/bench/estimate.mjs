// C12: what forecasts of waits cost the service's own loop, per minute and 100 waiting tickets; the thread apart.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { median, ms, quantile, report, root } from "./bench-lib.mjs";

const MINUTE_MS = 60_000;
/** A busy line is forecast anew every ten seconds, and at once when a window opens or pauses. */
const FORECASTS_PER_MINUTE = 6 + 1;
const SERVICES = 6;
const WINDOWS = 20;
const LOOP_MS_MAX = 5;

/** Processor time of this thread alone: on a busy machine the clock on the wall counts the others too. */
function threadMs() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

const load = (file) => import(pathToFileURL(join(root, "dist", file)).href);

/** A hall in the middle of its day: every window at work, so many people waiting. */
async function busyHall(waiting) {
  const { parseConfig } = await load("config/load.js");
  const { settingsOf } = await load("controller/settings-of-config.js");
  const { newState, fold } = await load("controller/domain/fold.js");
  const { decide } = await load("controller/domain/decide.js");
  const { Experience } = await load("controller/domain/forecast/experience.js");
  const { stringify } = await import("yaml");
  const service = (id, i) => ({ id, prefix: "ABCDEF"[i], name: { "zh-CN": id } });
  const ids = Array.from({ length: SERVICES }, (_, i) => `service-${i}`);
  const windows = Array.from({ length: WINDOWS }, (_, i) => ({
    ...{ id: String(i + 1), name: { "zh-CN": `${i + 1}` } },
    services: [ids[i % SERVICES], ids[(i + 1) % SERVICES]],
  }));
  const loaded = parseConfig(
    stringify({
      ...{ version: 1, hall: { id: "bench", name: { "zh-CN": "测" } }, services: ids.map(service), windows },
      policy: { priority: { classes: ["elderly", "disabled", "military"], overtakeMax: 2 } },
    }),
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  const settings = settingsOf(loaded.config);
  const state = newState(settings);
  const experience = new Experience(settings);
  let nowMs = Date.UTC(2026, 0, 5, 1);
  let made = 0;
  const submit = (command) => {
    const context = { nowMs, newId: (kind) => `${kind}-${++made}`, newToken: () => `token-${++made}` };
    const decision = decide(state, command, context);
    if (!decision.ok) throw new Error(decision.detail);
    for (const decided of decision.events) {
      const event = { ...decided, seq: state.seq + 1, atMs: nowMs, actor: "bench" };
      fold(state, event);
      experience.fold(event);
    }
    return decision;
  };
  const issue = (i) =>
    submit({
      ...{ type: "issue-ticket", serviceId: ids[i % SERVICES], kioskId: null, language: null },
      priority: i % 8 === 0 ? "elderly" : null,
    });
  for (const { id: windowId } of windows) submit({ type: "open-window", windowId, staffId: null });
  for (let i = 0; i < 1_500; i++) {
    issue(i);
    nowMs += 15_000;
    submit({ type: "call-next", windowId: String((i % WINDOWS) + 1), fromKeypad: false });
  }
  while ([...state.waiting.values()].reduce((sum, line) => sum + line.length, 0) < waiting) issue(made);
  return { settings, state, experience, nowMs };
}

async function measure(waiting, quick) {
  const { settings, state, experience, nowMs } = await busyHall(waiting);
  const { modelOf } = await load("controller/domain/forecast/model.js");
  const { forecastOf, outlineOf } = await load("controller/domain/forecast/forecast.js");
  const { ForecastTeller } = await load("controller/domain/forecast/teller.js");
  const { ForecastThread } = await load("controller/forecast-thread.js");
  const thread = new ForecastThread(settings);
  const teller = new ForecastTeller();
  const loop = [];
  const whole = [];
  for (let round = 0; round < (quick ? 15 : 40); round++) {
    const startedMs = performance.now();
    const cpuMs = threadMs();
    const outline = outlineOf(state, modelOf(state, experience, nowMs));
    // Posting copies the model: that is the loop's time too.
    const running = thread.run(outline.model);
    const posted = threadMs();
    const bands = await running;
    const [backMs, backCpuMs] = [performance.now(), threadMs()];
    teller.take(forecastOf(outline, bands));
    loop.push(posted - cpuMs + (threadMs() - backCpuMs));
    whole.push(backMs - startedMs);
  }
  const told = teller.forNew(state, settings.services[0].id, null, nowMs);
  if (told?.share === undefined) throw new Error("nothing was told from a simulation");
  const asked = [];
  for (let round = 0; round < 2_000; round++) {
    const startedMs = performance.now();
    teller.forNew(state, settings.services[round % SERVICES].id, null, nowMs + (round % MINUTE_MS));
    asked.push(performance.now() - startedMs);
  }
  await thread.stop();
  return {
    loopMs: median(loop.slice(5)),
    worstMs: quantile(loop.slice(5), 0.95),
    wholeMs: median(whole.slice(5)),
    askedMs: median(asked),
  };
}

export async function measureEstimate(quick) {
  for (const waiting of quick ? [100] : [100, 400]) {
    const { loopMs, worstMs, wholeMs, askedMs } = await measure(waiting, quick);
    const perMinute = (FORECASTS_PER_MINUTE * loopMs * 100) / waiting;
    const beside = `${ms(loopMs)} each, p95 ${ms(worstMs)}`;
    const name = `loop time of forecasts per minute and 100 waiting, ${waiting} wait`;
    report("C12", name, ms(perMinute), beside, ms(perMinute), `≤ ${LOOP_MS_MAX} ms`, perMinute <= LOOP_MS_MAX);
    report(
      "C12",
      `one forecast in its thread, ${waiting} wait`,
      ms(wholeMs),
      `asked ${ms(askedMs)}`,
      "",
      "≤ 1 s",
      wholeMs <= 1_000,
    );
  }
}
