// Links and devices as the configuration file has them, so that a change of one setting does not write all defaults.
import { parse } from "yaml";

type Entry = Readonly<Record<string, unknown>>;

const entryOf = (value: unknown): Entry => (typeof value === "object" && value !== null ? (value as Entry) : {});

/** What the file says, with what `after` changes of `before`. */
function changed(written: Entry, before: Entry, after: Entry): Entry {
  const news = Object.entries(after).filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value));
  return { ...written, ...Object.fromEntries(news) };
}

/** The text is a configuration that was read before. */
export function fileEntries(text: string) {
  const file = entryOf(parse(text));
  const find = (list: unknown, id: unknown): Entry =>
    Array.isArray(list) ? entryOf(list.find((entry) => String(entryOf(entry).id) === String(id))) : {};
  return {
    link: (before: Entry, after: Entry): Entry => changed(find(file.links, before.id), before, after),
    device(before: Entry, after: Entry): Entry {
      const written = find(file.devices, before.id);
      const settings = changed(entryOf(written.settings), entryOf(before.settings), entryOf(after.settings));
      return { ...changed(written, before, after), settings };
    },
  };
}
