// A list of records as every staff page shows it: headings, rows, a word when there are none, more on request.
import "./table.css";
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Both } from "../i18n/both.ts";
import { Press, Say } from "./parts.tsx";

/** So many rows at once; a long list is asked for piece by piece, not drawn as a whole on an old machine. */
export const ROWS_AT_ONCE = 100;

export interface Column<Row> {
  /** Null: the column of the row's buttons. */
  readonly name: Both | null;
  readonly class?: string;
  readonly cell: (row: Row) => ComponentChildren;
}

export interface TableProps<Row> {
  /** What those hear who cannot see it: it scrolls by itself when it is wider than the page. */
  readonly name: Both;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Said in place of a table without rows; missing: the headings stand alone. */
  readonly none?: Both;
  readonly rowClass?: (row: Row) => string;
}

export function Table<Row>(props: TableProps<Row>): JSX.Element {
  const { name, columns, rows, keyOf, none, rowClass } = props;
  const [shownMax, setShownMax] = useState(ROWS_AT_ONCE);
  if (rows.length === 0 && none !== undefined) {
    return (
      <p class="quiet">
        <Say of={none} />
      </p>
    );
  }
  const left = rows.length - shownMax;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="rows-scroll" tabIndex={0} aria-label={`${name.zh} ${name.en}`}>
        <table class="rows">
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.name?.en ?? ""} of={column.name} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shownMax).map((row) => (
              <tr key={keyOf(row)} class={rowClass?.(row)}>
                {columns.map((column) => (
                  <td key={column.name?.en ?? ""} class={column.class}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {left > 0 && (
        <Press class="rows-more" onPress={() => setShownMax(shownMax + ROWS_AT_ONCE)}>
          <Say class="inline" of={{ zh: `再显示（还有 ${left} 条）`, en: `show more, ${left} left` }} />
        </Press>
      )}
    </>
  );
}

function Head(props: { of: Both | null }): JSX.Element {
  if (props.of === null) return <th scope="col" aria-label="操作 Actions" />;
  return (
    <th scope="col">
      <Say of={props.of} />
    </th>
  );
}
