// Inspects scenes: axe, the size of every target, and on boards the contrast that is read from afar.

import { onStage, type Scene, type Stage, type Tongue } from "../scenes/scene.ts";
import { axeFaults, smallTargets } from "./axe.ts";
import { LOW_CONTRAST } from "./board-probes.ts";

/** Surfaces that fingers touch in the hall. */
const FOR_FINGERS = new Set(["kiosk", "pad"]);

const inspected = (scene: Scene, stage: Stage, tongue: Tongue): Promise<string[]> =>
  onStage(scene, stage, (own) => inspectedOn(own, scene, tongue));

async function inspectedOn(stage: Stage, scene: Scene, tongue: Tongue): Promise<string[]> {
  const { glass } = scene;
  const page = await scene.play(stage, tongue, glass);
  const faults = [
    ...(await axeFaults(page, tongue === scene.languages[0])),
    ...(await smallTargets(page, FOR_FINGERS.has(glass.kind) ? glass : null)),
    ...(glass.kind === "board" ? await page.evaluate<string[]>(LOW_CONTRAST) : []),
  ];
  await page.close();
  return faults.map((fault) => `${scene.id} ${tongue}: ${fault}`);
}

/** Scenes that are inspected in every language. Elsewhere the two that every hall has: the others differ by words. */
const IN_ALL = new Set(["kiosk-start", "kiosk-documents", "kiosk-printed", "phone-waiting", "phone-rated"]);

/** Everything that is wrong with a scene, in its languages. */
export async function faultsOfScene(scene: Scene, stage: Stage): Promise<string[]> {
  const tongues = scene.languages.filter((one) => one === "zh-CN" || one === "en" || IN_ALL.has(scene.id));
  if (scene.apart === true) return (await Promise.all(tongues.map((tongue) => inspected(scene, stage, tongue)))).flat();
  const found: string[] = [];
  for (const tongue of tongues) found.push(...(await inspected(scene, stage, tongue)));
  return found;
}

/** As `test.each` wants them. */
export const named = (scenes: readonly Scene[]) => scenes.map((scene) => [scene.id, scene] as const);
