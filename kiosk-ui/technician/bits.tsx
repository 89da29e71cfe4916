// Small pieces of the technician's page: troubles, times.
import type { JSX } from "preact";
import type { Both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import type { Trouble } from "./api.ts";
import { hashOf, type Tab } from "./view.ts";

/** What went wrong, and a way to try again. */
export function TroubleLine(props: { trouble: Trouble | null; onRetry?: () => void }): JSX.Element | null {
  const { trouble, onRetry } = props;
  if (trouble === null) return null;
  return (
    <div class="line line-trouble" role="alert">
      <span>
        <span aria-hidden="true">▲ </span>
        <Say class="inline" of={trouble.words} />
        {trouble.detail !== "" && <small class="trouble-detail">{trouble.detail}</small>}
      </span>
      {onRetry !== undefined && (
        <Press onPress={onRetry}>
          <Say class="inline" of={{ zh: "再试", en: "Retry" }} />
        </Press>
      )}
    </div>
  );
}

export function Quiet(props: { of: Both }): JSX.Element {
  return (
    <p class="quiet">
      <Say class="inline" of={props.of} />
    </p>
  );
}

/** Which device a tab is about; a hall has forty of them, and a phone no room for forty buttons. */
export function DevicePicker(props: {
  tab: Tab;
  ids: readonly string[];
  chosen: string | null;
  /** The choice of none. */
  none: Both;
}): JSX.Element {
  const { tab, ids, chosen, none } = props;
  const known = chosen === null || ids.includes(chosen) ? ids : [chosen, ...ids];
  return (
    <label class="picker">
      <Say class="inline" of={{ zh: "设备", en: "Device" }} />
      <select
        value={chosen ?? ""}
        onChange={(event) => {
          const id = event.currentTarget.value;
          location.hash = hashOf(tab, id === "" ? null : id);
        }}
      >
        <option value="">
          {none.zh} {none.en}
        </option>
        {[...known]
          .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
          .map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
      </select>
    </label>
  );
}
