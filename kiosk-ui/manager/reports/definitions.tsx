// The dictionary of figures as a page: made from the code that counts them.
import type { JSX } from "preact";
import type { ReportDefinitions } from "../../../controller/contract/reports.ts";
import { both } from "../../shared/i18n/both.ts";
import { Panel, Say } from "../../shared/ui/parts.tsx";

export function Definitions(props: { of: ReportDefinitions | null }): JSX.Element {
  return (
    <Panel title={{ zh: "指标定义", en: "Definitions of figures" }} class="definitions">
      <p>
        <a href="#reports">
          <Say class="inline" of={{ zh: "← 返回报表", en: "Back to the reports" }} />
        </a>
      </p>
      <table>
        <thead>
          <tr>
            <th>指标 Figure</th>
            <th>含义 Meaning</th>
            <th>公式 Formula</th>
            <th>依据 Source</th>
          </tr>
        </thead>
        <tbody>
          {props.of?.metrics.map((metric) => (
            <tr key={metric.id}>
              <th scope="row">
                <Say of={both(metric.name)} />
                <code>{metric.id}</code>
              </th>
              <td>
                <Say of={both(metric.meaning)} />
              </td>
              <td>
                <code>{metric.formula}</code>
              </td>
              <td>{metric.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
