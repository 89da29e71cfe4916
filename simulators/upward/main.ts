// Runs the province's receiver by itself: `node dist/simulators/upward/main.js --port 8095 --secret-file FILE`.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { PROVINCE_FAULTS, Province, type ProvinceFault } from "./province.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8095" },
    "secret-file": { type: "string" },
    secret: { type: "string", default: "simulated-province" },
    "fault-share": { type: "string", default: "0" },
  },
});
const share = Number(values["fault-share"]);
const secretFile = values["secret-file"];

function fault(): ProvinceFault {
  if (Math.random() >= share) return "none";
  return PROVINCE_FAULTS[1 + Math.floor(Math.random() * (PROVINCE_FAULTS.length - 1))] ?? "error";
}

const province = new Province({
  port: Number(values.port),
  secret: secretFile === undefined ? values.secret : readFileSync(secretFile, "utf8").trim(),
  fault,
});
const url = await province.listen();
process.stdout.write(`模拟省平台 simulated province: ${url}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => province.close());
