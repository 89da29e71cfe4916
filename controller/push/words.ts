// What a notice says: short enough for a locked screen, whole without the page, nothing but number and place.

export type PushKind = "soon" | "turn" | "withdrawn";

interface PushWords {
  readonly title: Readonly<Record<PushKind, (number: string, window: string) => string>>;
  readonly soon: (ahead: number) => string;
  readonly withdrawn: string;
}

const WORDS: Readonly<Record<string, PushWords>> = {
  "zh-CN": {
    title: {
      soon: (number) => `${number} 快到您了`,
      turn: (number, window) => `${number} 请到${window}`,
      withdrawn: (number) => `${number} 叫号已撤回`,
    },
    soon: (ahead) => (ahead === 0 ? "下一个就是您，请回到大厅" : `前面还有 ${ahead} 位，请回到大厅`),
    withdrawn: "您的位置不变，请继续等候",
  },
  "zh-Hant": {
    title: {
      soon: (number) => `${number} 快到您了`,
      turn: (number, window) => `${number} 請到${window}`,
      withdrawn: (number) => `${number} 叫號已撤回`,
    },
    soon: (ahead) => (ahead === 0 ? "下一個就是您，請回到大廳" : `前面還有 ${ahead} 位，請回到大廳`),
    withdrawn: "您的位置不變，請繼續等候",
  },
  en: {
    title: {
      soon: (number) => `${number}: soon your turn`,
      turn: (number, window) => `${number}: please go to ${window}`,
      withdrawn: (number) => `${number}: the call was withdrawn`,
    },
    soon: (ahead) =>
      ahead === 0
        ? "You are next. Please come back to the hall"
        : `${ahead} ahead of you. Please come back to the hall`,
    withdrawn: "Your place is unchanged. Please wait on",
  },
  ko: {
    title: {
      soon: (number) => `${number} 곧 순서입니다`,
      turn: (number, window) => `${number} ${window}(으)로 오십시오`,
      withdrawn: (number) => `${number} 호출이 취소되었습니다`,
    },
    soon: (ahead) => (ahead === 0 ? "다음 순서입니다. 홀로 돌아와 주십시오" : `앞에 ${ahead}명. 홀로 돌아와 주십시오`),
    withdrawn: "순서는 그대로입니다. 계속 기다려 주십시오",
  },
};

/** Languages a notice can be in. */
export const PUSH_LANGUAGES: readonly string[] = Object.keys(WORDS);

export interface Told {
  readonly kind: PushKind;
  readonly number: string;
  /** Name of the window in the language. */
  readonly window: string;
  readonly ahead: number;
  readonly hall: string;
}

/** Title and second line. */
export function noticeWords(language: string, { kind, number, window, ahead, hall }: Told): readonly [string, string] {
  const words = WORDS[language] ?? WORDS["zh-CN"];
  if (words === undefined) return [number, hall];
  const body = { soon: words.soon(ahead), turn: hall, withdrawn: words.withdrawn }[kind];
  return [words.title[kind](number, window), body];
}
