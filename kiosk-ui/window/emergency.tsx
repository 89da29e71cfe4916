// Silent calls for help: over every other console at once; at the window that asked, one quiet line.
import type { JSX } from "preact";
import type { EmergencyView } from "../../controller/contract/console.ts";
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import { clockOf } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { EMERGENCY_WORDS } from "./menu.ts";
import type { ConsoleStore } from "./store.ts";

function ComingNames(props: { of: EmergencyView }): JSX.Element {
  const names = props.of.coming.map(({ name }) => both(name).zh || "有人");
  if (names.length === 0) return <span class="quiet">还没有人答应 nobody yet</span>;
  return <strong>{names.join("、")} 正在赶来 coming</strong>;
}

function Elsewhere(props: { store: ConsoleStore; view: WindowConsoleView; of: EmergencyView }): JSX.Element {
  const { store, view, of } = props;
  const words = EMERGENCY_WORDS[of.kind];
  const name = both(of.windowName);
  const mine = of.coming.some(({ windowId }) => windowId === view.window.id);
  return (
    <section class="emergency" role="alertdialog" aria-label={`${name.zh} ${words.zh}`}>
      <p class="emergency-what">
        <span aria-hidden="true">◆</span>
        <Say of={{ zh: `${name.zh} ${words.zh}`, en: `${name.en}: ${words.en}` }} />
        <span>{clockOf(of.raisedAt)}</span>
      </p>
      <p>
        <ComingNames of={of} />
      </p>
      <p class="emergency-actions">
        {!mine && (
          <Press class="primary" disabled={store.busy.value} onPress={() => void store.answer(of.windowId, "coming")}>
            <kbd>0</kbd> <Say class="inline" of={{ zh: "我去", en: "I am coming" }} />
          </Press>
        )}
        <Press disabled={store.busy.value} onPress={() => void store.answer(of.windowId, "end")}>
          <Say class="inline" of={{ zh: "已解决", en: "It is over" }} />
        </Press>
      </p>
    </section>
  );
}

/** Whatever is open; nothing when nothing is. */
export function Emergencies(props: { store: ConsoleStore; view: WindowConsoleView }): JSX.Element | null {
  const { store, view } = props;
  const others = view.emergencies.filter(({ windowId }) => windowId !== view.window.id);
  if (others.length === 0) return null;
  return (
    <div class="emergencies">
      {others.map((one) => (
        <Elsewhere key={one.id} store={store} view={view} of={one} />
      ))}
    </div>
  );
}

/** At the window that asked: no colour, no sound, small words. */
export function OwnEmergency(props: { store: ConsoleStore; view: WindowConsoleView }): JSX.Element | null {
  const { store, view } = props;
  const own = view.emergencies.find(({ windowId }) => windowId === view.window.id);
  if (own === undefined) return null;
  return (
    <p class="line own-emergency" role="status">
      <span>
        已送出 sent · <ComingNames of={own} />
      </span>
      <Press disabled={store.busy.value} onPress={() => void store.answer(own.windowId, "end")}>
        结束 End
      </Press>
    </p>
  );
}
