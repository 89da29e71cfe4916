// Services, windows, staff and kiosks: a list, and a form made from the schema for the one that is open.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SettingsView } from "../../../controller/contract/settings.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { FieldRow } from "./inputs.tsx";
import { entriesOf, nameOf } from "./references.ts";
import type { SettingsStore } from "./store.ts";
import { type EntryListName, setValue, type Values, withField } from "./view.ts";

const TITLES: Readonly<Record<EntryListName, Both>> = {
  services: { zh: "业务", en: "Services" },
  windows: { zh: "窗口", en: "Windows" },
  staff: { zh: "人员", en: "Staff" },
  kiosks: { zh: "取号机", en: "Kiosks" },
};
const FRESH: Readonly<Record<EntryListName, Values>> = {
  services: { id: "", prefix: "", digits: 3, name: {} },
  windows: { id: "", name: {}, services: [] },
  staff: { id: "", name: "", number: "" },
  kiosks: { id: "" },
};

function detailOf(list: EntryListName, entry: Values): string {
  if (list === "services") return `${entry.prefix} · ${entry.digits ?? 3} 位 digits`;
  if (list === "windows") return Array.isArray(entry.services) ? entry.services.join("、") : "";
  if (list === "staff") return `${entry.number} · ${Array.isArray(entry.roles) ? entry.roles.join("、") : "window"}`;
  return String(entry.printer ?? "无打印机 no printer");
}

export function Entries(props: { store: SettingsStore; view: SettingsView; list: EntryListName }): JSX.Element {
  const { store, view, list } = props;
  const [open, setOpen] = useState<string | null>(null);
  const entries = entriesOf(view.values, list);
  const shown = open === "" ? FRESH[list] : entries.find(({ id }) => String(id) === open);
  return (
    <Panel title={TITLES[list]}>
      <ul class="set-entries">
        {entries.map((entry) => (
          <li key={String(entry.id)} data-entry={String(entry.id)}>
            <span class="set-who">
              <b>{nameOf(entry)}</b> <code>{String(entry.id)}</code>
            </span>
            <span class="quiet">{detailOf(list, entry)}</span>
            <Press
              pressed={open === String(entry.id)}
              label={`修改 edit ${String(entry.id)}`}
              onPress={() => setOpen(open === String(entry.id) ? null : String(entry.id))}
            >
              修改 Edit
            </Press>
          </li>
        ))}
      </ul>
      <Press id={`add-${list}`} onPress={() => setOpen("")}>
        ＋ 新增 Add
      </Press>
      {shown !== undefined && open !== null && (
        <EntryForm
          key={`${list} ${open} ${store.edition.value}`}
          {...{ store, view, list }}
          entry={shown}
          isNew={open === ""}
        />
      )}
    </Panel>
  );
}

interface FormProps {
  readonly store: SettingsStore;
  readonly view: SettingsView;
  readonly list: EntryListName;
  readonly entry: Values;
  readonly isNew: boolean;
}

function EntryForm({ store, view, list, entry, isNew }: FormProps): JSX.Element {
  const [draft, setDraft] = useState<Values>(entry);
  const fields = view.fields.filter(({ path, parent }) => parent === undefined && path.startsWith(`${list}[].`));
  const before = entriesOf(view.values, list);
  const known = before.findIndex(({ id }) => String(id) === String(draft.id));
  const place = `${list}[${known < 0 ? before.length : known}]`;
  return (
    <form
      class="set-form"
      aria-label={`${TITLES[list].zh} ${String(entry.id)}`}
      onSubmit={(event) => {
        event.preventDefault();
        void store.look({ edits: [{ op: "set-entry", list, entry: { ...draft } }] });
      }}
    >
      {fields.map((field) => {
        const key = field.path.slice(list.length + 3);
        return (
          <FieldRow
            key={field.path}
            field={field}
            value={draft[key]}
            readOnly={key === "id" && !isNew}
            place={`${place}.${key}`}
            around={draft}
            onValue={(value) => setDraft((before) => withField(before, key, value))}
          />
        );
      })}
      <div class="set-acts">
        <button class="press primary" type="submit" disabled={store.busy.value}>
          <Say class="inline" of={{ zh: "核对修改", en: "Look at the change" }} />
        </button>
        {!isNew && (
          <Press
            class="set-danger"
            onPress={() => void store.look({ edits: [{ op: "remove-entry", list, id: String(entry.id) }] })}
          >
            删除 Remove
          </Press>
        )}
      </div>
    </form>
  );
}

interface Group {
  readonly id: string;
  readonly name?: Values;
  readonly services?: readonly string[];
  readonly groups?: readonly Group[];
}

/** The tree a kiosk asks through, as an indented outline: groups, subgroups, and services by their ids. */
export function ServiceTree({ store, view }: { store: SettingsStore; view: SettingsView }): JSX.Element {
  const groups = entriesOf(view.values, "serviceGroups") as unknown as Group[];
  const [text, setText] = useState(outlineText(groups));
  return (
    <Panel title={{ zh: "取号机的业务分类", en: "Groups on the kiosk" }}>
      <p class="set-help" id="tree-help">
        一行一类：代号 | 中文 | English；下面缩进两格写业务代号；留空则所有业务并排。 One group a line: id | 中文 |
        English; below it, indented, the ids of its services or groups. Empty: all services side by side.
      </p>
      <textarea
        class="set-text"
        id="service-tree"
        rows={10}
        value={text}
        aria-describedby="tree-help"
        aria-label="业务分类 groups"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="set-acts">
        <Press
          class="primary"
          onPress={() => {
            const tree = outlineOf(text);
            void store.look({ edits: [setValue("serviceGroups", tree.length === 0 ? undefined : tree)] });
          }}
        >
          核对修改 Look at the change
        </Press>
      </div>
    </Panel>
  );
}

export function outlineText(groups: readonly Group[], depth = 0): string {
  const indent = "  ".repeat(depth);
  return groups
    .flatMap(({ id, name, services = [], groups: below = [] }) => [
      `${indent}${[id, name?.["zh-CN"] ?? "", name?.en ?? ""].join(" | ").replace(/( \| )+$/, "")}`,
      ...(below.length > 0 ? [outlineText(below, depth + 1)] : []),
      ...services.map((service) => `${indent}  ${service}`),
    ])
    .join("\n");
}

/** A line with `|` is a group; one without is a service of the group above it. */
export function outlineOf(text: string): Group[] {
  const roots: { id: string; name: Values; services?: string[]; groups?: Group[] }[] = [];
  let at: { services?: string[] } | null = null;
  for (const line of text.split("\n").filter((one) => one.trim() !== "")) {
    const deep = /^\s/.test(line);
    const [id = "", zh, en] = line.split("|").map((part) => part.trim());
    if (zh === undefined && deep && at !== null) {
      at.services = [...(at.services ?? []), id];
      continue;
    }
    const group: (typeof roots)[number] = {
      id,
      name: { "zh-CN": zh ?? id, ...(en === undefined || en === "" ? {} : { en }) },
    };
    const root = roots.at(-1);
    if (deep && root !== undefined) root.groups = [...(root.groups ?? []), group];
    else roots.push(group);
    at = group;
  }
  return roots;
}
