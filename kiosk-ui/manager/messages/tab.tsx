// Messages to outside: how each channel stands, what waits, was sent or could not be, and the button that tries again.
import "./messages.css";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { MessagesSummaryView, MessageView } from "../../../controller/contract/messages.ts";
import { get, newKey, post } from "../../shared/api.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import {
  CHANNEL_WORDS,
  channelLine,
  dayAndTime,
  privacyLines,
  receiverWords,
  STATE_WORDS,
  usedChannels,
} from "./view.ts";

const LOOK_MS = 5_000;
const REPLAY_MS_MAX = 10_000;
type State = MessageView["state"];

function Channels(props: { summary: MessagesSummaryView }): JSX.Element {
  const channels = usedChannels(props.summary);
  return (
    <Panel title={{ zh: "通道", en: "Channels" }}>
      {channels.length === 0 && (
        <p class="quiet">
          <Say of={{ zh: "没有配置对外消息", en: "No messages to outside are configured" }} />
        </p>
      )}
      <ul class="message-channels">
        {channels.map((channel) => {
          const line = channelLine(channel);
          return (
            <li key={channel.channel} class={line.isBad ? "attention" : ""}>
              <h3>
                <Say class="inline" of={CHANNEL_WORDS[channel.channel]} />
              </h3>
              <p class="message-figures">
                {(["queued", "sent", "dead"] as const).map((state) => (
                  <span key={state}>
                    <b>{channel[state]}</b>
                    <Say of={STATE_WORDS[state]} />
                  </span>
                ))}
              </p>
              <p>
                <Say of={line} />
              </p>
            </li>
          );
        })}
      </ul>
      {props.summary.disabled.map((id) => (
        <p key={id} class="message-gone" role="status">
          <Say
            of={{
              zh: `${id}：对方回复已停用（410），不再发送。确认恢复后，重发任一条未发出的消息即可`,
              en: `${id} answered that it is gone: nothing is sent. Send any dead letter again to resume`,
            }}
          />
        </p>
      ))}
    </Panel>
  );
}

function Row(props: { message: MessageView; busy: boolean; replay: (id: string) => void }): JSX.Element {
  const { message, busy, replay } = props;
  const { id, channel, about, attempts, createdAt, nextAt, detail, delivery, state } = message;
  return (
    <tr>
      <td>{dayAndTime(createdAt)}</td>
      <td>
        <Say of={CHANNEL_WORDS[channel]} />
      </td>
      <td>
        <Say of={receiverWords(message)} />
        {about !== "" && <small>{about}</small>}
      </td>
      <td>
        <span class={`message-state ${state}`}>
          <Say class="inline" of={STATE_WORDS[state]} />
        </span>
        {nextAt !== null && <small>下次 next {dayAndTime(nextAt)}</small>}
      </td>
      <td class="message-detail">
        {detail}
        {delivery !== null && <small>{delivery}</small>}
        {attempts > 1 && (
          <small>
            第 {attempts} 次 attempt {attempts}
          </small>
        )}
      </td>
      <td>
        {state === "dead" && (
          <Press disabled={busy} label={`重发 Send again ${id}`} onPress={() => replay(id)}>
            {busy ? "…" : <Say of={{ zh: "重发", en: "Send again" }} />}
          </Press>
        )}
      </td>
    </tr>
  );
}

function Table(props: {
  rows: readonly MessageView[];
  busy: string | null;
  replay: (id: string) => void;
}): JSX.Element {
  if (props.rows.length === 0) {
    return (
      <p class="quiet">
        <Say of={{ zh: "没有消息", en: "No messages" }} />
      </p>
    );
  }
  const heads: readonly Both[] = [
    { zh: "时间", en: "Made" },
    { zh: "通道", en: "Channel" },
    { zh: "接收方", en: "Receiver" },
    { zh: "状态", en: "State" },
    { zh: "结果", en: "Outcome" },
  ];
  return (
    <div class="message-scroll">
      <table class="messages">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head.en} scope="col">
                <Say of={head} />
              </th>
            ))}
            <th scope="col" aria-label="操作 Actions" />
          </tr>
        </thead>
        <tbody>
          {props.rows.map((message) => (
            <Row key={message.id} message={message} busy={props.busy === message.id} replay={props.replay} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function MessagesTab(): JSX.Element {
  const [summary, setSummary] = useState<MessagesSummaryView | null>(null);
  const [rows, setRows] = useState<readonly MessageView[] | null>(null);
  const [state, setState] = useState<State | null>("dead");
  const [trouble, setTrouble] = useState<Both | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    let current = true;
    const look = async (): Promise<void> => {
      const [figures, list] = await Promise.all([
        get<MessagesSummaryView>("/messages/summary"),
        get<MessageView[]>(`/messages${state === null ? "" : `?state=${state}`}`),
      ]);
      if (!current) return;
      const refused = [figures, list].find((answer) => !answer.ok);
      setTrouble(refused === undefined || refused.ok ? null : refusalWords(refused.code));
      if (figures.ok) setSummary(figures.value);
      if (list.ok) setRows(list.value);
    };
    void look();
    const timer = window.setInterval(() => void look(), LOOK_MS);
    return () => {
      current = false;
      window.clearInterval(timer);
    };
  }, [state, looks]);
  const replay = async (id: string): Promise<void> => {
    setBusy(id);
    const path = `/messages/${encodeURIComponent(id)}/replay`;
    const answer = await post<MessageView>(path, {}, { key: newKey(), giveUpMs: REPLAY_MS_MAX });
    setBusy(null);
    if (!answer.ok) setTrouble(refusalWords(answer.code));
    setLooks((count) => count + 1);
  };
  const choices: readonly (State | null)[] = ["dead", "queued", "sent", null];
  return (
    <>
      <p class="message-trouble" role="status">
        {trouble !== null && <Say class="inline" of={trouble} />}
      </p>
      {summary !== null && <Channels summary={summary} />}
      <Panel title={{ zh: "消息", en: "Messages" }}>
        <div class="message-choices">
          {choices.map((one) => (
            <Press key={one ?? "all"} pressed={state === one} onPress={() => setState(one)}>
              <Say of={one === null ? { zh: "全部", en: "All" } : STATE_WORDS[one]} />
            </Press>
          ))}
        </div>
        {rows !== null && <Table rows={rows} busy={busy} replay={(id) => void replay(id)} />}
      </Panel>
      {summary !== null && (
        <Panel title={{ zh: "个人信息", en: "Personal data" }}>
          <ul class="message-privacy">
            {privacyLines(summary).map((line) => (
              <li key={line.en}>
                <Say of={line} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}
