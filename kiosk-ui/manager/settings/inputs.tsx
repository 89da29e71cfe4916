// One input for each kind of setting; every one says what it means, its bounds, its default and whose figure that is.
import type { JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import { STAFF_ROLES } from "../../../controller/contract/roles.ts";
import type { SettingsField } from "../../../controller/contract/settings.ts";
import { Say } from "../../shared/ui/parts.tsx";
import { STAFF_ROLE_WORDS } from "../access/words.ts";
import { faultsAt } from "./fault-words.ts";
import { choiceWords, type Option, optionsOf, partsOf } from "./references.ts";
import { Faults, FormContext, Group, Pairs, ProfileInput, Rows, TextLines } from "./structured.tsx";
import {
  hoursOf,
  hoursText,
  isPlain,
  linesOf,
  linesText,
  textOf,
  typedOf,
  type Values,
  WEEKDAY_WORDS,
  WEEKDAYS,
  withField,
} from "./view.ts";

export interface InputProps {
  readonly field: SettingsField;
  readonly value: unknown;
  /** Undefined: the file is to say nothing here. */
  readonly onValue: (value: unknown) => void;
  /** Where in the file it stands, such as `services[2].prefix`; missing: at its path. */
  readonly place?: string;
  readonly readOnly?: boolean;
  /** Of a window that is being edited: what it serves. */
  readonly around?: Values;
}

/** Kinds that are more than one input. */
const GROUPS: ReadonlySet<string> = new Set(["words", "week", "boolean", "object", "record"]);

/** The input under its name and meaning, and what is wrong with it. */
export function FieldRow(props: InputProps): JSX.Element {
  const { field, place = field.path } = props;
  const form = useContext(FormContext);
  const id = `set-${place.replace(/[^A-Za-z0-9]+/g, "-")}`;
  const isWhole = form === null || partsOf(form.view, field.path).length === 0;
  const options = form === null ? undefined : optionsOf(field, form.view, props.value);
  const isGroup =
    field.path !== "windows[].profile" &&
    (!isWhole || GROUPS.has(field.kind) || (field.kind === "list" && (options ?? field.choices) !== undefined));
  const isWrong = faultsAt(form?.faults ?? [], place, isWhole).length > 0;
  return (
    <div class={isWrong ? "set-row set-faulty" : "set-row"} data-field={field.path} data-place={place}>
      <div class="set-name" id={`${id}-name`}>
        {isGroup ? (
          <Say of={field.name} />
        ) : (
          <label for={id}>
            <Say of={field.name} />
          </label>
        )}
      </div>
      <div class="set-input">
        {isGroup ? (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset would put its legend above the name that is there.
          <div role="group" aria-labelledby={`${id}-name`}>
            <Input {...props} id={id} options={options} isWhole={isWhole} isWrong={isWrong} />
          </div>
        ) : (
          <Input {...props} id={id} options={options} isWhole={isWhole} isWrong={isWrong} />
        )}
        <Faults id={`${id}-wrong`} place={place} below={isWhole} />
        <p class="set-help">
          {field.help.zh} <span lang="en">{field.help.en}</span>
        </p>
        <p class="set-bounds">{boundsOf(field)}</p>
      </div>
    </div>
  );
}

function boundsOf({ minimum, maximum, default: usual, source, required, path }: SettingsField): string {
  const range =
    minimum === undefined ? (maximum === undefined ? "" : `≤ ${maximum}`) : `${minimum} – ${maximum ?? "…"}`;
  const isBare = isPlain(usual) || (Array.isArray(usual) && usual.length === 0);
  const otherwise = usual === undefined || isBare ? "" : `默认 default ${JSON.stringify(usual)}`;
  const origin = otherwise === "" ? "" : `来源 source: ${source.zh} ${source.en}`;
  return [required && usual === undefined ? "必填 required" : "", range, otherwise, origin, path]
    .filter((one) => one !== "")
    .join(" · ");
}

interface Inner extends InputProps {
  readonly id: string;
  readonly options: readonly Option[] | undefined;
  /** It has no parts with rows of their own. */
  readonly isWhole: boolean;
  readonly isWrong: boolean;
}

function Input(props: Inner): JSX.Element {
  const { field, value, onValue, options, isWhole } = props;
  if (field.path === "windows[].profile") {
    const served = Array.isArray(props.around?.services) ? (props.around.services as string[]) : [];
    const services = served.map((one) => ({ id: one, name: one }));
    return <ProfileInput id={props.id} value={value} services={services} onValue={onValue} />;
  }
  // Nothing chosen where nothing need be said: the file says nothing.
  const listed = (ids: unknown) => onValue(Array.isArray(ids) && ids.length === 0 && !field.required ? undefined : ids);
  if (!isWhole) return field.kind === "list" ? <Rows {...props} /> : <Group {...props} />;
  if (options !== undefined && field.kind === "list")
    return <Choices value={value ?? field.default} onValue={listed} options={options} />;
  if (options !== undefined) return <Pick {...props} options={options} />;
  if (field.kind === "list" && field.choices !== undefined && field.path !== "staff[].roles") {
    const choices = field.choices.map((one) => ({ id: String(one), name: choiceWords(one) }));
    return <Choices value={value ?? field.default} onValue={onValue} options={choices} />;
  }
  if (field.kind === "record") return <Pairs {...props} />;
  if (field.path === "staff[].roles")
    return (
      <Choices
        value={value ?? ["window"]}
        onValue={onValue}
        options={STAFF_ROLES.map((id) => ({ id, name: `${STAFF_ROLE_WORDS[id].zh} ${STAFF_ROLE_WORDS[id].en}` }))}
      />
    );
  if (field.path === "services[].documents") return <Lines {...props} />;
  if (field.kind === "list") return <TextLines {...props} />;
  if (field.kind === "words") return <WordsInput {...props} />;
  if (field.kind === "week") return <WeekInput value={value} onValue={onValue} />;
  if (field.kind === "boolean")
    return (
      <label class="set-check">
        <input
          type="checkbox"
          checked={(value ?? field.default ?? false) === true}
          onChange={(event) => onValue(event.currentTarget.checked)}
        />
        是 Yes
      </label>
    );
  if (field.kind === "choice")
    return (
      <select
        id={props.id}
        value={textOf(value)}
        onChange={(event) => {
          const typed = typedOf(field, event.currentTarget.value);
          onValue("value" in typed ? typed.value : undefined);
        }}
      >
        <option value="">{field.default === undefined ? "" : `默认 default (${choiceWords(field.default)})`}</option>
        {field.choices?.map((one) => (
          <option key={String(one)} value={String(one)}>
            {choiceWords(one)}
          </option>
        ))}
      </select>
    );
  return <TextInput {...props} />;
}

/** One of those that are there, or none. */
function Pick(props: Inner & { readonly options: readonly Option[] }): JSX.Element {
  return (
    <select
      id={props.id}
      value={textOf(props.value)}
      aria-invalid={props.isWrong}
      onChange={(event) => {
        const { value } = event.currentTarget;
        props.onValue(value === "" ? undefined : value);
      }}
    >
      <option value="">无 none</option>
      {props.options.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

function TextInput({ field, value, onValue, id, readOnly, isWrong }: Inner): JSX.Element {
  const [text, setText] = useState(textOf(value));
  const [wrong, setWrong] = useState("");
  const isNumber = field.kind === "integer" || field.kind === "number";
  return (
    <>
      <input
        id={id}
        type="text"
        inputMode={isNumber ? "decimal" : "text"}
        value={text}
        readOnly={readOnly ?? false}
        aria-invalid={wrong !== "" || isWrong}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        placeholder={field.default === undefined || field.default === null ? "" : textOf(field.default)}
        onInput={(event) => {
          const next = event.currentTarget.value;
          setText(next);
          const typed = typedOf(field, next);
          setWrong("wrong" in typed ? typed.wrong : "");
          // What is no number goes along: the check then says so here, and nothing is dropped in silence.
          if ("wrong" in typed) onValue(next);
          else onValue("value" in typed ? typed.value : undefined);
        }}
      />
      {wrong !== "" && (
        <span class="set-wrong" role="alert">
          {wrong}
        </span>
      )}
    </>
  );
}

function WordsInput({ field, value, onValue }: InputProps): JSX.Element {
  const words = isPlain(value) ? value : {};
  const one = (language: string, label: string) => (
    <label class="set-side" key={language}>
      {label}
      <input
        type="text"
        lang={language}
        data-language={language}
        value={String(words[language] ?? "")}
        onInput={(event) => {
          const text = event.currentTarget.value;
          const next = withField(words, language, text === "" ? undefined : text);
          onValue(Object.keys(next).length === 0 && !field.required ? undefined : next);
        }}
      />
    </label>
  );
  const others = Object.keys(words).filter((language) => language !== "zh-CN" && language !== "en");
  return (
    <div class="set-sides">
      {one("zh-CN", "中文")}
      {one("en", "English")}
      {others.map((language) => one(language, language))}
    </div>
  );
}

export function WeekInput(props: { value: unknown; onValue: (value: unknown) => void }): JSX.Element {
  const week = isPlain(props.value) ? props.value : {};
  return (
    <div class="set-week">
      {WEEKDAYS.map((day) => (
        <label key={day}>
          {WEEKDAY_WORDS[day]}
          <input
            type="text"
            data-day={day}
            placeholder="不开放 closed"
            value={hoursText(week[day])}
            onChange={(event) => {
              const hours = hoursOf(event.currentTarget.value);
              const { [day]: _gone, ...rest } = week;
              const next: Values = hours.length === 0 ? rest : { ...rest, [day]: hours };
              const ordered = Object.fromEntries(WEEKDAYS.filter((one) => next[one]).map((one) => [one, next[one]]));
              props.onValue(Object.keys(ordered).length === 0 ? undefined : ordered);
            }}
          />
        </label>
      ))}
    </div>
  );
}

function Choices(props: {
  value: unknown;
  onValue: (value: unknown) => void;
  options: readonly Option[];
}): JSX.Element {
  const chosen = Array.isArray(props.value) ? (props.value as string[]) : [];
  return (
    <div class="set-choices">
      {props.options.map(({ id, name }) => (
        <label key={id} class="set-check">
          <input
            type="checkbox"
            value={id}
            checked={chosen.includes(id)}
            onChange={() => props.onValue(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])}
          />
          {name}
        </label>
      ))}
    </div>
  );
}

function Lines({ value, onValue }: InputProps): JSX.Element {
  return (
    <textarea
      rows={3}
      aria-label="每行：中文 | English"
      placeholder="身份证 | ID card"
      onChange={(event) => {
        const lines = linesOf(event.currentTarget.value, Array.isArray(value) ? (value as Values[]) : []);
        onValue(lines.length === 0 ? undefined : lines);
      }}
    >
      {linesText(value)}
    </textarea>
  );
}
