// The byte log of one device: every frame with its microsecond, direction, bytes, text and meaning.
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { WireLogView } from "../../controller/contract/technician.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { type Trouble, troubleOf } from "./api.ts";
import { DevicePicker, Quiet, TroubleLine } from "./bits.tsx";
import { usePolling } from "./hooks.ts";
import * as lines from "./log-view.ts";
import { copyToClipboard, saveFile } from "./save.ts";
import type { TechnicianStore } from "./store.ts";

const EVERY_MS = 500;
/** A hand that has scrolled up wants to read: the list follows only when it stood at its end. */
const FOLLOW_PX = 60;

export function LogTab(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  const { deviceId } = store.place.value;
  return (
    <>
      <DevicePicker
        tab="log"
        chosen={deviceId}
        ids={(store.devices.value ?? []).map(({ id }) => id)}
        none={{ zh: "请选择设备", en: "choose a device" }}
      />
      {deviceId === null ? (
        <Quiet of={{ zh: "选一台设备，看它收发的每一个字节", en: "Choose a device to see each of its bytes" }} />
      ) : (
        <DeviceLog key={deviceId} store={store} deviceId={deviceId} />
      )}
    </>
  );
}

function DeviceLog(props: { store: TechnicianStore; deviceId: string }): JSX.Element {
  const { store, deviceId } = props;
  const log = useSignal<lines.LogState>(lines.EMPTY_LOG);
  const filter = useSignal<lines.LogFilter>({ direction: "both", text: "" });
  const paused = useSignal(false);
  const marked = useSignal<ReadonlySet<number>>(new Set());
  const trouble = useSignal<Trouble | null>(null);
  usePolling(store.timers, EVERY_MS, [deviceId, store.keys.value], async (current) => {
    if (paused.value) return;
    const path = `/technician/devices/${encodeURIComponent(deviceId)}/wirelog?after=${log.value.next ?? 0}`;
    const answer = await store.get<WireLogView>(path);
    if (!current() || paused.value) return;
    trouble.value = troubleOf(answer);
    if (answer.ok && (answer.value.frames.length > 0 || answer.value.next !== log.value.next)) {
      log.value = lines.taken(log.value, answer.value);
    }
  });
  const offset = lines.offsetMinutesOf(store.device(deviceId)?.lastSeenAt ?? null) ?? -new Date().getTimezoneOffset();
  const rows = lines.filtered(log.value.frames, filter.value);
  const chosen = rows.filter(({ n }) => marked.value.has(n));
  const gap = lines.gapWords(log.value);
  const mark = (n: number): void => {
    const next = new Set(marked.value);
    if (!next.delete(n)) next.add(n);
    marked.value = next;
  };
  return (
    <section class="log">
      <Filters filter={filter} paused={paused} />
      <LogActions
        deviceId={deviceId}
        rows={chosen.length > 0 ? chosen : rows}
        chosen={chosen.length}
        offset={offset}
        onClear={() => {
          log.value = { ...lines.EMPTY_LOG, next: log.value.next };
          marked.value = new Set();
        }}
      />
      <TroubleLine trouble={trouble.value} />
      {gap !== null && (
        <p class="line line-note">
          <Say class="inline" of={gap} />
        </p>
      )}
      <Rows rows={rows} marked={marked.value} offset={offset} onMark={mark} />
    </section>
  );
}

function Filters(props: { filter: Signal<lines.LogFilter>; paused: Signal<boolean> }): JSX.Element {
  const { filter, paused } = props;
  const choices = [
    ["both", "收发 both"],
    ["tx", "→ 发 tx"],
    ["rx", "← 收 rx"],
  ] as const;
  return (
    <div class="log-bar">
      {choices.map(([direction, words]) => (
        <Press
          key={direction}
          pressed={filter.value.direction === direction}
          onPress={() => {
            filter.value = { ...filter.value, direction };
          }}
        >
          {words}
        </Press>
      ))}
      <input
        type="search"
        aria-label="筛选 Filter"
        placeholder="筛选：含义、文字或字节 filter"
        value={filter.value.text}
        onInput={(event) => {
          filter.value = { ...filter.value, text: event.currentTarget.value };
        }}
      />
      <Press
        pressed={paused.value}
        onPress={() => {
          paused.value = !paused.value;
        }}
      >
        {paused.value ? "继续 Go on" : "暂停 Pause"}
      </Press>
    </div>
  );
}

interface ActionsProps {
  readonly deviceId: string;
  readonly rows: readonly lines.Frame[];
  readonly chosen: number;
  readonly offset: number;
  readonly onClear: () => void;
}

function LogActions({ deviceId, rows, chosen, offset, onClear }: ActionsProps): JSX.Element {
  const note = useSignal("");
  const none = rows.length === 0;
  const what = chosen > 0 ? `★ ${chosen}` : `${rows.length}`;
  const copy = async (): Promise<void> => {
    const done = await copyToClipboard(lines.copyText(rows, offset));
    note.value = done ? `已复制 ${rows.length} 行 copied` : "浏览器不允许复制 the browser refuses";
  };
  const today = (): string => new Date().toISOString().slice(0, 10);
  const save = (ending: string, text: string, type: string): void => {
    const name = `${deviceId}-${today()}.${ending}`;
    saveFile(name, text, type);
    note.value = `已存为 saved: ${name}`;
  };
  const json = (): string => `${JSON.stringify(lines.fixtures(rows, deviceId, today()), null, 2)}\n`;
  return (
    <div class="log-bar">
      <Press disabled={none} onPress={() => void copy()}>
        复制 Copy ({what})
      </Press>
      <Press disabled={none} onPress={() => save("wirelog", lines.wirelogText(rows), "text/plain")}>
        存 .wirelog
      </Press>
      <Press disabled={none} onPress={() => save("json", json(), "application/json")}>
        存测试样本 Fixtures
      </Press>
      <Press disabled={none} onPress={onClear}>
        清屏 Clear
      </Press>
      <span class="quiet" role="status">
        {note.value}
      </span>
    </div>
  );
}

interface RowsProps {
  readonly rows: readonly lines.Frame[];
  readonly marked: ReadonlySet<number>;
  readonly offset: number;
  readonly onMark: (n: number) => void;
}

function Rows({ rows, marked, offset, onMark }: RowsProps): JSX.Element {
  const box = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const newest = rows[rows.length - 1]?.n;
  useEffect(() => {
    const list = box.current;
    if (list !== null && follows.current) list.scrollTop = list.scrollHeight;
  }, [newest]);
  return (
    <ol
      class="log-rows"
      ref={box}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        follows.current = scrollHeight - scrollTop - clientHeight < FOLLOW_PX;
      }}
    >
      {rows.length === 0 && (
        <li>
          <Quiet of={{ zh: "还没有字节", en: "No bytes yet" }} />
        </li>
      )}
      {rows.map((frame) => {
        const { arrow, words } = lines.DIRECTIONS[frame.direction];
        const mark = marked.has(frame.n);
        return (
          <li key={frame.n} class={`log-row log-${frame.direction} ${mark ? "marked" : ""}`}>
            <Press class="mark" pressed={mark} label="标记 Mark" onPress={() => onMark(frame.n)}>
              {mark ? "★" : "☆"}
            </Press>
            <time>{lines.timeOfUs(frame.atUs, offset)}</time>
            <span class="log-direction">
              {arrow} {words.zh} {words.en}
            </span>
            <code class="log-hex">{lines.grouped(frame.hex)}</code>
            <code class="log-text">{lines.asText(frame.hex)}</code>
            <span class="log-meaning">{frame.meaning}</span>
          </li>
        );
      })}
    </ol>
  );
}
