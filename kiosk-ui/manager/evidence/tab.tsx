// Evidence: the newest signed checkpoint with its code, the key's fingerprint, earlier ones, and the way to check.
import "./evidence.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CheckpointFile, EvidenceView } from "../../../controller/contract/evidence.ts";
import { QrCode } from "../../kiosk/qr.tsx";
import { get, newKey, post } from "../../shared/api.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { useLooking } from "../../shared/ui/looking.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { type Column, Table } from "../../shared/ui/table.tsx";
import type { TabProps } from "../tabs.ts";
import { grouped, REASONS, shortHash, timeText, warningOf } from "./view.ts";

const LOOK_MS = 10_000;
const SIGN_MS_MAX = 10_000;
const LIST_MAX = 60;

function Newest(props: { checkpoint: CheckpointFile; timezone: string }): JSX.Element {
  const { checkpoint, timezone } = props;
  const rows: readonly [Both, JSX.Element][] = [
    [{ zh: "记录数", en: "Entries" }, <b>{checkpoint.seq.toLocaleString("en-US")}</b>],
    [{ zh: "签名时间", en: "Signed" }, <span>{timeText(checkpoint.at, timezone)}</span>],
    [{ zh: "校验码", en: "Check code" }, <span class="evidence-code">{grouped(checkpoint.hash)}</span>],
    [{ zh: "树根", en: "Tree root" }, <span class="evidence-code">{grouped(checkpoint.root)}</span>],
  ];
  return (
    <div class="evidence-newest">
      <QrCode text={checkpoint.note} label="签名检查点 Signed checkpoint" />
      <div>
        <dl>
          {rows.map(([name, value]) => [
            <dt key={name.en}>
              <Say class="inline" of={name} />
            </dt>,
            <dd key={`${name.en} value`}>{value}</dd>,
          ])}
        </dl>
        <p class="quiet">
          <Say
            of={{
              zh: "拍照或下载后离开本机保存：凭它可发现此前日志的任何改动",
              en: "Photograph it or keep the file elsewhere: with it any later change of the log is found",
            }}
          />
        </p>
      </div>
    </div>
  );
}

const columns = (newest: CheckpointFile, timezone: string): readonly Column<CheckpointFile>[] => [
  { name: { zh: "时间", en: "Signed" }, cell: ({ at }) => timeText(at, timezone) },
  { name: { zh: "记录数", en: "Entries" }, cell: ({ seq }) => seq.toLocaleString("en-US") },
  {
    name: { zh: "缘由", en: "Why" },
    cell: ({ reason }) => reason !== undefined && <Say class="inline" of={REASONS[reason]} />,
  },
  { name: { zh: "校验码", en: "Check code" }, class: "evidence-code", cell: ({ hash }) => shortHash(hash) },
  {
    name: { zh: "与最新的一致性", en: "Proof to the newest" },
    cell: ({ seq }) =>
      seq < newest.seq && (
        <a
          download={`proof-${seq}-${newest.seq}.json`}
          href={`/api/v1/checkpoints/consistency?from=${seq}&to=${newest.seq}`}
        >
          {seq} → {newest.seq}
        </a>
      ),
  },
];

/** The tab. */
export function EvidenceTab({ view: live }: TabProps): JSX.Element {
  const { timezone } = live.hall;
  const [view, setView] = useState<EvidenceView | null>(null);
  const [list, setList] = useState<readonly CheckpointFile[]>([]);
  const [said, setSaid] = useState<Both | null>(null);
  const [busy, setBusy] = useState(false);
  const look = useLooking(
    LOOK_MS,
    () =>
      Promise.all([get<EvidenceView>("/evidence"), get<readonly CheckpointFile[]>(`/checkpoints?limit=${LIST_MAX}`)]),
    ([state, checkpoints]) => {
      if (state.ok) setView(state.value);
      if (checkpoints.ok) setList(checkpoints.value);
      setSaid(state.ok ? null : refusalWords(state.code));
    },
  );
  const sign = async (): Promise<void> => {
    setBusy(true);
    const answer = await post("/checkpoints", {}, { key: newKey(), giveUpMs: SIGN_MS_MAX });
    setBusy(false);
    await look();
    if (!answer.ok) setSaid(refusalWords(answer.code));
  };
  const warning = view === null ? null : warningOf(view);
  return (
    <div class="evidence">
      {said !== null && (
        <p role="alert" class="evidence-fault">
          <Say of={said} />
        </p>
      )}
      <Panel title={{ zh: "最新检查点", en: "Newest checkpoint" }}>
        {warning !== null && (
          <p role="status" class={view?.fault === "" ? "quiet" : "evidence-fault"}>
            <Say of={warning} />
          </p>
        )}
        {view?.newest != null && <Newest checkpoint={view.newest} timezone={timezone} />}
        <p class="evidence-buttons">
          <Press disabled={busy} onPress={() => void sign()}>
            <Say of={{ zh: "现在签名", en: "Sign now" }} />
          </Press>
          {view?.newest != null && (
            <a class="press" download={`checkpoint-${view.newest.seq}.json`} href="/api/v1/checkpoints/newest">
              <Say of={{ zh: "下载检查点", en: "Download it" }} />
            </a>
          )}
          <a class="press" href="/verify" target="_blank" rel="noreferrer">
            <Say of={{ zh: "核对页面（可存到U盘）", en: "The page that checks it (save it to a stick)" }} />
          </a>
        </p>
      </Panel>
      {view !== null && (
        <Panel title={{ zh: "签名公钥指纹", en: "Fingerprint of the signing key" }}>
          <p class="evidence-code">
            <b>{view.key.fingerprint}</b>
          </p>
          <p class="evidence-code">{view.key.key}</p>
          <p class="quiet">
            <Say
              of={{
                zh: "请在大厅以外公布此指纹（公示栏、上级部门）：核对者据此辨认真伪",
                en: "Publish it outside the hall: by it everybody tells the real key from another",
              }}
            />
          </p>
        </Panel>
      )}
      <Panel title={{ zh: "历次检查点", en: "Earlier checkpoints" }}>
        <Table
          name={{ zh: "历次检查点", en: "Earlier checkpoints" }}
          columns={list[0] === undefined ? [] : columns(list[0], timezone)}
          rows={list}
          keyOf={({ loggedAs }) => String(loggedAs)}
          none={{ zh: "暂无", en: "None yet" }}
        />
      </Panel>
    </div>
  );
}
