// Notices on the boards: what is posted, as the boards show it; posting and taking down.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { NoticeView } from "../../controller/contract/board.ts";
import type { DeskView } from "../../controller/contract/desk.ts";
import type { HallView } from "../../controller/contract/views.ts";
import { clockOf } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { noticeForm } from "./forms-more.ts";
import type { DeskStore } from "./store.ts";
import { offsetOf } from "./view.ts";

interface Posted {
  readonly notices: readonly NoticeView[];
  readonly zones: HallView["zones"];
}

/** An hour's offset never changes while the page is looked at; any time of the hall tells it. */
function hallOffset(nowMs: number, timezone: string): string {
  const text = new Intl.DateTimeFormat("en-US", { timeZone: timezone, timeZoneName: "longOffset" }).format(nowMs);
  return offsetOf(text.replace("GMT", "")) === "Z" ? "Z" : offsetOf(text.replace("GMT", ""));
}

function Notice(props: { store: DeskStore; notice: NoticeView; zones: Posted["zones"] }): JSX.Element {
  const { store, notice, zones } = props;
  const where = zones.filter(({ id }) => notice.zones.includes(id));
  return (
    <li class="posted">
      <p class="notice-preview">
        {notice.text["zh-CN"] ?? Object.values(notice.text)[0]}
        {notice.text.en !== undefined && <small>{notice.text.en}</small>}
      </p>
      <p class="quiet">
        {clockOf(notice.postedAt)} {notice.until === null ? "" : `– ${clockOf(notice.until)} `}
        {where.length === 0 ? (
          <Say class="inline" of={{ zh: "全大厅", en: "whole hall" }} />
        ) : (
          where.map(({ id, name }) => <Say key={id} class="inline" of={both(name)} />)
        )}
      </p>
      <Press onPress={() => void store.write(`/notices/${encodeURIComponent(notice.id)}/withdraw`, {})}>
        <Say class="inline" of={{ zh: "撤下", en: "Take down" }} />
      </Press>
    </li>
  );
}

export function NoticesTab(props: { store: DeskStore; view: DeskView }): JSX.Element {
  const { store, view } = props;
  const posted = useSignal<Posted | null>(null);
  useEffect(() => {
    // The board itself says what hangs there and which zones there are.
    void store.get<HallView>("/board").then((answer) => {
      if (answer.ok) posted.value = { notices: answer.value.notices, zones: answer.value.zones };
    });
  }, [store.writes.value]);
  const all = posted.value;
  const day = view.day;
  return (
    <section class="panel">
      <Press
        class="primary"
        onPress={() => {
          const offset = hallOffset(store.live.hallNowMs(), view.hall.timezone);
          store.ask(noticeForm(all?.zones ?? [], day, offset));
        }}
      >
        <Say class="inline" of={{ zh: "发布公告", en: "Post a notice" }} />
      </Press>
      <ul class="notices">
        {(all?.notices ?? []).map((notice) => (
          <Notice key={notice.id} store={store} notice={notice} zones={all?.zones ?? []} />
        ))}
      </ul>
      {all !== null && all.notices.length === 0 && (
        <p class="quiet">
          <Say of={{ zh: "屏幕上没有公告", en: "Nothing is posted" }} />
        </p>
      )}
    </section>
  );
}
