// The acceptance sheet: what was tested, by whom and when, the versions, the head of the log; made to be printed.
import type { JSX } from "preact";
import type { AcceptanceView } from "../../controller/contract/technician.ts";
import { dayAndTime } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { Quiet, TroubleLine } from "./bits.tsx";
import { windowWords } from "./devices.tsx";
import { useLoaded } from "./hooks.ts";
import type { TechnicianStore } from "./store.ts";
import { testWords, verdictWords } from "./test-words.ts";
import { type AcceptanceRow, acceptanceRows, acceptanceTally, hashOf } from "./view.ts";

const HASH_CHARS = 16;

export function AcceptanceTab(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  const sheet = useLoaded<AcceptanceView>(store, "/technician/acceptance");
  const value = sheet.value.value;
  if (value === null || store.devices.value === null) {
    return sheet.trouble.value === null ? (
      <Quiet of={{ zh: "正在读取…", en: "Reading…" }} />
    ) : (
      <TroubleLine trouble={sheet.trouble.value} onRetry={() => void sheet.reload()} />
    );
  }
  const devices = [...store.devices.value].sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
  const rows = acceptanceRows(devices, value.verdicts);
  const tally = acceptanceTally(rows);
  return (
    <>
      <div class="buttons-row no-print">
        <Press class="primary" onPress={() => window.print()}>
          <Say class="inline" of={{ zh: "打印验收单", en: "Print the sheet" }} />
        </Press>
        <Press onPress={() => void sheet.reload()}>
          <Say class="inline" of={{ zh: "刷新", en: "Refresh" }} />
        </Press>
        <Quiet
          of={{
            zh: `${tally.devices} 台设备，已测 ${tally.tested}，合格 ${tally.good}`,
            en: `${tally.devices} devices, ${tally.tested} tested, ${tally.good} good`,
          }}
        />
      </div>
      <TroubleLine trouble={sheet.trouble.value} onRetry={() => void sheet.reload()} />
      <Sheet store={store} sheet={value} rows={rows} />
    </>
  );
}

function Sheet(props: { store: TechnicianStore; sheet: AcceptanceView; rows: readonly AcceptanceRow[] }): JSX.Element {
  const { store, sheet, rows } = props;
  const name = both(sheet.hall);
  return (
    <article class="sheet">
      <h1>
        <Say of={{ zh: `${name.zh} 设备验收单`, en: `${name.en} Acceptance sheet` }} />
      </h1>
      <dl class="sheet-facts">
        <dt>时间 at</dt>
        <dd>{sheet.at.slice(0, 19).replace("T", " ")}</dd>
        <dt>软件版本 version</dt>
        <dd>Hallkeeper {sheet.version}</dd>
        <dt>配置摘要 configuration digest</dt>
        <dd>
          <code>{sheet.digest}</code>
        </dd>
        <dt>记录检查点 checkpoint</dt>
        <dd>
          #{sheet.checkpoint.seq} <code>{sheet.checkpoint.hash}</code>
        </dd>
      </dl>
      <div class="sheet-scroll">
        <table class="sheet-table">
          <thead>
            <tr>
              {[
                "设备 device",
                "型号 model",
                "窗口 window",
                "测试 test",
                "结果 result",
                "测试人 by",
                "时间 time",
                "照片 photo",
              ].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <SheetRow key={`${row.device.id} ${row.verdict?.test ?? ""}`} store={store} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      <div class="signatures">
        {["施工方 installer", "使用方 hall", "监理 supervisor"].map((who) => (
          <p key={who}>
            {who}：<span class="signature" /> 日期 date：
            <span class="signature date" />
          </p>
        ))}
      </div>
      <p class="sheet-foot">
        记录检查点 {sheet.checkpoint.seq} / {sheet.checkpoint.hash.slice(0, HASH_CHARS)}… 可与系统记录核对 can be
        compared with the log
      </p>
    </article>
  );
}

function SheetRow(props: { store: TechnicianStore; row: AcceptanceRow }): JSX.Element {
  const { device, verdict } = props.row;
  const result = verdict === null ? null : verdictWords(verdict.verdict);
  return (
    <tr class={result === null ? "untested" : result.verdict === "good" ? "passed" : "failed"}>
      <th scope="row">
        <a href={hashOf("devices", device.id)}>{device.id}</a>
      </th>
      <td>{device.model}</td>
      <td>{windowWords(props.store, device.windowId)}</td>
      <td>{verdict === null ? "" : testWords(verdict.test, device.kind).name.zh}</td>
      <td>
        {result === null ? (
          <Say class="inline" of={{ zh: "○ 未测", en: "not tested" }} />
        ) : (
          <Say class="inline" of={{ zh: `${result.icon} ${result.words.zh}`, en: result.words.en }} />
        )}
        {verdict !== null && verdict.note !== "" && <small>{verdict.note}</small>}
      </td>
      <td>{verdict?.by ?? ""}</td>
      <td>{verdict === null ? "" : dayAndTime(verdict.at)}</td>
      <td>
        <span class="photo-slot" role="img" aria-label="贴照片处 place for a photo" />
      </td>
    </tr>
  );
}
