// The code that makes the first manager: printed where the service runs, kept in the data folder until it is used.
import { randomInt, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "./access-store.ts";

const FILE = "setup.code";
/** Without signs that are read for one another. */
const LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const GROUPS = 3;
const GROUP_CHARS = 4;

const plain = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, "");

export class SetUpCode {
  readonly #file: string;

  constructor(dataDir: string) {
    this.#file = join(dataDir, FILE);
  }

  /** The code that waits to be used; made when there is none. */
  wanted(): string {
    if (existsSync(this.#file)) return readFileSync(this.#file, "utf8").trim();
    const group = () => Array.from({ length: GROUP_CHARS }, () => LETTERS[randomInt(LETTERS.length)]).join("");
    const code = Array.from({ length: GROUPS }, group).join("-");
    writeFileSync(this.#file, `${code}\n`, { mode: 0o600, flush: true });
    return code;
  }

  /** Takes equally long whatever was typed. */
  isRight(typed: string): boolean {
    if (!existsSync(this.#file)) return false;
    return timingSafeEqual(Buffer.from(hashOf(plain(typed))), Buffer.from(hashOf(plain(this.wanted()))));
  }

  used(): void {
    rmSync(this.#file, { force: true });
  }
}

/** What the service's console says until there is a manager. */
export function setUpWords(code: string, local: string): string {
  return (
    `  首次设置 First run: 打开 open ${local}/login\n` +
    `  设置码 set-up code: ${code}\n  （用一次即失效 good for one use; 保存在数据目录的 setup.code）\n\n`
  );
}
