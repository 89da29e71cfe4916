// Option lists and local rating rules: what a schema cannot say.
import type { Finding, Path } from "./finding.ts";
import type { Config } from "./schema.ts";

type Rating = NonNullable<Config["rating"]>;
type List = Rating["options"][number]["onsite"];

/** Doubled editions, windows that are not there, and lists that lead people to a level. */
export function ratingFaults({ rating, windows }: Config): Finding[] {
  if (rating === undefined) return [];
  const findings: Finding[] = [];
  const versions = new Map<string, number>();
  const begins = new Map<string, number>();
  for (const [i, edition] of rating.options.entries()) {
    const path = ["rating", "options", i];
    for (const [seen, key, name] of [
      [versions, edition.version, "version"],
      [begins, edition.from, "from"],
    ] as const) {
      if (seen.has(key)) findings.push({ path: [...path, name], message: `${key} 重复 is there twice` });
      seen.set(key, i);
    }
    for (const kind of ["onsite", "online"] as const) findings.push(...listFaults(edition[kind], [...path, kind]));
  }
  const codes = (rating.pad?.languages ?? []).map(({ code }) => code);
  for (const [i, code] of codes.entries()) {
    const isDouble = codes.indexOf(code) < i || code === "zh-CN" || code === "en";
    const message = `${code} 重复，中文和英文总有 is there twice, or always there`;
    if (isDouble) findings.push({ path: ["rating", "pad", "languages", i, "code"], message });
  }
  const known = new Set(windows.map(({ id }) => id));
  for (const [list, path] of [
    [rating.withoutCall?.windows ?? [], ["rating", "withoutCall", "windows"]],
    [rating.staffSidePads, ["rating", "staffSidePads"]],
  ] as const) {
    for (const [i, id] of list.entries()) {
      if (!known.has(id)) findings.push({ path: [...path, i], message: `没有窗口 there is no window ${id}` });
    }
  }
  return findings;
}

/** A code may stand once per level: the same word for good and bad levels has two entries. */
function listFaults({ reasons, dimensions }: List, path: Path): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const [i, { code, levels }] of reasons.entries()) {
    for (const level of levels) {
      if (seen.has(`${code} ${level}`)) {
        findings.push({
          path: [...path, "reasons", i],
          message: `${code} 在级别 ${level} 重复 twice at level ${level}`,
        });
      }
      seen.add(`${code} ${level}`);
    }
  }
  const codes = dimensions.map(({ code }) => code);
  const double = codes.findIndex((code, i) => codes.indexOf(code) < i);
  if (double >= 0) {
    findings.push({ path: [...path, "dimensions", double], message: `${codes[double]} 重复 is there twice` });
  }
  return findings;
}
