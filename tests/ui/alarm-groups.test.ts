// One trouble, one card.
import { expect, test } from "vitest";
import { groupsOf, subjectsWords } from "../../kiosk-ui/shared/alarm-groups.ts";

const alarm = (subject: string, detail: string, rule = "device") => ({ rule, subject, detail });

test("what says the same of several things stands once, in the order it came", () => {
  const groups = groupsOf([
    alarm("pad-1", "link down"),
    alarm("printer-1", "paper out"),
    alarm("pad-2", "link down"),
    alarm("social", "link down", "longest-wait"),
  ]);
  expect(groups.map(({ first, subjects }) => [first.subject, subjects])).toEqual([
    ["pad-1", ["pad-1", "pad-2"]],
    ["printer-1", ["printer-1"]],
    ["social", ["social"]],
  ]);
});

test("a group keeps each of its alarms, in order: what is done to it is done to all", () => {
  const all = Array.from({ length: 16 }, (_, at) => ({ ...alarm(`pad-${at + 1}`, "link down"), id: `device:${at}` }));
  const [storm, ...others] = groupsOf(all);
  expect(others).toEqual([]);
  expect(storm?.members).toEqual(all);
  expect(subjectsWords(storm?.subjects ?? [])).toBe("pad-1、pad-2、pad-3 等 16 项");
});

test("names are given as far as they can be taken in", () => {
  expect(subjectsWords(["a", "b", "c", "d"])).toBe("a、b、c、d");
  expect(subjectsWords(["a", "b", "c", "d", "e"])).toBe("a、b、c 等 5 项");
});
