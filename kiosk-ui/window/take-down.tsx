// What a clerk takes down for the person at the window: a complaint, or a number to be asked by; with consent alone.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import { CONTACT_CONSENT, contactBody, keptWords, NUMBER_CHARS_MAX } from "../shared/ask-contact.ts";
import {
  CALL_BACK_CONSENT,
  COMPLAINT_TAKEN,
  complaintBody,
  isMissing,
  STATEMENT_CHARS_MAX,
} from "../shared/complaint.ts";
import type { Both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { markedCase } from "./menu.ts";
import type { ConsoleStore } from "./store.ts";

interface Given {
  readonly phone: string;
  readonly agreed: boolean;
}

const NOTHING: Given = { phone: "", agreed: false };

function NumberAndConsent(props: {
  readonly legend: Both;
  readonly consent: Both;
  readonly given: Given;
  readonly onGiven: (given: Given) => void;
}): JSX.Element {
  const { given, onGiven } = props;
  return (
    <>
      <label class="take-field">
        <Say class="inline" of={props.legend} />
        <input
          type="text"
          inputMode="tel"
          autocomplete="off"
          maxLength={NUMBER_CHARS_MAX}
          value={given.phone}
          onInput={(event) => onGiven({ ...given, phone: event.currentTarget.value })}
        />
      </label>
      <label class="take-consent">
        <input
          type="checkbox"
          checked={given.agreed}
          onChange={(event) => onGiven({ ...given, agreed: event.currentTarget.checked })}
        />
        <Say class="inline" of={props.consent} />
      </label>
    </>
  );
}

/** Said inside the question: what lies behind it cannot be read. */
function Trouble({ store, missing }: { store: ConsoleStore; missing: Both | null }): JSX.Element | null {
  const words = missing ?? store.message.value?.words ?? null;
  if (words === null) return null;
  return (
    <p class="line line-trouble" role="alert">
      <Say class="inline" of={words} />
    </p>
  );
}

/** The case it is about: the one named, else the one at the window or the newest done here; else the window. */
export function ComplaintSheet(props: {
  readonly store: ConsoleStore;
  readonly view: WindowConsoleView;
  readonly caseId: string | undefined;
}): JSX.Element {
  const { store, view } = props;
  const [statement, setStatement] = useState("");
  const [given, setGiven] = useState(NOTHING);
  const [missing, setMissing] = useState<Both | null>(null);
  const marked = view.done.find(({ caseId }) => caseId === props.caseId) ?? markedCase(view);
  const ticket = marked === null ? view.ticket : null;
  const about =
    marked !== null
      ? { caseId: marked.caseId }
      : ticket !== null
        ? { ticketId: ticket.id }
        : { windowId: view.window.id };
  const number = marked?.number ?? ticket?.number ?? null;
  const send = (): void => {
    const asked = complaintBody({ statement, phone: given.phone, consent: given.agreed }, about);
    setMissing(isMissing(asked) ? asked : null);
    if (!isMissing(asked)) void store.takeDown("/complaints", asked.body, () => COMPLAINT_TAKEN);
  };
  return (
    <form class="take-down" onSubmit={(event) => event.preventDefault()}>
      <p class="quiet">
        <Say
          class="inline"
          of={
            number === null
              ? { zh: "涉及本窗口", en: "about this window" }
              : { zh: `涉及 ${number}`, en: `about ${number}` }
          }
        />
      </p>
      <label class="take-field">
        <Say
          class="inline"
          of={{ zh: "反映的情况（加密保存，不写入日志）", en: "What happened (sealed, not in the log)" }}
        />
        <textarea
          rows={4}
          maxLength={STATEMENT_CHARS_MAX}
          value={statement}
          onInput={(event) => setStatement(event.currentTarget.value)}
        />
      </label>
      <NumberAndConsent
        legend={{ zh: "回访电话（可不留）", en: "Number to call back (optional)" }}
        consent={CALL_BACK_CONSENT}
        given={given}
        onGiven={setGiven}
      />
      <Trouble store={store} missing={missing} />
      <Press class="primary" disabled={store.busy.value} onPress={send}>
        <Say class="inline" of={{ zh: "登记投诉", en: "Register the complaint" }} />
      </Press>
    </form>
  );
}

/** The number of the person at the window; never shown in full again. */
export function ContactSheet(props: {
  readonly store: ConsoleStore;
  readonly ticketId: string;
  readonly number: string;
}): JSX.Element {
  const { store, ticketId, number } = props;
  const [given, setGiven] = useState(NOTHING);
  const [missing, setMissing] = useState<Both | null>(null);
  const send = (): void => {
    const asked = contactBody(given.phone, given.agreed);
    setMissing("body" in asked ? null : asked);
    const path = `/tickets/${encodeURIComponent(ticketId)}/contact`;
    if ("body" in asked) void store.takeDown(path, asked.body, keptWords);
  };
  return (
    <form class="take-down" onSubmit={(event) => event.preventDefault()}>
      <p class="quiet">
        <Say class="inline" of={{ zh: `${number} 的办事人`, en: `the person of ${number}` }} />
      </p>
      <NumberAndConsent
        legend={{ zh: "手机号", en: "Mobile number" }}
        consent={CONTACT_CONSENT}
        given={given}
        onGiven={setGiven}
      />
      <Trouble store={store} missing={missing} />
      <Press class="primary" disabled={store.busy.value} onPress={send}>
        <Say class="inline" of={{ zh: "保存", en: "Keep" }} />
      </Press>
    </form>
  );
}
