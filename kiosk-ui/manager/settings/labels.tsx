// A sheet of labels, A4: each page of the hall with its address and code, to print and stick on the machines.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { LabelView } from "../../../controller/contract/settings.ts";
import { get } from "../../shared/api.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";

export function Labels(): JSX.Element {
  const [labels, setLabels] = useState<readonly LabelView[]>([]);
  useEffect(() => {
    void get<LabelView[]>("/settings/labels").then((answer) => {
      if (answer.ok) setLabels(answer.value);
    });
  }, []);
  return (
    <Panel title={{ zh: "二维码标签", en: "QR labels" }}>
      <Press class="set-no-print" id="print-labels" onPress={() => window.print()}>
        打印 Print (A4)
      </Press>
      <ul class="set-labels">
        {labels.map(({ url, name, svg }) => (
          <li key={url}>
            <img alt={`${name.zh} ${url}`} src={`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`} />
            <Say of={name} />
            <code>{url}</code>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
