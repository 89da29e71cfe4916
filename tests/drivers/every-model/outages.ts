// The plug is pulled: how soon the hall knows, and how soon the device is back with what it is to show by now.
import { isFrameModel } from "../../../drivers/kernel/model.ts";
import type { Case } from "./cases.ts";
import { arrived, ended, numberAt, online, tell } from "./deeds.ts";
import { type Rig, rigFor } from "./rig.ts";

/** From the trouble to the manager's board, and from its end to a device that is right again. */
export const TOLD_MS_MAX = 5_000;
export const BACK_MS_MAX = 5_000;
/** Of a device that never answers. */
export const REFRESHED_MS_MAX = 31_000;

/** `asked`: it answers questions; `told`: it answers what it is told to show; `never`. */
export function answers({ model, settings }: Case): "asked" | "told" | "never" {
  if (!isFrameModel(model)) return "asked";
  if (model.probe(settings as never) !== null) return "asked";
  if (model.kind !== "led") return "never";
  const plan = model.plan({ state: "calling", texts: ["A001"], number: "A001" }, settings as never);
  return plan.some(({ reply }) => reply !== null) ? "told" : "never";
}

/** Whether what it shows stands there again by itself. An invitation is for one person at one moment. */
export const restores = ({ model }: Case) => model.kind === "led" || model.kind === "keypad";

export interface Outage {
  /** From the pulled plug to offline; null: nobody noticed. */
  readonly toldMs: number | null;
  /** From the plug put in again to online and right; null: not within two minutes. */
  readonly backMs: number | null;
}

const SHOWS = ["led", "keypad", "pad"];

/** `loud`: the line itself breaks; else the device is merely silent. */
export async function outage(of: Case, { loud, lastsMs }: { loud: boolean; lastsMs: number }): Promise<Outage> {
  const rig = await rigFor(of, 5);
  await online(rig);
  const first = numberAt(4);
  void tell(rig, first);
  await rig.clock.until(() => arrived(rig, first), 15_000);
  await rig.clock.advanceAsync(20_000);
  rig.unplug(loud);
  const current = numberAt(49);
  if (answers(of) === "told") void tell(rig, numberAt(16));
  const toldMs = await waitFor(rig, () => rig.status().state === "offline", TOLD_MS_MAX * 12);
  await rig.clock.advanceAsync(Math.max(0, lastsMs - (toldMs ?? 0)));
  if (SHOWS.includes(of.model.kind)) void tell(rig, current);
  await rig.clock.advanceAsync(500);
  rig.plugIn();
  const right = () => !SHOWS.includes(of.model.kind) || arrived(rig, current);
  const backMs = await waitFor(rig, () => rig.status().state === "online" && right(), 120_000);
  await ended(rig);
  return { toldMs, backMs };
}

async function waitFor(rig: Rig, holds: () => boolean, msMax: number): Promise<number | null> {
  const fromMs = rig.clock.monotonicMs();
  try {
    await rig.clock.until(holds, msMax);
  } catch (error) {
    if (!String(error).includes("of virtual time")) throw error;
    return null;
  }
  return rig.clock.monotonicMs() - fromMs;
}
