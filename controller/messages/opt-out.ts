// Words by which people say that they do not want to be written to.

/** The whole answer is one of the words, in any case and width, with nothing but marks around it. */
export function isOptOut(text: string, words: readonly string[]): boolean {
  const plain = (raw: string) =>
    raw
      .normalize("NFKC")
      .toUpperCase()
      .replace(/[\s\p{P}]/gu, "");
  const said = plain(text);
  return said !== "" && words.some((word) => plain(word) === said);
}
