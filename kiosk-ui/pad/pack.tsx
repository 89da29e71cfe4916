// A further language on the pad: its own words first, Chinese beside them; right to left and top to bottom are safe.
import { createContext, type JSX } from "preact";
import { useContext } from "preact/hooks";
import type { PadLanguageView } from "../../controller/contract/ratings.ts";
import type { Both } from "../shared/i18n/both.ts";
import { LanguageContext, Say } from "../shared/ui/parts.tsx";

export type Pack = PadLanguageView;
type OwnWord = Exclude<keyof Pack["words"], "levels">;

/** The language somebody chose; null: Chinese and English. */
export const PackContext = createContext<Pack | null>(null);

/** What the reader's own language has for it; undefined: nothing, and Chinese is shown. */
export function ownWord(pack: Pack | null, word: OwnWord | undefined): string | undefined {
  return pack === null || word === undefined ? undefined : pack.words[word];
}

/** The whole page is laid out the way the language is read: the best level comes first for every reader. */
export function directionOf(pack: Pack | null): "ltr" | "rtl" {
  return pack?.direction === "rtl" ? "rtl" : "ltr";
}

/** `own` in the chosen language, with Chinese below it; without it Chinese and English. */
export function OwnSay(props: { own: string | undefined; of: Both; class?: string }): JSX.Element {
  const pack = useContext(PackContext);
  const language = useContext(LanguageContext);
  if (pack === null || props.own === undefined)
    return <Say of={props.of} {...(props.class === undefined ? {} : { class: props.class })} />;
  return (
    <span class={`say own ${props.class ?? ""}`}>
      <span class={`say-main own-${pack.direction}`} lang={pack.code} dir={directionOf(pack)}>
        {props.own}
      </span>
      <span class="say-side" lang={language} dir="ltr">
        {props.of.zh}
      </span>
    </span>
  );
}

/** One of the page's own sentences. */
export function PackSay(props: { word: OwnWord; of: Both; class?: string }): JSX.Element {
  const pack = useContext(PackContext);
  return <OwnSay {...props} own={ownWord(pack, props.word)} />;
}
