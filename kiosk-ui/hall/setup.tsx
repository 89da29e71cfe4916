// Setting up a board on the spot: what to measure, how many rows fit, and a test letter to look at from the last seat.
import { signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { HAN_FACTOR, ledReachM, letterMm, pxPerMm } from "../shared/legibility.ts";
import { Say } from "../shared/ui/parts.tsx";
import { BOUNDS } from "./choices.ts";
import { CAP_HEIGHT } from "./plan.ts";
import { boardAddress, type Measured, measuredFrom, setupAdvice, yamlLines } from "./setup-view.ts";

/** Strips as they are sold: dot pitch, letter height. */
const STRIPS = [
  { name: "φ3.75", letterMm: 76 },
  { name: "φ5", letterMm: 122 },
] as const;
const RULER_MM = 100;

function Figure(props: {
  id: keyof typeof BOUNDS;
  value: number;
  unit: string;
  step: number;
  onValue: (value: number) => void;
  children: ComponentChildren;
}): JSX.Element {
  const { least, most } = BOUNDS[props.id];
  return (
    <label class="setup-figure" for={props.id}>
      {props.children}
      <span>
        <input
          id={props.id}
          type="number"
          min={least}
          max={most}
          step={props.step}
          value={props.value}
          onInput={({ currentTarget }) => {
            const value = Number(currentTarget.value);
            if (currentTarget.value !== "" && value >= least && value <= most) props.onValue(value);
          }}
        />{" "}
        {props.unit}
      </span>
    </label>
  );
}

function Result(props: { measured: Measured; size: { width: number; height: number } }): JSX.Element {
  const advice = setupAdvice(props.size, props.measured);
  const [letter, letterPx] = [Math.round(advice.letterMm), Math.round(advice.letterPx)];
  const han = advice.hanMm.map((mm) => Math.round(mm)).join("–");
  return (
    <section class="setup-result" aria-live="polite">
      <p class="setup-rows">
        <Say of={{ zh: `可显示 ${advice.rows} 行叫号`, en: `${advice.rows} rows of calls` }} />
      </p>
      <p>
        <Say
          of={{
            zh: `字母、数字至少高 ${letter} mm（${letterPx} 像素），汉字 ${han} mm`,
            en: `letters and digits at least ${letter} mm high (${letterPx} px), Chinese characters ${han} mm`,
          }}
        />
      </p>
      {advice.warnings.map((warning) => (
        <p key={warning.en} class="setup-warning" role="alert">
          <Say of={warning} />
        </p>
      ))}
      <pre class="setup-yaml">{yamlLines(props.measured)}</pre>
      <p>
        <a href={boardAddress(props.measured)}>
          <Say class="inline" of={{ zh: "用这些数值打开叫号屏", en: "Open the board with these figures" }} />
        </a>
      </p>
    </section>
  );
}

function TestLetter(props: { measured: Measured; size: { width: number; height: number } }): JSX.Element {
  const { measured, size } = props;
  const scale = pxPerMm(size, measured.diagonalInches);
  const { letterPx } = setupAdvice(size, measured);
  return (
    <section class="setup-test">
      <p class="setup-letter" style={{ fontSize: `${letterPx / CAP_HEIGHT}px` }}>
        A8<span style={{ fontSize: `${HAN_FACTOR.low}em` }}>窗</span>
      </p>
      <p>
        <Say
          of={{
            zh: "请到最远的座位看：看得清 A8 和“窗”字即合格。",
            en: "Look from the farthest seat: A8 and the character must be clear.",
          }}
        />
      </p>
      <p class="setup-ruler" style={{ width: `${RULER_MM * scale}px` }}>
        {RULER_MM} mm
      </p>
      <p>
        <Say
          of={{
            zh: "用尺量上面这条线：不是 100 mm 就说明对角线填错，或画面没有全屏。",
            en: "Measure this line: not 100 mm means a wrong diagonal, or a picture that does not fill the screen.",
          }}
        />
      </p>
    </section>
  );
}

function Strips(props: { measured: Measured }): JSX.Element {
  const { mountingHeightMm, farthestSeatM } = props.measured;
  return (
    <section>
      <h2>
        <Say class="inline" of={{ zh: "LED 条屏", en: "LED strips" }} />
      </h2>
      <ul>
        {STRIPS.map((strip) => {
          const reach = ledReachM(strip.letterMm, mountingHeightMm);
          const fits = reach >= farthestSeatM;
          const upTo = reach.toFixed(1);
          const far =
            reach === 0
              ? { zh: "挂得太高，不适用", en: "hung too high" }
              : {
                  zh: `最远 ${upTo} m${fits ? "" : "，最远座位看不清"}`,
                  en: `up to ${upTo} m${fits ? "" : ", not from the farthest seat"}`,
                };
          return (
            <li key={strip.name}>
              <Say
                class="inline"
                of={{
                  zh: `${strip.name}（字高 ${strip.letterMm} mm）：${far.zh}`,
                  en: `${strip.name}: ${far.en}`,
                }}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const measured = signal<Measured | null>(null);

/** The whole page. */
export function SetupApp(props: { query: URLSearchParams }): JSX.Element {
  const now = measured.value ?? measuredFrom(props.query);
  const size = { width: window.innerWidth, height: window.innerHeight };
  const change = (part: Partial<Measured>) => {
    measured.value = { ...now, ...part };
  };
  return (
    <main class="setup">
      <h1>
        <Say of={{ zh: "叫号屏设置：看得清吗？", en: "Board set-up: can it be read?" }} />
      </h1>
      <p>
        <Say
          of={{
            zh: "请在要安装的屏幕上全屏打开本页。",
            en: "Open this page full screen on the very screen that is to be hung.",
          }}
        />
      </p>
      <div class="setup-columns">
        <form onSubmit={(event) => event.preventDefault()}>
          <Figure
            id="inch"
            value={now.diagonalInches}
            unit="″"
            step={0.5}
            onValue={(diagonalInches) => change({ diagonalInches })}
          >
            <Say of={{ zh: "屏幕对角线", en: "Diagonal" }} />
          </Figure>
          <Figure
            id="height"
            value={now.mountingHeightMm}
            unit="mm"
            step={50}
            onValue={(mountingHeightMm) => change({ mountingHeightMm })}
          >
            <Say of={{ zh: "地面到画面下沿", en: "Floor to lower edge of the picture" }} />
          </Figure>
          <Figure
            id="seat"
            value={now.farthestSeatM}
            unit="m"
            step={0.5}
            onValue={(farthestSeatM) => change({ farthestSeatM })}
          >
            <Say of={{ zh: "最远座位的距离", en: "Distance of the farthest seat" }} />
          </Figure>
          <p class="quiet">
            {`${letterMm(now.farthestSeatM, 0).toFixed(0)} mm ≤ 3.05 m < `}
            {`${letterMm(now.farthestSeatM, 4000).toFixed(0)} mm`}
          </p>
          <Strips measured={now} />
        </form>
        <Result measured={now} size={size} />
        <TestLetter measured={now} size={size} />
      </div>
    </main>
  );
}
