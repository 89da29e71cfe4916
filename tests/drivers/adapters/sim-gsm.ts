// Vectors of short messages against the simulated modem.
import { FrameSearch } from "../../../simulators/frame-search.ts";
import { buildDeliver, buildReport, type Submit, submitAt } from "../../../simulators/modems/gsm-pdu.ts";
import { type Fields, fieldsOf, numberIn, textIn, type VectorAdapter } from "./adapter.ts";

const optional = (fields: Fields, ...keys: readonly string[]): string | undefined => {
  const key = keys.find((name) => typeof fields[name] === "string");
  return key === undefined ? undefined : textIn(fields, key);
};
const octet = (fields: Fields, key: string): number | undefined => {
  const hex = optional(fields, key);
  return hex === undefined ? undefined : Number.parseInt(hex, 16);
};

/** What one byte string of a vector says: parts that are as always are left out. */
function submitInput({ smsc, firstOctet, mr, to, pid, dcs, vp, udh, text }: Submit): Fields {
  return {
    pdu: "submit",
    ...(smsc === null ? {} : { smsc }),
    firstOctet: firstOctet.toString(16).padStart(2, "0"),
    ...{ mr, to },
    ...(pid === 0 ? {} : { pid }),
    dcs,
    ...(vp === null ? {} : { vp }),
    ...(udh === null ? {} : { udh }),
    text,
  };
}

export const simGsm: VectorAdapter = {
  families: ["gsm-pdu"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    const head = { smsc: optional(fields, "smsc"), firstOctet: octet(fields, "firstOctet") };
    if (fields.pdu === "report") {
      const { mr, status } = { mr: numberIn(fields, "mr"), status: numberIn(fields, "status") };
      const [to, submitted, done] = [textIn(fields, "to"), textIn(fields, "submitted"), textIn(fields, "done")];
      return buildReport({ ...head, mr, to, submitted, done, status });
    }
    if (fields.pdu !== "deliver") return null;
    const [dcs, pid] = [numberIn(fields, "dcs", 0), numberIn(fields, "pid", 0)];
    const sent = optional(fields, "sent", "received", "at", "time", "timestamp", "scts") ?? "";
    const udh = optional(fields, "udh");
    return buildDeliver({ ...head, from: textIn(fields, "from"), pid, dcs, sent, udh, text: textIn(fields, "text") });
  },
  decode(_family, bytes) {
    const search = new FrameSearch(submitAt);
    const submits = bytes.flatMap((chunk) => search.push(chunk));
    // Behind the last byte the wire is silent.
    return [...submits, ...search.flush()].map(submitInput);
  },
};
