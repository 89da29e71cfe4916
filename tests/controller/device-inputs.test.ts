// The last inputs of every device: asked for piece by piece, never more than fifty, and forgotten with the device.
import { expect, test } from "vitest";
import { DeviceInputs } from "../../controller/device-inputs.ts";

test("are told oldest first, each once to who asks for what came after", () => {
  let now = 5;
  const inputs = new DeviceInputs(() => now++);
  inputs.add("a", "call", "call-next");
  inputs.add("b", "grade 1", "level 5");
  inputs.add("a", "recall", "recall");
  const { inputs: all, next } = inputs.after("a", 0);
  expect(all).toEqual([
    { n: 1, atMs: 5, what: "call", became: "call-next" },
    { n: 3, atMs: 7, what: "recall", became: "recall" },
  ]);
  expect(inputs.after("a", next)).toEqual({ inputs: [], next });
  inputs.add("a", "missed", "missed");
  expect(inputs.after("a", next).inputs.map(({ what }) => what)).toEqual(["missed"]);
});

test("are bounded per device: the oldest goes", () => {
  const inputs = new DeviceInputs(() => 0);
  inputs.add("quiet", "once", "ok");
  for (let i = 0; i < 500; i++) inputs.add("busy", `key ${i}`, "ok");
  const { inputs: kept } = inputs.after("busy", 0);
  expect(kept).toHaveLength(50);
  expect(kept[0]?.what).toBe("key 450");
  expect(inputs.after("quiet", 0).inputs).toHaveLength(1);
});

test("of devices that are no longer there are forgotten", () => {
  const inputs = new DeviceInputs(() => 0);
  inputs.add("a", "call", "ok");
  inputs.add("b", "call", "ok");
  inputs.keepOnly(new Set(["b"]));
  expect(inputs.after("a", 0)).toEqual({ inputs: [], next: 2 });
  expect(inputs.after("b", 0).inputs).toHaveLength(1);
});
