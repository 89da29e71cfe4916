// A complaint (投诉) written down for somebody: what happened, where, and a number to call if they want to leave one.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { busy, send } from "./store.ts";

const CHARS_MAX = 1000;

export function NewComplaint({ done }: { done: () => void }): JSX.Element {
  const [words, setWords] = useState("");
  const [windowId, setWindowId] = useState("");
  const [phone, setPhone] = useState("");
  const [consent, setConsent] = useState(false);
  const statement = words.trim();
  const body = {
    statement,
    ...(windowId.trim() === "" ? {} : { windowId: windowId.trim() }),
    ...(phone.trim() === "" ? {} : { phone: phone.trim(), consent: true }),
  };
  return (
    <Panel title={{ zh: "登记投诉", en: "New complaint" }} class="loop-new">
      <form class="loop-step" onSubmit={(event) => event.preventDefault()}>
        <label class="loop-field">
          <Say
            class="inline"
            of={{ zh: "反映的情况（加密保存，不写入日志）", en: "What happened (sealed, not in the log)" }}
          />
          <textarea rows={4} maxLength={CHARS_MAX} value={words} onInput={(e) => setWords(e.currentTarget.value)} />
        </label>
        <label class="loop-field">
          <Say class="inline" of={{ zh: "窗口编号（选填）", en: "Window id (optional)" }} />
          <input value={windowId} maxLength={64} onInput={(e) => setWindowId(e.currentTarget.value)} />
        </label>
        <label class="loop-field">
          <Say class="inline" of={{ zh: "回访电话（选填）", en: "Number to call back (optional)" }} />
          <input type="tel" value={phone} maxLength={16} onInput={(e) => setPhone(e.currentTarget.value)} />
        </label>
        {phone.trim() !== "" && (
          <label class="loop-choice">
            <input type="checkbox" checked={consent} onChange={(e) => setConsent(e.currentTarget.checked)} />
            <Say
              class="inline"
              of={{ zh: "已告知用途（仅用于回访，到期删除），本人同意", en: "told what it is for, and agreed" }}
            />
          </label>
        )}
        <Press
          class="primary loop-primary"
          disabled={busy.value || statement === "" || (phone.trim() !== "" && !consent)}
          onPress={() => void send("/complaints", body).then((ok) => ok && done())}
        >
          <Say class="inline" of={{ zh: "登记", en: "Register" }} />
        </Press>
      </form>
    </Panel>
  );
}
