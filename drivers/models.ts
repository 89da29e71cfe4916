// The list of device models: one line per device.

import type { Model } from "./kernel/model.ts";
import { keypadFf68 } from "./keypads/ff68.ts";
import { onbonBx5k } from "./led/onbon-bx5k.ts";
import { padFf68 } from "./pads/ff68.ts";
import { escpos } from "./printers/escpos.ts";

/** Every model the configuration may name. */
export const models: readonly Model[] = [escpos, onbonBx5k, keypadFf68, padFf68];

const byId: ReadonlyMap<string, Model> = new Map(models.map((model) => [model.id, model]));

/** The model with this id, or undefined: the configuration check says which ones there are. */
export function modelById(id: string): Model | undefined {
  return byId.get(id);
}
