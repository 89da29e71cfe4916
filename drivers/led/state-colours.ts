// Which colour a board shows in which state of its window, for boards that know red, green and yellow.
import { type Static, Type } from "typebox";

const colour = (usual: BoardColour) =>
  Type.Union([Type.Literal("red"), Type.Literal("green"), Type.Literal("yellow")], { default: usual });

/** What two-colour LED boards can do: two lamps and both together. */
export type BoardColour = "red" | "green" | "yellow";

/** Settings `colours` of a board: one colour per state. */
export const StateColours = Type.Object(
  {
    calling: colour("red"),
    serving: colour("green"),
    idle: colour("green"),
    paused: colour("yellow"),
    closed: colour("red"),
  },
  { additionalProperties: false, default: {} },
);
/** Colour per state. */
export type StateColours = Static<typeof StateColours>;
