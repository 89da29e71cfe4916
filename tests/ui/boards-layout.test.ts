// How large letters must be, how a board is divided, and what its address says of it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boardLanguage, boardSetup } from "../../kiosk-ui/hall/choices.ts";
import { boardPlan, CAP_HEIGHT, pixelShift, SHIFT_UNITS, shapeOf, type Wanted } from "../../kiosk-ui/hall/plan.ts";
import { boardAddress, measuredFrom, setupAdvice, yamlLines } from "../../kiosk-ui/hall/setup-view.ts";
import { numberUnits } from "../../kiosk-ui/screen/view.ts";
import { ledLetterMm, ledReachM, legibility, letterMm, pxPerMm } from "../../kiosk-ui/shared/legibility.ts";
import { hallView } from "./fixtures.ts";

const HD = { width: 1920, height: 1080 };
const hanging = { diagonalInches: 55, mountingHeightMm: 3100, farthestSeatM: 10 };

function wanted(over: Partial<Wanted> = {}): Wanted {
  return { size: HD, hanging, rows: null, services: 6, nextUp: false, ticker: false, callEm: 5.5, ...over };
}

describe("the legibility rule", () => {
  test("letters of signs and of dot matrices grow with the distance, more above 3.05 m", () => {
    expect([letterMm(6.4, 3100), letterMm(4.57, 2000), letterMm(1, 3100)].map(Math.round)).toEqual([75, 51, 75]);
    expect(letterMm(6.4 + 0.305, 3100)).toBeCloseTo(78.2);
    expect(Math.round(letterMm(10, 3100))).toBe(113);
    expect([ledLetterMm(6.1, 3100), ledLetterMm(4.57, 2000)]).toEqual([102, 76]);
  });

  test("strips are read as far as they are", () => {
    expect(ledReachM(76, 2200)).toBeCloseTo(4.57, 1);
    expect(ledReachM(76, 3100)).toBe(0);
    expect(ledReachM(122, 2200)).toBeCloseTo(7.3, 1);
  });

  test("a 55-inch board seen from 10 m has 3 rows, a 65-inch one 4, an 86-inch one 5", () => {
    const rows = [55, 65, 86].map(
      (diagonalInches) => boardPlan(wanted({ hanging: { ...hanging, diagonalInches } })).rows,
    );
    expect(rows).toEqual([3, 4, 5]);
    const { letterPx } = legibility(HD, hanging, { px: 1080, rowPitchMin: 1.25 });
    expect(Math.round(letterPx)).toBe(178);
  });

  test("numbers of the window screen are read from 7 m on a 24-inch monitor, above or below 3.05 m", () => {
    for (const mountingHeightMm of [2000, 3200]) {
      const scale = pxPerMm(HD, 24);
      const letter = (numberUnits("A001", 1860, 520) * CAP_HEIGHT) / scale;
      expect(letter).toBeGreaterThanOrEqual(letterMm(7, mountingHeightMm));
    }
    expect(numberUnits("GZ0123456", 1860, 520)).toBeLessThan(numberUnits("A001", 1860, 520));
  });
});

