// Vectors of scanners in serial mode against the simulated one.
import { codeLine, type LineEnd } from "../../../simulators/scanners/line-text.ts";
import { fieldsOf, textIn, type VectorAdapter } from "./adapter.ts";

export const simLine: VectorAdapter = {
  families: ["line"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    return codeLine(textIn(fields, "text"), (fields.end ?? "cr") as LineEnd);
  },
  // A scanner in this mode listens to nobody.
  decode: () => [],
};
