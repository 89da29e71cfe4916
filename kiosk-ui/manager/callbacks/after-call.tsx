// One person whose bad rating or complaint was dealt with: the number, the answer to read out, and what they say to it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { dayAndTime } from "../../shared/format.ts";
import { Press, Say } from "../../shared/ui/parts.tsx";
import { type AfterTold, ANSWERS, afterScript, ENDS, told, toldLevel } from "./after-view.ts";
import { CallHead, CallLevels, type Claimed, spokenName } from "./call-parts.tsx";
import type { Level } from "./view.ts";

const NOTE_CHARS_MAX = 1000;

export interface AfterCallProps extends Claimed {
  readonly hall: Readonly<Record<string, string>>;
  readonly busy: boolean;
  readonly tell: (told: AfterTold) => void;
  readonly giveBack: () => void;
}

/** A level is chosen, then confirmed: what was said on the telephone cannot be said again. */
function Levels(props: { busy: boolean; confirm: (level: Level) => void }): JSX.Element {
  const [level, choose] = useState<Level | null>(null);
  return (
    <>
      <CallLevels label="整改后的评价 Rating after it was put right" busy={props.busy} level={level} choose={choose} />
      <Press
        class="primary call-confirm"
        disabled={props.busy || level === null}
        onPress={() => (level === null ? undefined : props.confirm(level))}
      >
        <Say of={{ zh: "记下所说的评价", en: "Record as spoken" }} />
      </Press>
    </>
  );
}

export function AfterCall(props: AfterCallProps): JSX.Element {
  const { row, phone, reply, busy, hall, tell } = props;
  const [note, setNote] = useState("");
  const script = afterScript(row, hall);
  const about = [row.number, spokenName(row.serviceName), spokenName(row.windowName)].filter(
    (part) => part !== null && part !== "",
  );
  const ends = phone === null ? [] : row.mayRateAgain ? ENDS : [...ANSWERS, ...ENDS];
  return (
    <article class="call" aria-labelledby="call-phone">
      <CallHead {...props} none={{ zh: "没有可拨的号码", en: "nobody to ring" }}>
        {[...about, dayAndTime(row.finishedAt)].join(" · ")}
      </CallHead>
      {phone !== null && (
        <>
          <div class="call-script">
            <Say of={script.before} />
            <p class="call-reply">{reply ?? "（答复已超过保存期限 the answer is no longer kept）"}</p>
            <Say of={script.after} />
          </div>
          {row.mayRateAgain && <Levels busy={busy} confirm={(level) => tell(toldLevel(level, note))} />}
          <label class="call-note">
            <Say class="inline" of={{ zh: "回访记录（选填，加密保存）", en: "Note (optional, sealed)" }} />
            <textarea
              rows={2}
              maxLength={NOTE_CHARS_MAX}
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          </label>
        </>
      )}
      <div class="call-others">
        {ends.map(({ result, words }) => (
          <Press key={result} disabled={busy} onPress={() => tell(told(result, note))}>
            <Say of={words} />
          </Press>
        ))}
        {phone === null && (
          <Press class="primary" disabled={busy} onPress={() => tell({ result: "no-contact" })}>
            <Say of={{ zh: "登记为无法联系", en: "Record: nobody to ring" }} />
          </Press>
        )}
        <Press disabled={busy} onPress={props.giveBack}>
          <Say of={{ zh: "放回名单", en: "Give back" }} />
        </Press>
      </div>
    </article>
  );
}
