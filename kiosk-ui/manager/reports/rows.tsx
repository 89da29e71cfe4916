// The rows of a report: headings stay in sight, sort when pressed and say what they mean, totals stay below.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { ReportColumn, ReportTable } from "../../../controller/contract/reports.ts";
import { both } from "../../shared/i18n/both.ts";
import { Say } from "../../shared/ui/parts.tsx";
import { nextSorting, rowName, type Sorting, shown, sortedRows, unitWords } from "./view.ts";

const sorting = signal<Sorting | null>(null);
/** The column whose meaning is told: the one looked at last. */
const explained = signal<ReportColumn | null>(null);

function Heading(props: { column: ReportColumn }): JSX.Element {
  const { column } = props;
  const now = sorting.value?.columnId === column.id ? sorting.value : null;
  const order = now === null ? undefined : now.isDown ? "descending" : "ascending";
  const explain = () => {
    explained.value = column;
  };
  return (
    <th scope="col" class="number" aria-sort={order}>
      <button
        type="button"
        data-column={column.id}
        onMouseEnter={explain}
        onFocus={explain}
        onClick={() => {
          sorting.value = nextSorting(sorting.value, column.id);
        }}
      >
        <Say of={both(column.name)} />
        <small>
          {unitWords(column.unit)}
          {now === null ? "" : now.isDown ? " ▼" : " ▲"}
        </small>
      </button>
    </th>
  );
}

function Meaning(): JSX.Element {
  const column = explained.value;
  if (column === null) {
    return (
      <p class="report-meaning">
        <Say class="inline" of={{ zh: "点列名排序；指向列名看定义", en: "Headings sort, and tell what they mean" }} />
      </p>
    );
  }
  const { name, meaning, formula, source } = column;
  return (
    <p class="report-meaning">
      <b>{both(name).zh}</b> <Say class="inline" of={both(meaning)} /> <code>{formula}</code> · {source}
    </p>
  );
}

export function Rows(props: { table: ReportTable }): JSX.Element {
  const { columns, rows, totals } = props.table;
  const ranked = rows.some((row) => row.place !== undefined);
  return (
    <>
      <Meaning />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="report-scroll" tabIndex={0} aria-label="报表 Report">
        <table>
          <thead>
            <tr>
              <th scope="col">&nbsp;</th>
              {ranked && <th scope="col">名次 Place</th>}
              {columns.map((column) => (
                <Heading key={column.id} column={column} />
              ))}
            </tr>
          </thead>
          <tbody>
            {sortedRows(props.table, sorting.value).map((row) => (
              <tr key={`${row.period} ${row.id}`}>
                <th scope="row">
                  <Say class="inline" of={rowName(props.table, row)} />
                  {row.note !== undefined && (
                    <small class="report-note">
                      {both(row.note).zh} {both(row.note).en}
                    </small>
                  )}
                </th>
                {ranked && <td class="number">{row.place ?? "–"}</td>}
                {row.values.map((value, at) => (
                  <td key={columns[at]?.id} class="number">
                    {shown(value, columns[at]?.unit ?? "text")}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">合计 Total</th>
              {ranked && <td />}
              {totals.map((value, at) => (
                <td key={columns[at]?.id} class="number">
                  {shown(value, columns[at]?.unit ?? "text")}
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </section>
    </>
  );
}
