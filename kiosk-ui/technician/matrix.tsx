// The buttons of a keypad or pad: each cell turns green when its key was pressed.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { REFUSALS } from "../../controller/contract/refusals.ts";
import type { InputsView } from "../../controller/contract/technician.ts";
import { clockWithSeconds } from "../shared/format.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { type Trouble, troubleOf } from "./api.ts";
import { TroubleLine } from "./bits.tsx";
import { usePolling } from "./hooks.ts";
import { ACTION_WORDS, appended, type Input, litCells, type MatrixCell, strangeInputs } from "./matrix-view.ts";
import type { TechnicianStore } from "./store.ts";

const EVERY_MS = 500;
const RECENT_MAX = 6;

/** A refusal in words, an action by its name, anything else as it is. */
function becameWords(became: string): string {
  // To a citizen this says where else to rate; here it only says that the press has come through.
  if (became === "NO_OPEN_INVITATION") return "已收到；现在没有邀请评价 heard; nobody was asked to rate";
  return became in REFUSALS ? refusalWords(became).zh : (ACTION_WORDS[became]?.zh ?? became);
}

export function Matrix(props: { store: TechnicianStore; deviceId: string; cells: readonly MatrixCell[] }): JSX.Element {
  const { store, deviceId, cells } = props;
  const inputs = useSignal<readonly Input[]>([]);
  const after = useSignal<number | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  usePolling(store.timers, EVERY_MS, [deviceId, store.keys.value], async (current) => {
    const path = `/technician/devices/${encodeURIComponent(deviceId)}/inputs?after=${after.value ?? 0}`;
    const answer = await store.get<InputsView>(path);
    if (!current()) return;
    trouble.value = troubleOf(answer);
    if (!answer.ok) return;
    // Presses from before this page was opened prove nothing to the one who stands here now.
    if (after.value !== null) inputs.value = appended(inputs.value, answer.value.inputs);
    after.value = answer.value.next;
  });
  const lit = litCells(cells, inputs.value);
  const done = lit.filter(({ count }) => count > 0).length;
  return (
    <>
      <p class="matrix-count" aria-live="polite">
        <strong>
          {done} / {lit.length}
        </strong>{" "}
        <Say
          class="inline"
          of={done === lit.length ? { zh: "全部按过", en: "all pressed" } : { zh: "已按过", en: "pressed" }}
        />
        <Press
          disabled={inputs.value.length === 0}
          onPress={() => {
            inputs.value = [];
          }}
        >
          <Say class="inline" of={{ zh: "重新开始", en: "Start over" }} />
        </Press>
      </p>
      <TroubleLine trouble={trouble.value} />
      <ul class="matrix">
        {lit.map((cell) => (
          <li key={cell.key} class={`matrix-cell ${cell.count > 0 ? "lit" : ""}`}>
            <span class="matrix-mark" aria-hidden="true">
              {cell.count > 0 ? "✓" : "○"}
            </span>
            <Say of={cell.name} />
            <code>{cell.code}</code>
            {cell.count > 0 && (
              <small>
                ×{cell.count} → {becameWords(cell.became)}
              </small>
            )}
          </li>
        ))}
      </ul>
      <Recent inputs={inputs.value} strange={strangeInputs(cells, inputs.value)} />
    </>
  );
}

function Recent(props: { inputs: readonly Input[]; strange: readonly Input[] }): JSX.Element | null {
  if (props.inputs.length === 0) return null;
  return (
    <ol class="recent">
      {props.inputs
        .slice(-RECENT_MAX)
        .reverse()
        .map((input) => (
          <li key={input.n}>
            <span class="quiet">{clockWithSeconds(input.at)}</span> <code>{input.what}</code> →{" "}
            {becameWords(input.became)}
            {props.strange.includes(input) && (
              <span class="chip">
                <Say class="inline" of={{ zh: "不在按键表中", en: "not in the key map" }} />
              </span>
            )}
          </li>
        ))}
    </ol>
  );
}
