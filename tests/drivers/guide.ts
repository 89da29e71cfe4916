// "Add a device in four steps" of drivers/README.md as a list of files to make and to change, exactly as printed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One block of the guide: a line that names what is done to which file, a blank line, a fence. */
export interface Block {
  readonly action: "New" | "Edit" | "Append";
  readonly path: string;
  readonly text: string;
}

const SECTION = /^## .*Add a device in four steps$.*?(?=^## )/ms;
const BLOCK = /^\*\*(?:新建 New|修改 Edit|追加 Append)\*\* `([^`\n]+)`\n\n```[a-z]+\n(.*?)^```$/gms;
const ACTION = /\b(New|Edit|Append)\b/;
/** A line that looks like the head of a block, however it is written. */
const HEAD = /^\*\*.*\*\* `/gm;

/** The blocks of the guide in the order of the text. Throws when one of them is not in the form a reader can follow. */
export function guideBlocks(readme: string): Block[] {
  const section = SECTION.exec(readme)?.[0] ?? "";
  const blocks = [...section.matchAll(BLOCK)].map(([head, path = "", text = ""]): Block => {
    const action = ACTION.exec(head)?.[0] as Block["action"];
    return { action, path, text };
  });
  const heads = section.match(HEAD)?.length ?? 0;
  if (heads !== blocks.length) throw new Error(`${heads} blocks are announced, ${blocks.length} can be read`);
  return blocks;
}

/** Does what the block says in a copy of the project, once, even where it was done before; returns how to undo it. */
export function follow(block: Block, copy: string): () => void {
  const file = join(copy, block.path);
  if (block.action === "New") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, block.text);
    return () => rmSync(file);
  }
  const found = readFileSync(file, "utf8");
  const before = block.action === "Append" ? withoutCopy(found, block.text) : without(found, block.text);
  writeFileSync(file, block.action === "Append" ? before + block.text : patched(before, block));
  return () => writeFileSync(file, before);
}

/** The guide prints what it appends: only a second place is what somebody appended. */
function withoutCopy(text: string, appended: string): string {
  const at = text.lastIndexOf(appended);
  return text.indexOf(appended) < at ? text.slice(0, at) + text.slice(at + appended.length) : text;
}

const linesOf = (text: string): string[] => text.split(/(?<=\n)/);
/** The lines of a diff that begin with one of these signs, without it. */
const linesWith = (signs: string, diff: string): string[] =>
  linesOf(diff)
    .filter((line) => signs.includes(line[0] ?? ""))
    .map((line) => line.slice(1));

/** The text without the lines that the diff adds. */
function without(text: string, diff: string): string {
  const added = linesWith("+", diff);
  return linesOf(text)
    .filter((line) => !added.includes(line))
    .join("");
}

/** Applies the hunks of a diff without line numbers: what they leave and take away must stand in the file once. */
function patched(before: string, { path, text }: Block): string {
  let after = before;
  for (const hunk of text.split(/^@@\n/m).slice(1)) {
    const found = `\n${linesWith(" -", hunk).join("")}`;
    const places = after.split(found).length - 1;
    if (places !== 1) throw new Error(`${path} has ${places} places with ${JSON.stringify(found)}, not one`);
    after = after.replace(found, () => `\n${linesWith(" +", hunk).join("")}`);
  }
  return after;
}
