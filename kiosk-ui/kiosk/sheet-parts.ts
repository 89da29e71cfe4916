// How a page is put together: digits for choices, paging, what is said aloud. Pure.
import { say } from "../shared/i18n/kiosk.ts";
import { joined, STOPS, type Text } from "../shared/i18n/text.ts";
import { type Act, CHOICES_PER_PAGE_MAX, type Choice, type Facts, type Look, type Sheet } from "./model.ts";
import { choiceSpoken } from "./services.ts";

/** Keys that mean the same on every page. */
export const MORE_DIGIT = "7";
export const PRIORITY_DIGIT = "8";
export const CHECK_IN_DIGIT = "9";

/** The page of choices that is asked for. */
export function pageOf<T>(
  items: readonly T[],
  page: number,
  perPage: number,
): { items: readonly T[]; page: number; pages: number } {
  const size = Math.max(1, Math.min(perPage, CHOICES_PER_PAGE_MAX));
  const pages = Math.max(1, Math.ceil(items.length / size));
  const shown = ((page % pages) + pages) % pages;
  return { items: items.slice(shown * size, (shown + 1) * size), page: shown, pages };
}

/** A choice without ado. */
export function choice(
  id: string,
  text: Text,
  act: Act,
  over: Partial<Choice> & { look?: Look } = {},
): Omit<Choice, "digit"> {
  return { id, look: "plain", text, details: [], notice: null, act, ...over };
}

/** What every answer ends with. */
export const done = (act: Act, look: Look = "primary"): Omit<Choice, "digit"> =>
  choice(
    "done",
    say((w) => w.done),
    act,
    { look },
  );

export interface SheetDraft {
  readonly id: string;
  readonly title: Text;
  readonly choices: readonly Omit<Choice, "digit">[];
  readonly badges?: readonly Text[];
  readonly notices?: readonly (Text | null)[];
  readonly hints?: readonly Text[];
  readonly list?: readonly Text[];
  readonly days?: Sheet["days"];
  readonly entries?: readonly Choice[];
  readonly body?: Sheet["body"];
  readonly mayGoBack?: boolean;
  readonly spoken?: Text;
}

/** Gives digits to the choices, cuts them into pages and finds the one obvious action. */
export function sheet(facts: Facts, draft: SheetDraft): Sheet {
  const { items, page, pages } = pageOf(draft.choices, facts.page, facts.perPage);
  const choices = items.map((item, index): Choice => ({ ...item, digit: String(index + 1) }));
  const more: Choice | null =
    pages === 1
      ? null
      : {
          ...choice(
            "more",
            say((w) => w.more(page + 1, pages)),
            { do: "page" },
          ),
          look: "entry",
          digit: MORE_DIGIT,
        };
  const notices = (draft.notices ?? []).filter((one): one is Text => one !== null);
  const hints = draft.hints ?? [];
  return {
    id: `${draft.id}#${page}`,
    title: draft.title,
    badges: draft.badges ?? [],
    notices,
    hints,
    list: draft.list ?? [],
    days: draft.days ?? [],
    choices,
    more,
    entries: draft.entries ?? [],
    body: draft.body ?? "choices",
    main: choices.find((one) => one.look === "primary") ?? null,
    mayGoBack: draft.mayGoBack ?? facts.mayGoBack,
    spoken: draft.spoken ?? spokenOf(facts, draft, notices, hints, choices),
  };
}

/** With the voice guide every choice is named; in elderly mode the question and what matters about it. */
function spokenOf(
  facts: Facts,
  draft: SheetDraft,
  notices: readonly Text[],
  hints: readonly Text[],
  choices: readonly Choice[],
): Text {
  const opening = [draft.title, ...notices, ...(draft.list ?? []), ...hints];
  return joined(facts.guide ? [...opening, ...choices.map(choiceSpoken)] : opening, STOPS);
}
