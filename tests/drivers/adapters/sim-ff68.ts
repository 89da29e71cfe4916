// Vectors of staff keypads and rating pads against the simulators' FF 68.
import { buildFf68, Ff68Reader } from "../../../simulators/ff68-frame.ts";
import { fieldsOf, numberIn, type VectorAdapter } from "./adapter.ts";

export const simFf68: VectorAdapter = {
  families: ["caller-ff68", "evaluator-ff68"],
  encode(_family, input) {
    const { frame, leadFF } = fieldsOf(input);
    const fields = fieldsOf(frame);
    return buildFf68(numberIn(fields, "addr"), numberIn(fields, "cmd"), fields.data as number[], leadFF !== false);
  },
  decode(_family, bytes) {
    const reader = new Ff68Reader();
    const heard = bytes.flatMap((chunk) => reader.push(chunk));
    // Behind the last byte the wire is silent.
    heard.push(...reader.flush());
    return heard.map(({ leadFF, ...frame }) => ({ frame, leadFF }));
  },
};
