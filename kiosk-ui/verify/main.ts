// The stand-alone verifier: files come in by hand, findings go out in words. It asks no server for anything.
import { judge } from "./judge.ts";
import { type Brought, read } from "./read.ts";

const FILE_BYTES_MAX = 200 * 1024 * 1024;
const FILES_MAX = 20;
const MARKS = { holds: "✓", fails: "✗", open: "？" } as const;
const VERDICTS = {
  fails: { zh: "有不符之处", en: "Something does not hold" },
  open: { zh: "可核对的都成立，尚有未核对之处", en: "All that could be checked holds; not everything could" },
  holds: { zh: "全部成立", en: "Everything holds" },
} as const;

const brought: Brought[] = [];

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  text: string,
  className = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

const find = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

function show(): void {
  const findings = judge(brought);
  const list = find("findings");
  list.replaceChildren(
    ...findings.map(({ state, kind, file, words }) => {
      const row = element("li", "", state);
      row.append(element("b", MARKS[state], "mark"), element("span", words.zh), element("span", words.en, "en"));
      const from = element("small", kind === undefined ? file : `${kind} · ${file}`);
      row.append(from);
      return row;
    }),
  );
  const worst = (["fails", "open", "holds"] as const).find((state) => findings.some((one) => one.state === state));
  const verdict = find("verdict");
  verdict.className = worst ?? "";
  verdict.replaceChildren();
  if (worst === undefined) return;
  verdict.append(element("strong", VERDICTS[worst].zh), element("span", VERDICTS[worst].en, "en"));
}

async function take(files: Iterable<File>): Promise<void> {
  for (const file of files) {
    if (brought.length >= FILES_MAX || file.size > FILE_BYTES_MAX) {
      brought.push({ kind: "unknown", file: file.name });
      break;
    }
    brought.push(read(file.name, await file.text()));
  }
  show();
}

const input = find("files") as HTMLInputElement;
input.addEventListener("change", () => {
  void take(input.files ?? []).then(() => {
    input.value = "";
  });
});
find("clear").addEventListener("click", () => {
  brought.length = 0;
  show();
});
const drop = document.documentElement;
drop.addEventListener("dragover", (event) => event.preventDefault());
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  void take(event.dataTransfer?.files ?? []);
});
find("paste").addEventListener("click", () => {
  const area = find("text") as HTMLTextAreaElement;
  if (area.value.trim() === "") return;
  brought.push(read("粘贴 pasted", area.value));
  area.value = "";
  show();
});
show();
