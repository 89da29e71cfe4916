// Choosing a line: one of the configuration, something plugged in, or an address typed by hand.
import type { JSX } from "preact";
import type { CandidateView } from "../../controller/contract/technician.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { SchemaForm } from "./form.tsx";
import { useLoaded } from "./hooks.ts";
import * as links from "./link-view.ts";
import type { TechnicianStore } from "./store.ts";
import { freeId } from "./view.ts";

interface PickerProps {
  readonly id: string;
  readonly store: TechnicianStore;
  /** Kinds of link the model can use; null: any. */
  readonly types: readonly string[] | null;
  readonly choice: links.LinkChoice | null;
  readonly onChoose: (choice: links.LinkChoice | null) => void;
}

export function LinkPicker({ id, store, types, choice, onChoose }: PickerProps): JSX.Element {
  const known = store.config.value?.links ?? [];
  const candidates = useLoaded<readonly CandidateView[]>(store, "/technician/candidates");
  const fits = (type: unknown): boolean => types === null || types.includes(String(type));
  const name = freeId(
    "line",
    known.map((link) => String(link.id)),
  );
  const found = (candidates.value.value ?? []).filter(({ link }) => fits(link.type));
  const choose = (value: string): void => {
    const [mode, rest = ""] = [value.slice(0, 1), value.slice(1)];
    if (mode === "=") onChoose({ mode: "existing", id: rest });
    else if (mode === "+") onChoose(links.formOf(found.find((each) => each.id === rest)?.link ?? {}, name));
    else if (mode === "*") onChoose(links.formOf({ type: rest }, name));
    else onChoose(null);
  };
  const value = choice === null ? "" : choice.mode === "existing" ? `=${choice.id}` : "form";
  const { faults } = links.chosenLink(choice, known);
  const existing = choice?.mode === "existing" ? known.find((link) => link.id === choice.id) : undefined;
  return (
    <div class="link-picker">
      <label for={`${id}-link`}>
        <Say class="inline" of={{ zh: "线路", en: "Line" }} />
      </label>
      <select id={`${id}-link`} value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">— 请选择 choose</option>
        {choice?.mode === "form" && <option value="form">见下方参数 as described below</option>}
        <optgroup label="已有线路 in the configuration">
          {known
            .filter(({ type }) => fits(type))
            .map((link) => (
              <option key={String(link.id)} value={`=${String(link.id)}`}>
                {links.linkTitle(link)}
              </option>
            ))}
        </optgroup>
        <optgroup label="已插上的 plugged in">
          {found.map((each) => (
            <option key={each.id} value={`+${each.id}`} disabled={each.trouble !== null}>
              {each.title} · {each.id}
              {each.trouble === null ? "" : " · 打不开，见「接口」 cannot be opened"}
            </option>
          ))}
        </optgroup>
        <optgroup label="手工填写 by hand">
          {links.LINK_TYPES.filter(fits).map((type) => (
            <option key={type} value={`*${type}`}>
              {links.LINK_WORDS[type].zh} {links.LINK_WORDS[type].en}…
            </option>
          ))}
        </optgroup>
      </select>
      {existing !== undefined && (
        <Press onPress={() => onChoose(links.formOf(existing, String(existing.id)))}>
          <Say class="inline" of={{ zh: "改这条线路的参数", en: "Change this line" }} />
        </Press>
      )}
      {choice?.mode === "form" && (
        <SchemaForm
          id={`${id}-link`}
          fields={links.linkFields(choice.type)}
          draft={choice.draft}
          faults={faults}
          onChange={(draft) => onChoose({ ...choice, draft })}
        />
      )}
    </div>
  );
}
