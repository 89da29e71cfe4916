// A file of bookings: looked through row by row first, booked only when somebody has seen what would become of it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ImportPreviewView } from "../../controller/contract/desk.ts";
import { newKey, readAnswer } from "../shared/api.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import type { DeskStore } from "./store.ts";

interface Imported {
  readonly booked: number;
  readonly refused: number;
}

async function send<T>(path: string, text: string): Promise<T | string> {
  const answer = await readAnswer<T>(
    await fetch(`/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "text/csv", "idempotency-key": newKey() },
      body: text,
    }).catch((cause: unknown) => new Response(null, { status: 503, statusText: String(cause) })),
  );
  return answer.ok ? answer.value : answer.code;
}

function Rows(props: { preview: ImportPreviewView }): JSX.Element {
  const { preview } = props;
  return (
    <ul class="import-rows">
      {preview.rows
        .filter(({ ok }) => !ok)
        .map((row) => (
          <li key={row.row} class="line line-trouble">
            <span>
              {row.row}. {row.text}
            </span>{" "}
            <Say class="inline" of={refusalWords(row.refusal ?? "BODY_INVALID")} />
            {row.detail !== "" && <small> {row.detail}</small>}
          </li>
        ))}
    </ul>
  );
}

export function ImportPanel(props: { store: DeskStore }): JSX.Element {
  const text = useSignal("");
  const preview = useSignal<ImportPreviewView | null>(null);
  const done = useSignal<Imported | null>(null);
  const trouble = useSignal<string | null>(null);
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    text.value = await file.text();
    done.value = null;
    const answer = await send<ImportPreviewView>("/appointments/import/preview", text.value);
    preview.value = typeof answer === "string" ? null : answer;
    trouble.value = typeof answer === "string" ? answer : null;
  };
  const book = async (): Promise<void> => {
    const answer = await send<Imported>("/appointments/import", text.value);
    preview.value = null;
    done.value = typeof answer === "string" ? null : answer;
    trouble.value = typeof answer === "string" ? answer : null;
    props.store.writes.value += 1;
  };
  const seen = preview.value;
  return (
    <div class="import">
      <label class="import-file">
        <Say class="inline" of={{ zh: "导入预约表（CSV）", en: "Import bookings (CSV)" }} />
        <input
          id="import-file"
          type="file"
          accept=".csv,text/csv"
          onChange={(event) => void read(event.currentTarget.files?.[0])}
        />
        <small class="quiet">service,date,time,language,needs</small>
      </label>
      {trouble.value !== null && (
        <p class="line line-trouble" role="alert">
          <Say class="inline" of={refusalWords(trouble.value)} />
        </p>
      )}
      {seen !== null && (
        <div class="import-preview" role="status">
          <p>
            <Say
              class="inline"
              of={{
                zh: `可预约 ${seen.good} 行，有问题 ${seen.faulty} 行（不会导入）`,
                en: `${seen.good} rows can be booked, ${seen.faulty} cannot`,
              }}
            />
          </p>
          <Rows preview={seen} />
          <Press class="primary" disabled={seen.good === 0} onPress={() => void book()}>
            <Say class="inline" of={{ zh: `导入 ${seen.good} 行`, en: `Import ${seen.good}` }} />
          </Press>
        </div>
      )}
      {done.value !== null && (
        <p class="line line-note" role="status">
          <Say
            class="inline"
            of={{
              zh: `已导入 ${done.value.booked} 行，未导入 ${done.value.refused} 行`,
              en: `${done.value.booked} booked, ${done.value.refused} refused`,
            }}
          />
        </p>
      )}
    </div>
  );
}
