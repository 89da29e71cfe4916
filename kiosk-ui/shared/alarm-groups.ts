// Alarms that say the same of several things are shown as one: a cut line is one trouble, not one per device on it.

interface Said {
  readonly rule: string;
  readonly subject: string;
  readonly detail: string;
}

export interface AlarmGroup<A extends Said> {
  /** The first of them in the order they came. */
  readonly first: A;
  readonly subjects: readonly string[];
  /** All of them, the first included. */
  readonly members: readonly A[];
}

export function groupsOf<A extends Said>(alarms: readonly A[]): readonly AlarmGroup<A>[] {
  const groups = new Map<string, { readonly first: A; readonly subjects: string[]; readonly members: A[] }>();
  for (const alarm of alarms) {
    const key = `${alarm.rule}\n${alarm.detail}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { first: alarm, subjects: [alarm.subject], members: [alarm] });
    else {
      known.subjects.push(alarm.subject);
      known.members.push(alarm);
    }
  }
  return [...groups.values()];
}

/** Names as far as they can be taken in: `pad-1、pad-2、pad-3 等 12 项`. */
const NAMED_MAX = 4;
export function subjectsWords(subjects: readonly string[]): string {
  if (subjects.length <= NAMED_MAX) return subjects.join("、");
  return `${subjects.slice(0, NAMED_MAX - 1).join("、")} 等 ${subjects.length} 项`;
}
