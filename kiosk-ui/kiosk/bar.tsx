// The lowest row, within everybody's reach on every page: back, large print, language, help.
import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import { say } from "../shared/i18n/kiosk.ts";
import { inTongue, SHORT_NAMES, type Text } from "../shared/i18n/text.ts";
import { Press } from "../shared/ui/parts.tsx";
import type { Act } from "./model.ts";
import { SayText, TongueContext } from "./say-text.tsx";
import { tonguesOf } from "./sheets.ts";
import type { KioskStore } from "./store.ts";

interface BarButtonProps {
  readonly store: KioskStore;
  readonly class: string;
  readonly sign: string;
  readonly hint: string;
  readonly text: Text;
  readonly act: Act;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
}

function BarButton(props: BarButtonProps): JSX.Element {
  const tongue = useContext(TongueContext);
  return (
    <Press
      class={`bar-button ${props.class}`}
      disabled={props.disabled ?? false}
      {...(props.pressed === undefined ? {} : { pressed: props.pressed })}
      say={inTongue(props.text, tongue)}
      onPress={() => props.store.act(props.act)}
    >
      <span class="bar-sign" aria-hidden="true">
        {props.sign}
      </span>
      <SayText of={props.text} />
      <span class="digit bar-digit" aria-hidden="true">
        {props.hint}
      </span>
    </Press>
  );
}

export function Bar(props: { store: KioskStore }): JSX.Element | null {
  const { store } = props;
  const sheet = store.sheet.value;
  const view = store.view.value;
  if (sheet === null || view === null) return null;
  const here = store.where.place.value.name;
  const busy = sheet.body === "wait" && here === "working";
  const outcome = here === "result" || busy;
  const others = tonguesOf({ view }).filter((tongue) => tongue !== store.tongue.value);
  const names = others.map((tongue) => SHORT_NAMES[tongue]).join(" · ");
  const language: Text = { "zh-CN": names, "zh-Hant": names, en: names };
  const only = others.length === 1 ? others[0] : undefined;
  const elderly = store.elderly.value;
  return (
    <nav
      class="bar"
      aria-label={inTongue(
        say((w) => w.help),
        store.tongue.value,
      )}
    >
      <BarButton
        {...{ store, class: "bar-back", sign: "‹", hint: "0", text: say((w) => w.back) }}
        act={{ do: "back" }}
        disabled={!sheet.mayGoBack || busy}
      />
      <BarButton
        {...{ store, class: "bar-elderly", sign: "大", hint: "*", text: say((w) => (elderly ? w.normal : w.elderly)) }}
        act={{ do: "elderly" }}
        pressed={elderly}
        disabled={busy}
      />
      {others.length > 0 && (
        <BarButton
          {...{ store, class: "bar-language", sign: "文A", hint: "", text: language }}
          act={only === undefined ? { do: "go", to: { name: "language" } } : { do: "tongue", tongue: only }}
          disabled={outcome || here === "language"}
        />
      )}
      <BarButton
        {...{ store, class: "bar-help", sign: "?", hint: "+", text: say((w) => w.help) }}
        act={{ do: "go", to: { name: "help" } }}
        disabled={outcome || here === "help"}
      />
    </nav>
  );
}
