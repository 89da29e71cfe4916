// What the schemas of the offer cannot say: times in order, references, number ranges, prefixes that collide.
import type { Finding, Path } from "./finding.ts";
import type { Config } from "./schema.ts";
import { nearest } from "./suggest.ts";

type Week = Readonly<Record<string, readonly string[] | undefined>>;

/** Faults of the calendar, the tree, appointments, needs and the devices at kiosks. */
export function offerFaults(config: Config): Finding[] {
  return [
    ...calendarFaults(config),
    ...groupFaults(config),
    ...serviceFaults(config),
    ...prefixFaults(config),
    ...kioskFaults(config),
  ];
}

function hoursFaults(hours: readonly string[] | undefined, path: Path): Finding[] {
  const findings: Finding[] = [];
  let last = "";
  for (const [i, text] of (hours ?? []).entries()) {
    const [from = "", to = ""] = text.split("-");
    if (from >= to) findings.push({ path: [...path, i], message: `"${text}" ends before it begins` });
    else if (from < last) findings.push({ path: [...path, i], message: `"${text}" overlaps the hours before it` });
    last = to;
  }
  return findings;
}

function weekFaults(week: Week | undefined, path: Path): Finding[] {
  return Object.entries(week ?? {}).flatMap(([day, hours]) => hoursFaults(hours, [...path, day]));
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function calendarFaults({ hall, services }: Config): Finding[] {
  const path = ["hall", "calendar"];
  const findings = services.flatMap((service, i) => [
    ...weekFaults(service.hours, ["services", i, "hours"]),
    ...weekFaults(service.appointments?.hours, ["services", i, "appointments", "hours"]),
  ]);
  const { calendar } = hall;
  if (calendar === undefined) return findings;
  findings.push(...weekFaults(calendar.week, [...path, "week"]));
  for (const list of ["holidays", "workdays", "extended"] as const) {
    for (const [i, { date }] of calendar[list].entries()) {
      if (date !== undefined && !isDay(date)) {
        findings.push({ path: [...path, list, i, "date"], message: `there is no day "${date}"` });
      }
    }
  }
  for (const [i, { hours }] of calendar.workdays.entries()) {
    findings.push(...hoursFaults(hours, [...path, "workdays", i, "hours"]));
  }
  for (const [i, { date, weekday, hours }] of calendar.extended.entries()) {
    findings.push(...hoursFaults(hours, [...path, "extended", i, "hours"]));
    if ((date === undefined) === (weekday === undefined)) {
      findings.push({ path: [...path, "extended", i], message: `give either "date" or "weekday"` });
    }
  }
  return findings;
}

function unknown(path: Path, what: string, id: string, known: readonly string[]): Finding {
  const near = nearest(id, known);
  const hint = near === null ? `; there are: ${known.join(", ")}` : `; did you mean "${near}"?`;
  return { path, message: `there is no ${what} "${id}"${hint}` };
}

function groupFaults({ serviceGroups = [], services }: Config): Finding[] {
  const known = services.map(({ id }) => id);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const check = (group: { id: string; services?: readonly string[] | undefined }, path: Path) => {
    if (seen.has(group.id)) findings.push({ path: [...path, "id"], message: `group id "${group.id}" is used twice` });
    seen.add(group.id);
    for (const [i, id] of (group.services ?? []).entries()) {
      if (!known.includes(id)) findings.push(unknown([...path, "services", i], "service", id, known));
    }
  };
  for (const [i, group] of serviceGroups.entries()) {
    const path = ["serviceGroups", i];
    check(group, path);
    if (group.services === undefined && group.groups === undefined) {
      findings.push({ path, message: `a group needs "services" or "groups"` });
    }
    for (const [j, inner] of (group.groups ?? []).entries()) check(inner, [...path, "groups", j]);
  }
  return findings;
}

function serviceFaults({ services, policy }: Config): Finding[] {
  return services.flatMap(({ numberRange, appointments }, i): Finding[] => {
    const findings: Finding[] = [];
    if (numberRange !== undefined && numberRange.from > numberRange.to) {
      findings.push({ path: ["services", i, "numberRange"], message: `"from" is greater than "to"` });
    }
    if (appointments !== undefined && !policy.priority.classes.includes("appointment")) {
      const message = `appointments need the class "appointment" in policy.priority.classes`;
      findings.push({ path: ["services", i, "appointments"], message });
    }
    return findings;
  });
}

/** A class's own prefix must not be a service's: their numbers would be counted together. */
function prefixFaults({ services, policy }: Config): Finding[] {
  const { prefixes = {}, names = {}, classes } = policy.priority;
  const findings: Finding[] = [];
  const owners = new Map(services.map(({ prefix, id }) => [prefix, `service ${id}`]));
  for (const [id, prefix] of Object.entries(prefixes)) {
    const path = ["policy", "priority", "prefixes", id];
    const owner = owners.get(prefix);
    if (!classes.includes(id)) findings.push(unknown(path, "priority class", id, classes));
    if (owner !== undefined) findings.push({ path, message: `prefix "${prefix}" is taken by ${owner}` });
    owners.set(prefix, `class ${id}`);
  }
  for (const id of Object.keys(names)) {
    if (!classes.includes(id))
      findings.push(unknown(["policy", "priority", "names", id], "priority class", id, classes));
  }
  return findings;
}

function kioskFaults({ kiosks, devices }: Config): Finding[] {
  return kiosks.flatMap((kiosk, i) =>
    (["reader", "scanner"] as const).flatMap((kind): Finding[] => {
      const id = kiosk[kind];
      if (id === undefined) return [];
      const path = ["kiosks", i, kind];
      const device = devices.find((candidate) => candidate.id === id);
      if (device === undefined)
        return [
          unknown(
            path,
            "device",
            id,
            devices.map((one) => one.id),
          ),
        ];
      if (device.model.startsWith(`${kind}/`)) return [];
      return [{ path, message: `"${id}" is a ${device.model}, not a ${kind}` }];
    }),
  );
}

/** Oddities that a hall may live with. */
export function offerWarnings(config: Config): Finding[] {
  const { serviceGroups, services, hall } = config;
  const findings: Finding[] = [];
  for (const [i, { appointments, hours }] of services.entries()) {
    if (appointments === undefined || hall.calendar !== undefined) continue;
    if (hours === undefined && appointments.hours === undefined) {
      const message = "appointments without opening hours: slots are offered around the clock";
      findings.push({ path: ["services", i, "appointments"], message });
    }
  }
  if (serviceGroups === undefined) return findings;
  const listed = serviceGroups.flatMap((group) => [
    ...(group.services ?? []),
    ...(group.groups ?? []).flatMap((inner) => inner.services),
  ]);
  for (const [i, { id }] of services.entries()) {
    if (!listed.includes(id))
      findings.push({ path: ["services", i], message: `no group lists "${id}": kiosks hide it` });
  }
  return findings;
}
