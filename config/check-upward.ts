// What the schema of reports to the province cannot say: missing codes, unknown services, areas that do not nest.
import type { Finding } from "./finding.ts";
import type { Config } from "./schema.ts";
import { nearest } from "./suggest.ts";
import { GIVEN } from "./upward-schema.ts";

const LEVELS = ["city", "county", "township", "village"] as const;

export function upwardFaults(config: Config): Finding[] {
  const { upward } = config;
  if (upward.province === "none") return strangeItems(config);
  const findings: Finding[] = [...strangeItems(config), ...areaFaults(config), ...reachFaults(config)];
  for (const part of ["area", "department"] as const)
    if (upward[part] === undefined)
      findings.push({ path: ["upward", part], message: `a report to ${upward.province} needs "${part}"` });
  for (const { name, pattern, withRater } of GIVEN[upward.province]) {
    if (withRater === true && upward.rater === "none") continue;
    const value = upward.given[name];
    const path = ["upward", "given", name];
    if (value === undefined)
      findings.push({ path, message: `${upward.province} gives each hall a "${name}": ask for it` });
    else if (!pattern.test(value)) findings.push({ path, message: `"${value}" does not have the form of ${name}` });
  }
  const names = GIVEN[upward.province].map(({ name }) => name);
  for (const name of Object.keys(upward.given))
    if (!names.includes(name))
      findings.push({ path: ["upward", "given", name], message: `${upward.province} has no field "${name}"` });
  if (upward.rater === "vault" && upward.raterBasis === undefined)
    findings.push({
      path: ["upward", "raterBasis"],
      message: `"rater: vault" needs the rule that demands it, in words`,
    });
  if (upward.raterRequired && upward.rater === "none")
    findings.push({ path: ["upward", "raterRequired"], message: `needs "rater: vault"` });
  return findings;
}

/** Ratings of a service without an item are refused one by one: better seen before. */
export function upwardWarnings({ upward, services }: Config): Finding[] {
  if (upward.province === "none") return [];
  return services
    .filter(({ id }) => upward.items[id] === undefined)
    .map(({ id }) => ({
      path: ["upward", "items"],
      message: `service "${id}" has no item at the province: its ratings will be refused`,
    }));
}

function strangeItems({ upward, services }: Config): Finding[] {
  const ids = services.map(({ id }) => id);
  return Object.keys(upward.items)
    .filter((id) => !ids.includes(id))
    .map((id) => {
      const near = nearest(id, ids);
      const hint = near === null ? "" : `; did you mean "${near}"?`;
      return { path: ["upward", "items", id], message: `there is no service "${id}"${hint}` };
    });
}

/** 330100 holds 330106, which holds 330106109: what stands before the zeros is the beginning of the smaller. */
function areaFaults({ upward: { area } }: Config): Finding[] {
  if (area === undefined) return [];
  const findings: Finding[] = [];
  let outer: { readonly level: string; readonly code: string } | null = null;
  let gap: string | null = null;
  for (const level of LEVELS) {
    const here = area[level];
    if (here === undefined) {
      gap ??= level;
      continue;
    }
    const path = ["upward", "area", level];
    if (gap !== null) findings.push({ path, message: `the ${gap} it lies in is missing` });
    const head: string | null = outer === null ? null : outer.code.replace(/(00)+$/, "");
    if (head !== null && outer !== null && (!here.code.startsWith(head) || here.code === outer.code))
      findings.push({ path: [...path, "code"], message: `${here.code} does not lie in ${outer.level} ${outer.code}` });
    outer = { level, code: here.code };
  }
  return findings;
}

function reachFaults({ upward }: Config): Finding[] {
  const { endpoint, secretFile, secretEnv } = upward;
  if (endpoint === undefined) return [];
  const path = ["upward", "endpoint"];
  if (!URL.canParse(endpoint)) return [{ path, message: `"${endpoint}" is no address` }];
  const { protocol, username, password } = new URL(endpoint);
  const findings: Finding[] = [];
  if (username !== "" || password !== "") findings.push({ path, message: "an address holds no name or password" });
  if (protocol !== "https:" && !upward.private)
    findings.push({ path, message: `plain http is only for addresses inside: use https, or "private: true"` });
  if (secretFile === undefined && secretEnv === undefined)
    findings.push({ path: ["upward"], message: "an upload is signed: name its secret by secretFile or secretEnv" });
  if (secretFile !== undefined && secretEnv !== undefined)
    findings.push({ path: ["upward"], message: "secretFile and secretEnv are both named: one is enough" });
  return findings;
}
