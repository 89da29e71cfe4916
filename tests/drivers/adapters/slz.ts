// Vectors of SLZ window strips, in colour and single-colour, against the driver.
import { type SlzCommand, slzCodec } from "../../../drivers/led/lang-slz.ts";
import type { BoardColour } from "../../../drivers/led/state-colours.ts";
import { type Fields, fieldsOf, numberIn, textIn, toHex, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

const SINGLE = "strip-screen-single";

function commandOf(family: string, fields: Fields): SlzCommand {
  const addr = numberIn(fields, "addr");
  if (family === SINGLE) return { cmd: "showSingle", addr, text: textIn(fields, "text") };
  const cmd = textIn(fields, "cmd");
  if (cmd === "showRom") return { cmd, addr };
  if (cmd !== "show" && cmd !== "storeRom") throw new TypeError(`the driver has no command ${cmd}`);
  // Without a text: no data, as in storing what is shown. Without a colour: the first, red.
  const { text = "", colour = "red" } = fields;
  return { cmd, addr, text: textIn({ text }, "text"), colour: textIn({ colour }, "colour") as BoardColour };
}

export const slz: VectorAdapter = {
  families: ["slz-strip-screen", SINGLE],
  encode: (family, input) => slzCodec.encode(commandOf(family, fieldsOf(input))),
  decode: (_family, bytes) =>
    readAll(slzCodec, bytes).messages.map(({ addr, body }) => {
      return { cmd: "reply", addr, body: toHex(Uint8Array.from(body)) };
    }),
  canonical(family, input) {
    const fields = fieldsOf(input);
    if (family === SINGLE) return fields;
    if (fields.cmd === "reply") return { body: "", ...fields };
    return typeof fields.text === "string" && fields.text !== "" ? { colour: "red", ...fields } : fields;
  },
};
