// Messages to outside: how each channel stands, what waits, was sent or could not be, and the button that tries again.
import "./messages.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { MessagesSummaryView, MessageView } from "../../../controller/contract/messages.ts";
import { get, newKey, post } from "../../shared/api.ts";
import { dayAndTime } from "../../shared/format.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { Choices } from "../../shared/ui/choices.tsx";
import { useLooking } from "../../shared/ui/looking.ts";
import { Panel, Press, Say, Trouble } from "../../shared/ui/parts.tsx";
import { type Column, Table } from "../../shared/ui/table.tsx";
import { CHANNEL_WORDS, channelLine, privacyLines, receiverWords, STATE_WORDS, usedChannels } from "./view.ts";

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

const columns = (busy: string | null, replay: (id: string) => void): readonly Column<MessageView>[] => [
  { name: { zh: "时间", en: "Made" }, cell: ({ createdAt }) => dayAndTime(createdAt) },
  { name: { zh: "通道", en: "Channel" }, cell: ({ channel }) => <Say of={CHANNEL_WORDS[channel]} /> },
  {
    name: { zh: "接收方", en: "Receiver" },
    cell: (message) => (
      <>
        <Say of={receiverWords(message)} />
        {message.about !== "" && <small>{message.about}</small>}
      </>
    ),
  },
  {
    name: { zh: "状态", en: "State" },
    cell: ({ state, nextAt }) => (
      <>
        <span class={`message-state ${state}`}>
          <Say class="inline" of={STATE_WORDS[state]} />
        </span>
        {nextAt !== null && <small>下次 next {dayAndTime(nextAt)}</small>}
      </>
    ),
  },
  {
    name: { zh: "结果", en: "Outcome" },
    class: "message-detail",
    cell: ({ detail, delivery, attempts }) => (
      <>
        {detail}
        {delivery !== null && <small>{delivery}</small>}
        {attempts > 1 && (
          <small>
            第 {attempts} 次 attempt {attempts}
          </small>
        )}
      </>
    ),
  },
  {
    name: null,
    cell: ({ id, state }) =>
      state === "dead" && (
        <Press disabled={busy === id} label={`重发 Send again ${id}`} onPress={() => replay(id)}>
          {busy === id ? "…" : <Say of={{ zh: "重发", en: "Send again" }} />}
        </Press>
      ),
  },
];

export function MessagesTab(): JSX.Element {
  const [summary, setSummary] = useState<MessagesSummaryView | null>(null);
  const [rows, setRows] = useState<readonly MessageView[] | null>(null);
  const [state, setState] = useState<State | null>("dead");
  const [trouble, setTrouble] = useState<Both | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const look = useLooking(
    LOOK_MS,
    () =>
      Promise.all([
        get<MessagesSummaryView>("/messages/summary"),
        get<MessageView[]>(`/messages${state === null ? "" : `?state=${state}`}`),
      ]),
    ([figures, list]) => {
      const refused = [figures, list].find((answer) => !answer.ok);
      setTrouble(refused === undefined || refused.ok ? null : refusalWords(refused.code));
      if (figures.ok) setSummary(figures.value);
      if (list.ok) setRows(list.value);
    },
    [state],
  );
  const replay = async (id: string): Promise<void> => {
    setBusy(id);
    const path = `/messages/${encodeURIComponent(id)}/replay`;
    const answer = await post<MessageView>(path, {}, { key: newKey(), giveUpMs: REPLAY_MS_MAX });
    setBusy(null);
    await look();
    if (!answer.ok) setTrouble(refusalWords(answer.code));
  };
  const choices: readonly (State | null)[] = ["dead", "queued", "sent", null];
  return (
    <>
      <Trouble of={trouble} />
      {summary !== null && <Channels summary={summary} />}
      <Panel title={{ zh: "消息", en: "Messages" }}>
        <Choices
          of={choices.map((id) => ({ id, name: id === null ? { zh: "全部", en: "All" } : STATE_WORDS[id] }))}
          chosen={state}
          choose={setState}
        />
        {rows !== null && (
          <Table
            name={{ zh: "消息", en: "Messages" }}
            columns={columns(busy, (id) => void replay(id))}
            rows={rows}
            keyOf={({ id }) => id}
            none={{ zh: "没有消息", en: "No messages" }}
          />
        )}
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
