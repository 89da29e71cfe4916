// Drawn pictures: how a test must look, and the four things that can come out. Drawn, so that no words are needed.
import type { ComponentChildren, JSX } from "preact";
import type { Verdict } from "./test-words.ts";

const PANEL = "#0d181d";
const LIT = "#ff7a5c";
const UNLIT = "#3a2a2a";
const PAPER = "#fffdf8";
const INK = "#1d2a2e";

function Frame(props: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    <svg class="picture" viewBox="0 0 160 90" role="img" aria-label={props.label}>
      <title>{props.label}</title>
      {props.children}
    </svg>
  );
}

function Strip(props: { children?: ComponentChildren }): JSX.Element {
  return (
    <>
      <rect x="4" y="25" width="152" height="40" rx="4" fill={PANEL} stroke={INK} />
      {props.children}
    </>
  );
}

function StripText(props: { text: string; x?: number; width?: number; opacity?: number }): JSX.Element {
  const { text, x = 10, width = 140, opacity = 1 } = props;
  return (
    <text x={x} y="54" font-size="25" fill={LIT} opacity={opacity} textLength={width} lengthAdjust="spacingAndGlyphs">
      {text}
    </text>
  );
}

function Dots(): JSX.Element {
  const columns = Array.from({ length: 24 }, (_, x) => 12 + x * 6);
  const rows = Array.from({ length: 6 }, (_, y) => 30 + y * 6);
  return <>{rows.flatMap((y) => columns.map((x) => <circle key={`${x}-${y}`} cx={x} cy={y} r="2.3" fill={LIT} />))}</>;
}

/** Four strips of different brightness, or one that shows its address while the others stay as they were. */
function StripRows(props: { rows: readonly (readonly [text: string, opacity: number])[] }): JSX.Element {
  return (
    <>
      {props.rows.map(([text, opacity], at) => (
        <g key={`${text}${opacity}`}>
          <rect x="20" y={4 + at * 29} width="120" height="25" rx="3" fill={PANEL} stroke={INK} />
          <text x="80" y={22 + at * 29} font-size="16" text-anchor="middle" fill={LIT} opacity={opacity}>
            {text}
          </text>
        </g>
      ))}
    </>
  );
}

/** The slip of a printer's test: ruler, three sizes, QR code, black bar. */
function Slip(props: { width?: number; blank?: boolean; garbage?: boolean }): JSX.Element {
  const { width = 60, blank = false, garbage = false } = props;
  const ticks = Array.from({ length: 11 }, (_, at) => 52 + (at * width) / 10.6);
  const lines = garbage ? ["锟斤拷°§¿", "±烫烫Ø#¤", "Ñ屯屯@~"] : ["政务服务", "政务", "政"];
  return (
    <>
      <rect x="30" y="2" width="100" height="12" rx="3" fill={INK} />
      {!blank && (
        <>
          <path
            d="M48 10 H112 V84 l-5 4 -6 -4 -5 4 -6 -4 -5 4 -6 -4 -5 4 -6 -4 -5 4 -6 -4 -9 4 Z"
            fill={PAPER}
            stroke={INK}
          />
          {!garbage && ticks.map((x, at) => <path key={x} d={`M${x} 18 v${at % 5 === 0 ? 7 : 4}`} stroke={INK} />)}
          {lines.map((text, at) => (
            <text key={text} x="52" y={34 + at * 12} font-size={garbage ? 9 : 8 + at * 2} fill={INK}>
              {text}
            </text>
          ))}
          {!garbage && (
            <path d="M90 46 h6 v6 h-6 Z M100 46 h6 v6 h-6 Z M90 56 h6 v6 h-6 Z M99 57 h3 v3 h-3 Z" fill={INK} />
          )}
          {!garbage && <rect x="52" y="70" width={width - 4} height="7" fill={INK} />}
        </>
      )}
    </>
  );
}

function Box(props: { children?: ComponentChildren }): JSX.Element {
  return (
    <>
      <rect x="35" y="12" width="90" height="66" rx="8" fill={PAPER} stroke={INK} stroke-width="2" />
      {props.children}
    </>
  );
}

function Waves(): JSX.Element {
  return (
    <>
      <path d="M55 38 h12 l16 -14 v42 l-16 -14 h-12 Z" fill={INK} />
      <path d="M92 34 q9 11 0 22 M100 27 q15 18 0 36" fill="none" stroke={INK} stroke-width="3" />
    </>
  );
}

function Keys(props: { lit: boolean }): JSX.Element {
  return (
    <>
      <rect x="45" y="19" width="70" height="17" rx="2" fill={PANEL} />
      <text x="80" y="32" font-size="13" text-anchor="middle" fill={props.lit ? LIT : UNLIT}>
        {props.lit ? "888 888" : "–"}
      </text>
      {[0, 1, 2, 3, 4, 5, 6, 7].map((at) => (
        <rect
          key={at}
          x={46 + (at % 4) * 18}
          y={42 + Math.floor(at / 4) * 15}
          width="14"
          height="11"
          rx="2"
          fill="#a89d87"
        />
      ))}
    </>
  );
}

