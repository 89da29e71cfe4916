// Settings that hold other settings: groups, lists of entries, names with values, and the order of a window's calls.
import { createContext, type JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import type { SettingsView } from "../../../controller/contract/settings.ts";
import { Press, Say } from "../../shared/ui/parts.tsx";
import { type Fault, faultsAt, faultWords } from "./fault-words.ts";
import { FieldRow, type InputProps } from "./inputs.tsx";
import { keyOf, type Option, partsOf } from "./references.ts";
import { hoursOf, isPlain, type Values, withField } from "./view.ts";

export interface FormState {
  readonly view: SettingsView;
  /** Of the change that was looked at last. */
  readonly faults: readonly Fault[];
}
export const FormContext = createContext<FormState | null>(null);

/** What is wrong at a place, with its cause and what to do. */
export function Faults(props: { id: string; place: string; below: boolean }): JSX.Element | null {
  const form = useContext(FormContext);
  const faults = faultsAt(form?.faults ?? [], props.place, props.below);
  if (faults.length === 0) return null;
  return (
    <div class="set-wrong" id={props.id} role="alert">
      <ul>
        {faults.map(({ place, message }) => {
          const { cause, remedy } = faultWords(message);
          const side = [cause.en, remedy.en].filter((one) => one !== "").join(": ");
          return (
            <li key={`${place} ${message}`}>
              <Say of={{ zh: `✗ ${cause.zh}：${remedy.zh}`, en: side }} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** A group of settings; one that may be missing is turned on first. */
export function Group({ field, value, onValue, place = field.path }: InputProps): JSX.Element {
  const form = useContext(FormContext);
  const [kept, setKept] = useState<Values>(isPlain(value) ? value : {});
  const on = isPlain(value);
  const draft = on ? value : {};
  const parts = form === null ? [] : partsOf(form.view, field.path);
  return (
    <>
      {!field.required && (
        <label class="set-check">
          <input
            type="checkbox"
            checked={on}
            onChange={(event) => {
              // What was filled in before it was turned off is there again when it is turned on.
              if (!event.currentTarget.checked) setKept(draft);
              onValue(event.currentTarget.checked ? kept : undefined);
            }}
          />
          启用 On
        </label>
      )}
      {(on || field.required) && (
        <div class="set-group">
          {parts.map((part) => {
            const key = keyOf(part, field.path);
            return (
              <FieldRow
                key={part.path}
                field={part}
                place={`${place}.${key}`}
                value={draft[key]}
                onValue={(next) => onValue(withField(draft, key, next))}
              />
            );
          })}
        </div>
      )}
    </>
  );
}

/** What a list holds while the file says nothing. */
function usualRows(form: FormState | null, path: string): SettingsView["usual"]["outcomes"] {
  if (path === "outcomes") return form?.view.usual.outcomes ?? [];
  return path === "pauseReasons" ? (form?.view.usual.pauseReasons ?? []) : [];
}

/** Entries of a list, each with its own settings. */
export function Rows({ field, value, onValue, place = field.path }: InputProps): JSX.Element {
  const form = useContext(FormContext);
  const rows = Array.isArray(value) ? (value as unknown[]).filter(isPlain) : [];
  // A row keeps its inputs when one above it goes.
  const [keys, setKeys] = useState<readonly number[]>(rows.map((_, i) => i));
  const parts = form === null ? [] : partsOf(form.view, field.path);
  // An empty list says: none at all. Where the file may say nothing, the usual ones hold instead.
  const send = (next: readonly Values[]) => onValue(next.length === 0 && !field.required ? undefined : next);
  const usual = usualRows(form, field.path);
  const isFull = field.itemsMax !== undefined && rows.length >= field.itemsMax;
  return (
    <>
      {rows.length === 0 && usual.length > 0 && (
        <p class="set-help">
          现在用默认的 the usual ones hold: {usual.map(({ name }) => name["zh-CN"]).join("、")}{" "}
          <Press
            class="set-add"
            onPress={() => {
              setKeys(usual.map((_, i) => i));
              send(usual);
            }}
          >
            在默认的上修改 Begin with these
          </Press>
        </p>
      )}
      <ol class="set-rows">
        {rows.map((row, i) => (
          <li key={keys[i] ?? i} class="set-group">
            {parts.map((part) => {
              const key = keyOf(part, field.path);
              return (
                <FieldRow
                  key={part.path}
                  field={part}
                  place={`${place}[${i}].${key}`}
                  value={row[key]}
                  onValue={(next) => send(rows.map((one, j) => (j === i ? withField(one, key, next) : one)))}
                />
              );
            })}
            <Press
              class="set-danger"
              label={`删除第 ${i + 1} 项 remove ${i + 1}`}
              onPress={() => {
                setKeys(keys.filter((_, j) => j !== i));
                send(rows.filter((_, j) => j !== i));
              }}
            >
              删除 Remove
            </Press>
          </li>
        ))}
      </ol>
      <Press
        class="set-add"
        disabled={isFull}
        label={`${field.name.zh} 新增 add`}
        onPress={() => {
          setKeys([...keys, Math.max(-1, ...keys) + 1]);
          send([...rows, {}]);
        }}
      >
        ＋ 新增 Add
      </Press>
    </>
  );
}

/** One value a line. */
export function TextLines(props: InputProps & { readonly id: string }): JSX.Element {
  const { field, value, onValue, id } = props;
  const isHours = /hours$/i.test(field.path);
  const [text, setText] = useState(Array.isArray(value) ? value.join("\n") : "");
  return (
    <textarea
      id={id}
      rows={Math.max(2, Math.min(8, text.split("\n").length))}
      value={text}
      placeholder={isHours ? "17:00-19:00" : "每行一项 one line each"}
      onInput={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        const lines = isHours ? hoursOf(next) : next.split("\n").map((line) => line.trim());
        const kept = lines.filter((line) => line !== "");
        onValue(kept.length === 0 ? undefined : kept);
      }}
    />
  );
}

/** Names with a value each: numbers, short texts, or words in two languages. */
export function Pairs({ field, value, onValue }: InputProps): JSX.Element {
  const [pairs, setPairs] = useState<readonly (readonly [string, unknown])[]>(
    Object.entries(isPlain(value) ? value : {}),
  );
  const send = (next: readonly (readonly [string, unknown])[]) => {
    setPairs(next);
    const named = next.filter(([name]) => name !== "");
    onValue(named.length === 0 ? undefined : Object.fromEntries(named));
  };
  const put = (at: number, pair: readonly [string, unknown]) => send(pairs.map((one, i) => (i === at ? pair : one)));
  return (
    <>
      <ul class="set-pairs">
        {pairs.map(([name, one], i) => (
          <li key={i}>
            <input
              type="text"
              aria-label={`${field.name.zh} 代号 id ${i + 1}`}
              placeholder="代号 id"
              value={name}
              onInput={(event) => put(i, [event.currentTarget.value.trim(), one])}
            />
            <PairValue of={field.of} name={name} value={one} onValue={(next) => put(i, [name, next])} />
            <Press
              class="set-danger"
              label={`删除 remove ${name}`}
              onPress={() => send(pairs.filter((_, j) => j !== i))}
            >
              ✗
            </Press>
          </li>
        ))}
      </ul>
      <Press
        class="set-add"
        label={`${field.name.zh} 新增 add`}
        onPress={() => send([...pairs, ["", field.of === "words" ? {} : ""]])}
      >
        ＋ 新增 Add
      </Press>
    </>
  );
}

function PairValue(props: {
  of: string | undefined;
  name: string;
  value: unknown;
  onValue: (value: unknown) => void;
}): JSX.Element {
  const { of, name, value, onValue } = props;
  if (of === "words") {
    const words = isPlain(value) ? value : {};
    return (
      <>
        {(["zh-CN", "en"] as const).map((language) => (
          <input
            key={language}
            type="text"
            lang={language}
            aria-label={`${name} ${language === "en" ? "English" : "中文"}`}
            placeholder={language === "en" ? "English" : "中文"}
            value={String(words[language] ?? "")}
            onInput={(event) => {
              const text = event.currentTarget.value;
              onValue(withField(words, language, text === "" ? undefined : text));
            }}
          />
        ))}
      </>
    );
  }
  return (
    <input
      type="text"
      inputMode={of === "integer" ? "numeric" : "text"}
      aria-label={`${name} 的值 value`}
      value={String(value ?? "")}
      onInput={(event) => {
        const text = event.currentTarget.value.trim();
        onValue(of === "integer" && /^\d+$/.test(text) ? Number(text) : text);
      }}
    />
  );
}

const PROFILES = [
  ["", "先到先办（默认） longest wait first (usual)"],
  ["fixed-order", "按业务次序 services in their order"],
  ["ratio", "按比例 by shares"],
] as const;

/** What "next" draws from at a window. */
export function ProfileInput(props: {
  id: string;
  value: unknown;
  services: readonly Option[];
  onValue: (value: unknown) => void;
}): JSX.Element {
  const profile = isPlain(props.value) ? props.value : {};
  const shares = isPlain(profile.shares) ? profile.shares : {};
  const kind = profile.kind === "longest-wait" ? "" : String(profile.kind ?? "");
  const pick = (next: string) => {
    if (next === "") props.onValue(undefined);
    else props.onValue(next === "ratio" ? { kind: next, shares } : { kind: next });
  };
  return (
    <>
      <select id={props.id} value={kind} onChange={(event) => pick(event.currentTarget.value)}>
        {PROFILES.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      {kind === "ratio" && (
        <div class="set-sides">
          {props.services.map(({ id, name }) => (
            <label class="set-side" key={id}>
              {name}（份 shares, 1–9）
              <input
                type="text"
                inputMode="numeric"
                value={String(shares[id] ?? 1)}
                onInput={(event) => {
                  const text = event.currentTarget.value.trim();
                  const share = /^\d+$/.test(text) ? Number(text) : text;
                  props.onValue({ kind, shares: { ...shares, [id]: share } });
                }}
              />
            </label>
          ))}
        </div>
      )}
    </>
  );
}
