// Today's ratings and the signs to look at, for supervisors. Never for the rated window: D2.
import type {
  OptionsView,
  PadLanguageView,
  RatingFiguresView,
  RatingsTodayView,
  SignalView,
} from "../contract/ratings.ts";
import { correctionMs } from "../domain/rating-changes.ts";
import { type CaseFacts, factsOf, ratingFigures } from "../domain/rating-figures.ts";
import { editionAt, reasonWords } from "../domain/rating-options.ts";
import { signalsOf } from "../domain/rating-signals.ts";
import type { OptionList } from "../domain/rating-types.ts";
import { localDay } from "../domain/time.ts";
import type { Case, HallSettings, Level, Rating } from "../domain/types.ts";
import { wilsonRange } from "../domain/wilson.ts";
import { timeOf, type ViewContext, wordsOf } from "./context.ts";

/** Rows listed at once. */
export const RATED_ROWS_MAX = 200;
/** Fewer ratings are not compared with those of others (I12). */
export const COMPARED_MIN = 30;

function listView(list: OptionList): OptionsView["onsite"] {
  return {
    dimensions: list.dimensions.map(({ code, name }) => ({ code, name: wordsOf(name) })),
    reasons: list.reasons.map(({ code, levels, name }) => ({ code, levels: [...levels], name: wordsOf(name) })),
  };
}

/** The option lists asked with now. */
export function optionsView({ state, nowMs }: ViewContext): OptionsView {
  const { version, from, onsite, online } = editionAt(state.settings, nowMs);
  const correction = correctionMs(state.settings);
  const lists = { onsite: listView(onsite), online: listView(online) };
  return { version, from, ...lists, correctionMs: correction, ...padManners(state.settings) };
}

function padManners({ rating }: HallSettings): Pick<OptionsView, "pad"> {
  const pad = rating?.pad;
  if (pad === undefined) return {};
  const languages = pad.languages.map(({ code, name, direction, words: { levels, ...words } }) => ({
    ...{ code, name, direction },
    words: { ...words, levels: { ...levels } } as PadLanguageView["words"],
  }));
  const { on = false, hours = "", volume = 0 } = pad.voice ?? {};
  return { pad: { languages, voice: on ? { hours, volume } : null } };
}

function rounded(average: number | null): number | null {
  return average === null ? null : Math.round(average * 100) / 100;
}

function figuresView(facts: readonly CaseFacts[]): RatingFiguresView {
  const { average, levels, channels, ...rest } = ratingFigures(facts);
  const copy = ({ n, of, share, range }: { n: number; of: number; share: number | null; range: unknown }) =>
    ({ n, of, share, range }) as RatingFiguresView["asked"];
  return {
    ...{ finished: rest.finished, defaults: rest.defaults, imported: rest.imported, bad: rest.bad },
    ...{ asked: copy(rest.asked), active: copy(rest.active), withDefaults: copy(rest.withDefaults) },
    ...{ unrated: copy(rest.unrated), unratedCountingDefaults: copy(rest.unratedCountingDefaults) },
    ...{ good: copy(rest.good), goodWithDefaults: copy(rest.goodWithDefaults) },
    average: rounded(average),
    levels: { ...levels },
    channels: channels.map((one) => ({ ...one })),
  };
}

function row(context: ViewContext, found: Case, rating: Rating): RatingsTodayView["ratings"][number] {
  const { id: caseId, number, serviceId, windowId } = found;
  const { level, channel, origin, flags = [], reasons, atMs } = rating;
  return {
    ...{ caseId, number, serviceId, windowId, level, channel, origin },
    ...{ stage: rating.stage ?? 2, flags: [...flags], reasons: [...reasons], at: timeOf(context, atMs) },
    reasonWords: reasons.map((code) => wordsOf(reasonWords(context.state.settings, rating, code))),
  };
}

/** Marks beside the levels of these ratings, in the order of the list asked with now. */
function dimensionsOf(context: ViewContext, ratings: readonly Rating[]): RatingsTodayView["dimensions"] {
  const given = new Map<string, Level[]>();
  for (const { dimensions = {} } of ratings)
    for (const [code, level] of Object.entries(dimensions)) given.set(code, [...(given.get(code) ?? []), level]);
  const { onsite, online } = editionAt(context.state.settings, context.nowMs);
  const names = new Map([...online.dimensions, ...onsite.dimensions].map(({ code, name }) => [code, name]));
  return [...given].map(([code, levels]) => ({
    ...{ code, name: wordsOf(names.get(code) ?? { "zh-CN": code, en: code }), n: levels.length },
    average: rounded(levels.reduce((sum, level) => sum + level, 0) / levels.length),
  }));
}

/** Cases finished today, with how they were rated. */
export function ratingsTodayView(context: ViewContext): RatingsTodayView {
  const { state, index } = context;
  const { timezone } = state.settings;
  const isToday = (atMs: number | null) => atMs !== null && localDay(atMs, timezone) === state.day;
  const all = [...state.cases.values()];
  const today = all.filter((found) => isToday(found.finishedAtMs));
  const factsBy = (cases: readonly Case[]) => cases.flatMap((found) => factsOf(found) ?? []);
  const windows = state.settings.windows.map(({ id }) => {
    const figures = figuresView(factsBy(today.filter(({ windowId }) => windowId === id)));
    const { finished, active, good, average } = figures;
    return { windowId: id, finished, active, good, average, tooFew: active.n < COMPARED_MIN };
  });
  const rated = all.flatMap((found) => [found.rating, found.acceptance ?? null].map((rating) => ({ found, rating })));
  const rows = rated.flatMap(({ found, rating }) =>
    rating !== null && isToday(rating.atMs) ? [{ found, rating }] : [],
  );
  rows.sort((left, right) => right.rating.atMs - left.rating.atMs);
  const accepted = rows.filter(({ rating }) => rating.stage === 1);
  const good = accepted.filter(({ rating }) => rating.level >= 3).length;
  const of = accepted.length;
  const range = wilsonRange(good, of);
  return {
    day: state.day,
    figures: figuresView(factsBy(today)),
    windows: windows.filter(({ finished }) => finished > 0),
    ratings: rows.slice(0, RATED_ROWS_MAX).map(({ found, rating }) => row(context, found, rating)),
    acceptance: {
      n: of,
      good: { n: good, of, share: of === 0 ? null : good / of, range: range === null ? null : [...range] },
    },
    dimensions: dimensionsOf(
      context,
      rows.map(({ rating }) => rating).filter(({ stage, origin }) => stage !== 1 && origin === "active"),
    ),
    withoutCall: index.rated.withoutCall,
  };
}

/** Signs of today. */
export function signalViews(context: ViewContext): SignalView[] {
  const { state, index } = context;
  return signalsOf(index.rated, state.settings.rating, state.ratings.checkedSignals).map((signal) => {
    const { id, kind, windowId, caseIds, count, lastAtMs, why, strength, checked } = signal;
    const seen = checked === undefined ? null : { by: checked.by, at: timeOf(context, checked.atMs) };
    return {
      ...{ id, kind, windowId, caseIds: [...caseIds], count, why: wordsOf(why), strength },
      lastAt: timeOf(context, lastAtMs),
      checked: seen === null || checked === undefined ? null : { ...seen, verdict: checked.verdict },
    };
  });
}
