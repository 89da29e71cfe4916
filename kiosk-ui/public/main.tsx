// Starts the page of figures for everybody (公示).
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./public.css";
import { signal } from "@preact/signals";
import { type JSX, render } from "preact";
import type { PublicLoopsView } from "../../controller/contract/loop.ts";
import type { PublicFigures } from "../../controller/contract/reports.ts";
import { get } from "../shared/api.ts";
import { both } from "../shared/i18n/both.ts";
import { Say } from "../shared/ui/parts.tsx";
import * as words from "./view.ts";
import { count, minutes, type PublicRow, percent } from "./view.ts";

const AGAIN_MS = 5 * 60_000;
const figures = signal<PublicFigures | null>(null);
const loops = signal<PublicLoopsView | null>(null);
const isLost = signal(false);

async function load(): Promise<void> {
  const answer = await get<PublicFigures>("/public-figures");
  isLost.value = !answer.ok;
  if (answer.ok) figures.value = answer.value;
  const found = await get<PublicLoopsView>("/public-loops");
  if (found.ok) loops.value = found.value;
}

/** What came of bad ratings and complaints: numbers and results, nobody's name. */
function Loops(props: { of: PublicLoopsView }): JSX.Element {
  const { from, to, rows } = props.of;
  return (
    <section class="public-loops">
      <h2>
        <Say class="inline" of={{ zh: "差评与投诉办理结果", en: "What came of bad ratings and complaints" }} />{" "}
        <small>
          {from} – {to}
        </small>
      </h2>
      <dl>
        {words.loopFigures(props.of).map(({ name, value }) => (
          <div key={name.zh}>
            <dt>
              <Say class="inline" of={name} />
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul>
        {rows.slice(0, words.LOOP_ROWS_MAX).map((row, at) => (
          <li key={at}>
            <Say of={words.loopLine(row)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Card(props: { row: PublicRow; isHall: boolean }): JSX.Element {
  const { row } = props;
  return (
    <section class={props.isHall ? "public-card public-hall" : "public-card"}>
      <h2>
        <Say class="inline" of={both(row.name)} />
      </h2>
      <dl>
        <div>
          <dt>
            <Say class="inline" of={{ zh: "好评率", en: "Good ratings" }} />
          </dt>
          <dd>{percent(row.good)}</dd>
          <dd class="public-beside">
            <Say class="inline" of={words.goodBeside(row)} />
          </dd>
        </div>
        <div>
          <dt>
            <Say class="inline" of={{ zh: "办件量", en: "Cases finished" }} />
          </dt>
          <dd>{count(row.finished)}</dd>
          <dd class="public-beside">
            <Say class="inline" of={words.askedBeside(row)} />
          </dd>
        </div>
        <div>
          <dt>
            <Say class="inline" of={{ zh: "等候", en: "Wait" }} />
          </dt>
          <dd>
            {minutes(row.waitP50)} <small>分钟 min</small>
          </dd>
          <dd class="public-beside">
            <Say
              class="inline"
              of={{ zh: `九成在 ${minutes(row.waitP90)} 分钟内`, en: `90 % within ${minutes(row.waitP90)} min` }}
            />
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Page(): JSX.Element {
  const shown = figures.value;
  if (shown === null) {
    return (
      <main class="public">
        <Say
          of={
            isLost.value
              ? { zh: "暂时无法取得数据", en: "No figures at the moment" }
              : { zh: "正在连接…", en: "Connecting…" }
          }
        />
      </main>
    );
  }
  return (
    <main class="public">
      <header>
        <h1>
          {both(shown.hall).zh} <Say class="inline" of={{ zh: "服务公示", en: "Our service in figures" }} />
        </h1>
        <p>
          {shown.from} – {shown.to}
        </p>
      </header>
      {shown.rows.map((row) => (
        <Card key={row.id} row={row} isHall={row.id === ""} />
      ))}
      {loops.value !== null && <Loops of={loops.value} />}
      <footer>
        <p>
          少于 {shown.least} 的数字不公布（–）。等候从取号到最后一次呼叫，取中位数；好评为本人评价的基本满意及以上。
        </p>
        <p lang="en">
          Numbers below {shown.least} are not published (–). The wait runs from the number to its last call, middle
          value; good means level 3 to 5 given by the person.
        </p>
        <p>
          检查点 Checkpoint {shown.checkpoint.seq} <code>{shown.checkpoint.hash.slice(0, 16)}</code> ·{" "}
          {words.signedWords(shown.signed)} · Hallkeeper {shown.version}
        </p>
      </footer>
    </main>
  );
}

void load();
setInterval(() => void load(), AGAIN_MS);
const page = document.getElementById("page");
if (page !== null) render(<Page />, page);