describe("the plan", () => {
  test("the shape follows the picture", () => {
    const shape = (width: number, height: number) => shapeOf({ width, height });
    expect([shape(1920, 1080), shape(1024, 768), shape(1000, 1000)]).toEqual(["landscape", "landscape", "landscape"]);
    expect([shape(1080, 1920), shape(800, 1280)]).toEqual(["portrait", "portrait"]);
    expect([shape(1920, 540), shape(3840, 1080), shape(1920, 360)]).toEqual(["strip", "strip", "strip"]);
  });

  test("numbers are as large as the farthest seat needs where the screen allows; if not, it says so", () => {
    expect(boardPlan(wanted()).isLegible).toBe(true);
    expect(boardPlan(wanted({ ticker: true, nextUp: true }))).toMatchObject({ rows: 3, isLegible: true });
    expect(boardPlan(wanted({ hanging: { ...hanging, farthestSeatM: 30 } })).isLegible).toBe(false);
    expect(boardPlan(wanted({ rows: 7 }))).toMatchObject({ rows: 7, isLegible: false });
  });

  test("whatever the screen and the hall, everything has its place and nothing overlaps", () => {
    const sizes = fc.record({
      width: fc.integer({ min: 320, max: 7680 }),
      height: fc.integer({ min: 200, max: 4320 }),
    });
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        fc.boolean(),
        fc.option(fc.integer({ min: 1, max: 8 })),
        (size, services, nextUp, ticker, rows) => {
          const plan = boardPlan(wanted({ size, services, nextUp, ticker, rows }));
          expect(plan.rows).toBeGreaterThanOrEqual(1);
          expect(plan.numberPx).toBeGreaterThan(0);
          expect(plan.numberPx * CAP_HEIGHT).toBeLessThanOrEqual(plan.callsPx / plan.rows);
          expect(plan.callsPx).toBeLessThan(size.height);
          expect(Math.min(plan.earlierRows, plan.denseRows, plan.serviceRows)).toBeGreaterThanOrEqual(1);
          if (plan.shape === "landscape") expect(plan.waitingPx).toBeLessThan(plan.callsPx);
        },
      ),
      { seed: 20260302, numRuns: 500 },
    );
  });

  test("the picture wanders inside its rim and comes round", () => {
    const places = Array.from({ length: 8 }, (_, step) => pixelShift(step * 120_000));
    expect(new Set(places.map(({ x, y }) => `${x},${y}`)).size).toBe(8);
    for (const { x, y } of places) expect(Math.max(x, y)).toBeLessThanOrEqual(SHIFT_UNITS);
    expect(pixelShift(8 * 120_000)).toEqual(pixelShift(0));
  });
});

describe("a board's address", () => {
  const of = (search: string) => boardSetup(hallView().board, new URLSearchParams(search));

  test("says what is different on this screen; nonsense is the hall's own", () => {
    expect(of("")).toEqual({ hanging, rows: null, theme: "night", silent: false });
    expect(of("inch=86&seat=14.5&height=2200&rows=2&theme=day&silent=1")).toEqual({
      hanging: { diagonalInches: 86, farthestSeatM: 14.5, mountingHeightMm: 2200 },
      rows: 2,
      theme: "day",
      silent: true,
    });
    expect(of("inch=0&seat=-1&height=x&rows=99&theme=pink&silent=2")).toEqual(of(""));
  });

  test("or the hall, put either language first", () => {
    const language = (search: string, languages: string[]) => boardLanguage(new URLSearchParams(search), languages);
    expect([language("", ["zh-CN", "en"]), language("", []), language("lang=zh-CN", ["en"])]).toEqual([
      "zh-CN",
      "zh-CN",
      "zh-CN",
    ]);
    expect([language("lang=en", ["zh-CN"]), language("", ["en", "zh-CN"])]).toEqual(["en", "en"]);
  });
});

describe("setting a board up", () => {
  test("begins with the figures of the address and gives them back for the file and the board", () => {
    const measured = measuredFrom(new URLSearchParams("setup&inch=65&seat=12"));
    expect(measured).toEqual({ diagonalInches: 65, farthestSeatM: 12, mountingHeightMm: 3100 });
    expect(boardAddress(measured)).toBe("/hall?inch=65&height=3100&seat=12");
    expect(yamlLines(measured)).toBe("board:\n  diagonalInches: 65\n  mountingHeightMm: 3100\n  farthestSeatM: 12");
  });

  test("says how many rows fit, and warns of a screen that is too small or hangs too low", () => {
    expect(setupAdvice(HD, hanging)).toMatchObject({ rows: 3, warnings: [] });
    expect(setupAdvice(HD, { ...hanging, diagonalInches: 24, farthestSeatM: 20 }).warnings[0]?.zh).toContain(
      "屏幕太小",
    );
    expect(setupAdvice(HD, { ...hanging, mountingHeightMm: 1500 }).warnings.map(({ en }) => en)).toEqual([
      "The lower edge is below 1.78 m: people who stand will hide it.",
    ]);
  });
});
