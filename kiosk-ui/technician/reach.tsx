// Can phones open the citizens' page? A code to scan on mobile data and on the hall's Wi-Fi, and what papers say.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ReachCheckView, ReachView } from "../../controller/contract/technician.ts";
import { QrCode } from "../kiosk/qr.tsx";
import type { Both } from "../shared/i18n/both.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import { type Trouble, troubleOf } from "./api.ts";
import { Quiet, TroubleLine } from "./bits.tsx";
import { usePolling } from "./hooks.ts";
import type { TechnicianStore } from "./store.ts";

/** While somebody walks about with a phone, its result is to be seen at once. */
const EVERY_MS = 2_000;

const VERDICTS: Readonly<Record<ReachView["reach"], Both>> = {
  public: { zh: "手机流量也能打开", en: "opens from anywhere" },
  hall: { zh: "只在大厅网络内能打开", en: "opens in the hall's network only" },
  nowhere: { zh: "手机打不开，只有本机能用", en: "opens on this machine only" },
};
const WAYS = [
  { via: "mobile", words: { zh: "手机流量", en: "mobile data" } },
  { via: "wifi", words: { zh: "大厅 Wi-Fi", en: "the hall's Wi-Fi" } },
] as const;

function Result(props: { view: ReachView; via: "mobile" | "wifi"; words: Both }): JSX.Element {
  const found = props.view.checks.find((check) => check.via === props.via && check.current);
  const old = props.view.checks.find((check) => check.via === props.via && !check.current);
  const at = (iso: string): string => iso.slice(0, 16).replace("T", " ");
  return (
    <li class="line">
      <strong>
        <span aria-hidden="true">{found === undefined ? "○ " : "● "}</span>
        <Say class="inline" of={props.words} />
      </strong>{" "}
      {found === undefined ? (
        <Say class="inline" of={{ zh: "没有试过，或打不开", en: "not tried, or it did not open" }} />
      ) : (
        <>
          <Say class="inline" of={{ zh: "已打开", en: "opened" }} /> {at(found.at)} {found.host}
        </>
      )}
      {found === undefined && old !== undefined && (
        <small class="quiet">
          {" "}
          {at(old.at)} {old.host}（旧地址 old address）
        </small>
      )}
    </li>
  );
}

function Scan(props: { check: ReachCheckView }): JSX.Element {
  const { check } = props;
  return (
    <div class="reach-scan">
      <div style={{ maxWidth: "260px" }}>
        <QrCode text={check.url} label="手机扫码检查 Scan with a phone" />
      </div>
      <p>
        <code>{check.url}</code>
      </p>
      <Quiet
        of={{
          zh: `先关 Wi-Fi 用流量扫一次，再连大厅 Wi-Fi 扫一次，并在手机上选当时的网络；${check.until.slice(11, 16)} 前有效`,
          en: "scan once on mobile data with Wi-Fi off and once on the hall's Wi-Fi, and answer on the phone",
        }}
      />
    </div>
  );
}

export function ReachTab(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  const view = useSignal<ReachView | null>(null);
  const check = useSignal<ReachCheckView | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  usePolling(store.timers, EVERY_MS, [store.keys.value], async (current) => {
    const answer = await store.get<ReachView>("/technician/reachability");
    if (!current()) return;
    if (answer.ok) view.value = answer.value;
    trouble.value = troubleOf(answer);
  });
  const begin = async (): Promise<void> => {
    const answer = await store.post<ReachCheckView>("/technician/reachability", {});
    if (answer.ok) check.value = answer.value;
    trouble.value = troubleOf(answer);
  };
  const shown = view.value;
  return (
    <Panel title={{ zh: "手机能否打开市民页面", en: "Can phones open the citizens' page?" }}>
      <TroubleLine trouble={trouble.value} />
      {shown !== null && (
        <>
          <p class={`line ${shown.reach === "public" ? "line-note" : "line-trouble"}`}>
            <Say class="inline" of={VERDICTS[shown.reach]} /> <code>{shown.url}</code>
          </p>
          <ul>
            {WAYS.map(({ via, words }) => (
              <Result key={via} view={shown} via={via} words={words} />
            ))}
          </ul>
          <p class="reach-paper">
            <Say class="inline" of={{ zh: "小票上这样印：", en: "Papers say:" }} />「{shown.note}」
          </p>
        </>
      )}
      <Press class="primary" onPress={() => void begin()}>
        <Say class="inline" of={{ zh: "开始检查", en: "Start a check" }} />
      </Press>
      {check.value !== null && <Scan check={check.value} />}
    </Panel>
  );
}
