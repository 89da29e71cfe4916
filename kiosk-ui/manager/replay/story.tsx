// One ticket's own story, for complaints: everything that befell it, and who was called before it.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { TicketStory } from "../../../controller/contract/floor.ts";
import { get } from "../../shared/api.ts";
import { clockWithSeconds } from "../../shared/format.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";

function beforeWords({ before }: TicketStory): Both | null {
  if (before === null) return null;
  const all = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    zh: `取号至叫号之间同业务叫号 ${all(before.called)} 次，其中后到先叫 ${all(before.overtook)} 次`,
    en: `${all(before.called)} calls of its service in between, ${all(before.overtook)} of people who came later`,
  };
}

export function Story(props: { day: string }): JSX.Element {
  const { day } = props;
  const [number, setNumber] = useState("");
  const [story, setStory] = useState<TicketStory | null>(null);
  const [refused, setRefused] = useState<Both | null>(null);
  useEffect(() => setStory(null), [day]);
  const find = async (): Promise<void> => {
    const wanted = number.trim();
    if (wanted === "") return;
    setStory(null);
    const found = await get<{ ticketId: string }>(`/replay/ticket?date=${day}&number=${encodeURIComponent(wanted)}`);
    if (!found.ok) return setRefused(refusalWords(found.code));
    const told = await get<TicketStory>(`/tickets/${encodeURIComponent(found.value.ticketId)}/story`);
    if (!told.ok) return setRefused(refusalWords(told.code));
    setRefused(null);
    setStory(told.value);
  };
  const before = story === null ? null : beforeWords(story);
  return (
    <Panel title={{ zh: "号票经过", en: "A ticket's story" }} class="story">
      <form
        class="choices"
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <label class="notice-label">
          <Say class="inline" of={{ zh: "号码", en: "number" }} />
          <input
            type="text"
            maxLength={16}
            value={number}
            autocomplete="off"
            onInput={(event) => setNumber(event.currentTarget.value)}
          />
        </label>
        <Press disabled={number.trim() === ""} label="查询 Find" onPress={() => void find()}>
          查询 Find
        </Press>
      </form>
      <div role="status">
        {refused !== null && <Say of={refused} />}
        {story !== null && (
          <>
            <p class="strong">{story.number}</p>
            {before !== null && (
              <p>
                <Say of={before} />
              </p>
            )}
            <ol class="plain-rows">
              {story.lines.map((line) => (
                <li key={line.seq}>
                  <span class="row-time">{clockWithSeconds(line.at)}</span>
                  <span>
                    {line.text}
                    {line.why !== null && <small class="quiet"> {line.why}</small>}
                  </span>
                  <small class="row-end quiet">{line.actor}</small>
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </Panel>
  );
}
