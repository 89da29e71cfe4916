// What is reported to the province, as a file for hand-over: the same records, the same refusals, no upload.
import { stringify } from "csv-stringify/sync";
import type { LocalDay } from "../domain/types.ts";
import type { Made, ProvinceAdapter } from "./adapter.ts";
import type { UpwardLog } from "./log-reader.ts";
import type { RecordMaker } from "./maker.ts";

export interface ExportPart {
  readonly text: string;
  readonly rows: number;
  /** What could not be said in the province's form: the case, and why. */
  readonly refused: readonly string[];
}

/** Cells that a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Piece by piece, so that a year's file needs no more memory than a day's. */
export function* exportLines(asked: {
  readonly adapter: ProvinceAdapter;
  readonly log: UpwardLog;
  readonly maker: RecordMaker;
  readonly from: LocalDay;
  readonly to: LocalDay;
  readonly format: "csv" | "json";
}): Generator<ExportPart> {
  const { adapter, log, maker, from, to, format } = asked;
  const { file } = adapter;
  const heads = file.kind === "csv" ? file.heads : adapter.fields.map(({ name }) => name);
  let count = 0;
  yield { text: format === "csv" ? `\uFEFF${stringify([heads])}` : "[", rows: 0, refused: [] };
  for (const subject of log.subjects(adapter.about, from, to)) {
    const found = maker.make(subject);
    // Taken back since: nothing is to be reported of it.
    if (found === null) continue;
    const made: Made = file.kind === "csv" ? file.row(found.record) : maker.form(adapter, found.record);
    if (!made.ok) {
      const why = made.faults.map(({ field, reason }) => `${field} ${reason}`).join(", ");
      yield { text: "", rows: 0, refused: [`${found.record.number} ${found.record.id}: ${why}`] };
      continue;
    }
    count += 1;
    const { fields } = made;
    const text =
      format === "csv"
        ? stringify([heads.map((head) => safe(cell(fields[head])))])
        : `${count === 1 ? "" : ","}\n${JSON.stringify(fields)}`;
    yield { text, rows: 1, refused: [] };
  }
  yield { text: format === "csv" ? "" : "\n]\n", rows: 0, refused: [] };
}

function cell(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A name that begins like a formula stays a name. */
function safe(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
