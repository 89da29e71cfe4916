// Inspects scenes: axe, the size of every target, and on boards the contrast that is read from afar.

import type { Scene, Stage, Tongue } from "../scenes/scene.ts";
import { axeFaults, smallTargets } from "./axe.ts";
import { LOW_CONTRAST } from "./board-probes.ts";

/** Surfaces that fingers touch in the hall. */
const FOR_FINGERS = new Set(["kiosk", "pad"]);

async function inspected(scene: Scene, stage: Stage, tongue: Tongue): Promise<string[]> {
  const { glass } = scene;
  const page = await scene.play(stage, tongue, glass);
  const faults = [
    ...(await axeFaults(page)),
    ...(await smallTargets(page, FOR_FINGERS.has(glass.kind) ? glass : null)),
    ...(glass.kind === "board" ? await page.evaluate<string[]>(LOW_CONTRAST) : []),
  ];
  await page.close();
  return faults.map((fault) => `${scene.id} ${tongue}: ${fault}`);
}

/** Everything that is wrong with a scene, in each of its languages. */
export async function faultsOfScene(scene: Scene, stage: Stage): Promise<string[]> {
  if (scene.apart === true)
    return (await Promise.all(scene.languages.map((tongue) => inspected(scene, stage, tongue)))).flat();
  const found: string[] = [];
  for (const tongue of scene.languages) found.push(...(await inspected(scene, stage, tongue)));
  return found;
}

/** As `test.each` wants them. */
export const named = (scenes: readonly Scene[]) => scenes.map((scene) => [scene.id, scene] as const);