function PadKeys(): JSX.Element {
  return (
    <>
      {[0, 1, 2, 3, 4].map((at) => (
        <circle key={at} cx={47 + at * 16.5} cy="56" r="6.5" fill={LIT} stroke={INK} />
      ))}
      <text x="80" y="36" font-size="16" text-anchor="middle" fill={INK}>
        请评价
      </text>
    </>
  );
}

/** How the test must look. */
export function ExpectedPicture(props: { test: string; kind: string; label: string }): JSX.Element {
  const { test, kind, label } = props;
  return (
    <Frame label={label}>
      {kind === "led" ? <StripExpected test={test} /> : <BoxExpected test={test} kind={kind} />}
    </Frame>
  );
}

function StripExpected(props: { test: string }): JSX.Element {
  switch (props.test) {
    case "all-dots":
      return (
        <Strip>
          <Dots />
        </Strip>
      );
    case "address":
      return (
        <StripRows
          rows={[
            ["欢迎", 0.3],
            ["地址2", 1],
            ["欢迎 ", 0.3],
          ]}
        />
      );
    case "brightness":
      return (
        <StripRows
          rows={[
            ["亮度15", 1],
            ["亮度8", 0.6],
            ["亮度0", 0.3],
          ]}
        />
      );
    case "scroll":
      return (
        <Strip>
          <StripText text="滚动测试：" />
          <path d="M120 76 H50 m10 -6 l-10 6 10 6" fill="none" stroke={INK} stroke-width="3" />
        </Strip>
      );
    case "cells":
      return (
        <Strip>
          <StripText text="一二三四五六" />
        </Strip>
      );
    case "gbk":
      return (
        <Strip>
          <StripText text="中文测试永国" />
        </Strip>
      );
    default:
      return (
        <Strip>
          <StripText text="测试文字" width={100} />
        </Strip>
      );
  }
}

function BoxExpected(props: { test: string; kind: string }): JSX.Element {
  if (props.kind === "printer") return <Slip />;
  if (props.kind === "voice" || props.test === "beep") return <Waves />;
  if (props.kind === "keypad")
    return (
      <Box>
        <Keys lit />
      </Box>
    );
  if (props.kind === "pad")
    return (
      <Box>
        <PadKeys />
      </Box>
    );
  return (
    <Box>
      <path d="M62 46 l12 12 24 -28" fill="none" stroke="#0e5548" stroke-width="6" />
    </Box>
  );
}

/** What came out: a picture to point at. */
export function VerdictPicture(props: { verdict: Verdict; kind: string; label: string }): JSX.Element {
  const { verdict, kind, label } = props;
  const content =
    kind === "led" ? (
      <StripVerdict verdict={verdict} />
    ) : kind === "printer" ? (
      <SlipVerdict verdict={verdict} />
    ) : (
      <BoxVerdict verdict={verdict} kind={kind} />
    );
  return <Frame label={label}>{content}</Frame>;
}

function StripVerdict(props: { verdict: Verdict }): JSX.Element {
  switch (props.verdict) {
    case "good":
      return (
        <Strip>
          <StripText text="测试文字" />
        </Strip>
      );
    case "garbage":
      return (
        <Strip>
          <StripText text="口锟¿▒#拷" />
        </Strip>
      );
    case "wrong-width":
      return (
        <Strip>
          <StripText text="测试" width={64} />
          <path d="M82 30 V60" stroke={LIT} stroke-dasharray="3 3" />
          <path d="M88 45 H148 m-8 -6 l8 6 -8 6 M96 39 l-8 6 8 6" fill="none" stroke="#c3d0d3" stroke-width="2" />
        </Strip>
      );
    case "nothing":
      return <Strip />;
    case "other":
      return (
        <Strip>
          <StripText text="？" x={66} width={28} />
        </Strip>
      );
  }
}

function SlipVerdict(props: { verdict: Verdict }): JSX.Element {
  switch (props.verdict) {
    case "good":
      return <Slip />;
    case "garbage":
      return <Slip garbage />;
    case "wrong-width":
      return (
        <>
          <Slip width={38} />
          <path d="M92 40 H108 m-6 -5 l6 5 -6 5" fill="none" stroke="#a12f1e" stroke-width="2.5" />
        </>
      );
    case "nothing":
      return <Slip blank />;
    case "other":
      return <QuestionMark />;
  }
}

function BoxVerdict(props: { verdict: Verdict; kind: string }): JSX.Element {
  const { verdict, kind } = props;
  if (verdict === "other") return <QuestionMark />;
  if (verdict === "good") return <BoxExpected test="plain" kind={kind} />;
  return (
    <Box>
      {verdict === "garbage" && (
        <path
          d="M45 45 l7 -18 7 34 7 -40 7 46 7 -30 7 22 7 -34 7 38 6 -18"
          fill="none"
          stroke="#a12f1e"
          stroke-width="3"
        />
      )}
      {verdict === "wrong-width" && (
        <path d="M50 45 H110 m-9 -8 l9 8 -9 8 M59 37 l-9 8 9 8" fill="none" stroke={INK} stroke-width="3" />
      )}
      {verdict === "nothing" && <path d="M62 28 L98 62 M98 28 L62 62" stroke="#a89d87" stroke-width="6" />}
    </Box>
  );
}

function QuestionMark(): JSX.Element {
  return (
    <text x="80" y="68" font-size="64" text-anchor="middle" fill={INK}>
      ?
    </text>
  );
}
