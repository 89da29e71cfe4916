// A process that appends until it is killed: one line on stdout for each command whose answer has come.
// Arguments: data folder, first key number, optional label of the step at which it kills itself, and at which passing.
import { writeSync } from "node:fs";
import { decide, decideTimeMs } from "../../dist/controller/domain/decide.js";
import { fold, newState } from "../../dist/controller/domain/fold.js";
import { Hall } from "../../dist/controller/hall.js";
import { SqliteStore } from "../../dist/controller/store/sqlite-store.js";

const [folder = "", firstKey = "0", killAt = "", passingText = "1"] = process.argv.slice(2);
const say = (line) => writeSync(1, `${line}\n`);

const settings = {
  ...{ hallId: "demo-hall", name: { en: "Demo" }, timezone: "Asia/Shanghai", languages: ["zh-CN"] },
  services: [{ id: "tax", prefix: "A", digits: 6, name: { en: "Tax" }, caseLimitMinutes: null, dailyMax: null }],
  windows: [{ id: "1", name: { en: "1" }, services: ["tax"] }],
  ...{ staff: [], kiosks: [] },
  policy: {
    calls: { max: 3, minimumSecondsBetween: 0, repeatPressSeconds: 0 },
    missed: { mayReturn: true, returnAfterCalls: 1, maxReturns: 5 },
    priority: { classes: [], overtakeMax: 2 },
    rating: { inviteSeconds: 30, graceSeconds: 5, inviteOnFinish: true, periodDays: 7, levels: 5 },
    ...{ dayEnd: "close", printFailure: "show" },
  },
};

let passings = 0;
function faultPoint(label) {
  if (label !== killAt) return;
  passings += 1;
  if (passings === Number(passingText)) process.kill(process.pid, "SIGKILL");
}

const store = SqliteStore.open(folder);
let ids = 0;
const hall = new Hall({
  settings,
  store,
  rules: { decide, fold, newState, decideTimeMs },
  nowMs: () => Date.UTC(2031, 2, 4, 1),
  newId: (kind) => `${kind[0]}_${process.pid}_${firstKey}_${++ids}`,
  newToken: () => `token_${process.pid}_${firstKey}_${++ids}`,
  onFatal: (error) => {
    say(`fatal ${error}`);
    process.exit(70);
  },
  onObserverError: (error) => say(`observer ${error}`),
  faultPoint,
});
say("ready");

const ISSUE = { type: "issue-ticket", serviceId: "tax", priority: null, kioskId: null, language: null };

/** Four commands at a time, as four kiosks would. */
async function kiosk(key) {
  for (let n = key; ; n += 4) {
    const answer = await hall.submit(ISSUE, {
      actor: "kiosk:kiosk-1",
      idempotency: { key: `k${n}`, fingerprint: "issue" },
      render: (state, decision) => {
        const ticket = state.tickets.get(decision.subject.ticketId);
        return { status: 201, body: { number: ticket.number, seq: state.seq } };
      },
    });
    say(`ack ${n} ${answer.body.number}`);
  }
}

if (killAt !== "hold") await Promise.all([0, 1, 2, 3].map((kioskNumber) => kiosk(Number(firstKey) + kioskNumber)));
else setInterval(() => undefined, 60_000);
