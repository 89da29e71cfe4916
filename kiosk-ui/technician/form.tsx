// The form of a schema: a field per setting, its default shown, its fault beside it.
import type { JSX } from "preact";
import type { Both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import type { Draft, Field, Typed } from "./form-view.ts";

interface FormProps {
  readonly id: string;
  readonly fields: readonly Field[];
  readonly draft: Draft;
  readonly faults: Readonly<Record<string, Both>>;
  readonly onChange: (draft: Draft) => void;
}

export function SchemaForm({ id, fields, draft, faults, onChange }: FormProps): JSX.Element {
  return (
    <div class="form">
      {fields.map((field) => {
        const fault = faults[field.name];
        const inputId = `${id}-${field.name}`;
        const set = (typed: Typed): void => onChange({ ...draft, [field.name]: typed });
        return (
          <div key={field.name} class={`field ${fault === undefined ? "" : "field-fault"}`}>
            <label for={inputId}>
              <strong>{field.name}</strong>
              {field.required && <span class="required"> * 必填 required</span>}
              {field.description !== "" && <small>{field.description}</small>}
            </label>
            <FieldInput id={inputId} field={field} typed={draft[field.name] ?? ""} onType={set} />
            {fault !== undefined && (
              <p class="fault" role="alert">
                <span aria-hidden="true">▲ </span>
                <Say class="inline" of={fault} />
              </p>
            )}
          </div>
        );
      })}
    </div>
  );
}

interface InputProps {
  readonly id: string;
  readonly field: Field;
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
}

const defaultWords = ({ fallback }: Field): string => (fallback === null ? "" : `默认 default: ${fallback}`);

function FieldInput({ id, field, typed, onType }: InputProps): JSX.Element {
  if (typeof typed !== "string") return <RecordRows id={id} field={field} rows={typed} onType={onType} />;
  switch (field.kind) {
    case "choice":
    case "boolean": {
      const choices = field.kind === "boolean" ? [true, false] : field.choices;
      return (
        <select id={id} value={typed} onChange={(event) => onType(event.currentTarget.value)}>
          <option value="">{field.fallback === null ? "— 未设 not set" : defaultWords(field)}</option>
          {choices.map((choice) => (
            <option key={String(choice)} value={String(choice)}>
              {field.kind === "boolean" ? (choice === true ? "是 yes" : "否 no") : String(choice)}
            </option>
          ))}
        </select>
      );
    }
    case "json":
      return (
        <textarea
          id={id}
          rows={typed === "" ? 2 : 6}
          placeholder={`JSON ${defaultWords(field)}`}
          value={typed}
          onInput={(event) => onType(event.currentTarget.value)}
        />
      );
    default:
      return (
        <input
          id={id}
          type="text"
          inputMode={field.kind === "integer" ? "numeric" : field.kind === "number" ? "decimal" : "text"}
          autocomplete="off"
          placeholder={defaultWords(field)}
          value={typed}
          onInput={(event) => onType(event.currentTarget.value)}
        />
      );
  }
}

function RecordRows(props: {
  id: string;
  field: Field;
  rows: Exclude<Typed, string>;
  onType: (typed: Typed) => void;
}): JSX.Element {
  const { id, field, rows, onType } = props;
  const change = (at: number, row: readonly [string, string]): void =>
    onType(rows.map((each, index) => (index === at ? row : each)));
  const values = field.of ?? field;
  return (
    <div class="record" id={id}>
      {rows.map(([key, value], at) => (
        <div key={at} class="record-row">
          <input
            type="text"
            aria-label="键 key"
            value={key}
            onInput={(event) => change(at, [event.currentTarget.value, value])}
          />
          <span aria-hidden="true">→</span>
          <FieldInput
            id={`${id}-${at}`}
            field={values}
            typed={value}
            onType={(typed) => change(at, [key, typeof typed === "string" ? typed : ""])}
          />
          <Press label="删去此行 Remove row" onPress={() => onType(rows.filter((_, index) => index !== at))}>
            ✕
          </Press>
        </div>
      ))}
      <Press onPress={() => onType([...rows, ["", ""]])}>＋ 加一行 Add row</Press>
    </div>
  );
}
