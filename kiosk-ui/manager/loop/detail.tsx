// One bad rating or complaint: what was said and done, the next step, and who handles it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LoopRow, LoopsView } from "../../../controller/contract/loop.ts";
import { dayAndTime } from "../../shared/format.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { StepForm } from "./step-form.tsx";
import { busy, contact, open, reveal, send } from "./store.ts";
import { APPEAL_WORDS, aboutWords, countdown, LEVEL_WORDS, STEP_WORDS, trailWords, urgencyOf } from "./view.ts";

function Trail({ row }: { row: LoopRow }): JSX.Element {
  return (
    <ol class="loop-trail">
      {row.trail.map((entry) => (
        <li key={`${entry.what}${entry.at}${entry.detail}`} class={entry.what === "overdue" ? "late" : ""}>
          <span class="loop-trail-head">
            <Say class="inline" of={trailWords(entry)} />
            <small>
              {dayAndTime(entry.at)} {entry.by?.name ?? ""}
            </small>
          </span>
          {entry.words !== null && <p class="loop-words">{entry.words}</p>}
        </li>
      ))}
    </ol>
  );
}

/** The number is shown only after an explicit press, which is in the log. */
function Contact({ row }: { row: LoopRow }): JSX.Element {
  const shown = contact.value;
  if (row.hasContact !== true) {
    return (
      <p class="quiet">
        <Say class="inline" of={{ zh: "没有留下电话", en: "no number was left" }} />
      </p>
    );
  }
  return (
    <p class="loop-contact">
      {shown === null ? (
        <Press disabled={busy.value} onPress={() => void reveal(row.id)}>
          <Say class="inline" of={{ zh: "查看电话（记入日志）", en: "Show the number (logged)" }} />
        </Press>
      ) : (
        <a href={`tel:${shown.phone ?? ""}`}>{shown.phone ?? "—"}</a>
      )}
    </p>
  );
}

function Handler({ row, view }: { row: LoopRow; view: LoopsView }): JSX.Element {
  const [to, setTo] = useState("");
  const others = view.staff.filter(({ id }) => id !== row.handler?.id && id !== row.clerk?.id);
  return (
    <div class="loop-assign">
      <label class="loop-field">
        <Say
          class="inline"
          of={{
            zh: `经办人：${row.handler?.name ?? "未指定"}`,
            en: row.handler === null ? "no handler yet" : "handler",
          }}
        />
        <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          <option value="">请选择 choose</option>
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Press
        disabled={busy.value || to === ""}
        onPress={() => void send(`/loops/${row.id}/assign`, { handlerId: to }).then(() => setTo(""))}
      >
        <Say class="inline" of={{ zh: "指定经办人", en: "Assign" }} />
      </Press>
    </div>
  );
}

export function Detail({ row, view }: { row: LoopRow; view: LoopsView }): JSX.Element {
  const left = countdown(row);
  const [step] = row.mine;
  const [due] = row.due;
  return (
    <Panel
      title={{ zh: `${row.number ?? "投诉"} ${aboutWords(row).zh}`, en: aboutWords(row).en }}
      class={`loop-detail urgency-${urgencyOf(row)}`}
    >
      <p class="loop-detail-head">
        {left !== null && <Say class="inline loop-countdown" of={left} />}
        <Press class="loop-close" label="关闭 close" onPress={() => void open(null)}>
          ×
        </Press>
      </p>
      {row.reasonWords.length > 0 && (
        <p>
          原因 reasons: {row.reasonWords.map((words) => `${words["zh-CN"] ?? ""} ${words.en ?? ""}`.trim()).join("，")}
        </p>
      )}
      {row.setAside !== null && (
        <p class="loop-aside">
          <Say
            of={{
              zh: `申诉成立（${APPEAL_WORDS[row.setAside].zh}）：评价保留，调整后的指标不计`,
              en: "set aside: kept, and left out of the adjusted figure",
            }}
          />
        </p>
      )}
      {row.second !== null && (
        <Say of={{ zh: `整改后评价：${LEVEL_WORDS[row.second]?.zh ?? ""}`, en: "rated again" }} />
      )}
      <Trail row={row} />
      <Contact row={row} />
      {step !== undefined && <StepForm key={`${row.id}${step}`} row={row} step={step} />}
      {step === undefined && due !== undefined && (
        <p class="quiet">
          <Say
            of={{ zh: `下一步「${STEP_WORDS[due].zh}」由其他人员办理`, en: `${STEP_WORDS[due].en}: somebody else's` }}
          />
        </p>
      )}
      {row.closedAt === null && <Handler key={row.id} row={row} view={view} />}
    </Panel>
  );
}
