// The list of device models: one line per device.

import type { Model } from "./kernel/model.ts";
import { keypadFf68 } from "./keypads/ff68.ts";
import { keypadProfile } from "./keypads/profile.ts";
import { alphaSign } from "./led/alpha-sign.ts";
import { modbusNumber } from "./led/modbus-number.ts";
import { onbonBx5k } from "./led/onbon-bx5k.ts";
import { slzStrip } from "./led/slz-strip.ts";
import { sum4Number } from "./led/sum4-number.ts";
import { xunpengNumber } from "./led/xunpeng-number.ts";
import { modemGsm } from "./modems/gsm.ts";
import { padFf68 } from "./pads/ff68.ts";
import { padJsonWs } from "./pads/json-ws.ts";
import { padProfile } from "./pads/profile.ts";
import { escpos } from "./printers/escpos.ts";
import { samv } from "./readers/samv.ts";
import { gm72 } from "./scanners/gm72.ts";
import { lineScanner } from "./scanners/line.ts";
import { syn6288 } from "./voice/syn6288.ts";
import { xfs5152 } from "./voice/xfs5152.ts";

/** Every model the configuration may name. */
export const models: readonly Model[] = [
  escpos,
  onbonBx5k,
  modbusNumber,
  alphaSign,
  slzStrip,
  xunpengNumber,
  sum4Number,
  keypadFf68,
  padFf68,
  keypadProfile,
  padProfile,
  padJsonWs,
  syn6288,
  xfs5152,
  samv,
  lineScanner,
  gm72,
  modemGsm,
];

const byId: ReadonlyMap<string, Model> = new Map(models.map((model) => [model.id, model]));

/** The model with this id, or undefined: the configuration check says which ones there are. */
export function modelById(id: string): Model | undefined {
  return byId.get(id);
}
