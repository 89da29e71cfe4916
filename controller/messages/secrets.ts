// Secrets stand apart from the configuration: in a file beside the data, or in a variable of the environment.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export interface SecretPlace {
  readonly secretFile?: string | undefined;
  readonly secretEnv?: string | undefined;
}

/** The secret, "" where none is named, or what is wrong. Read at every start, never kept elsewhere. */
export function secretOf(
  { secretFile, secretEnv }: SecretPlace,
  dataDir: string,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly ok: true; readonly secret: string } | { readonly ok: false; readonly why: string } {
  if (secretEnv !== undefined) {
    const secret = environment[secretEnv]?.trim() ?? "";
    return secret === "" ? { ok: false, why: `环境变量 ${secretEnv} 未设置 is not set` } : { ok: true, secret };
  }
  if (secretFile === undefined) return { ok: true, secret: "" };
  const file = resolve(dataDir, secretFile);
  try {
    const secret = readFileSync(file, "utf8").trim();
    return secret === "" ? { ok: false, why: `${file} 是空的 is empty` } : { ok: true, secret };
  } catch (error) {
    return { ok: false, why: `${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}` };
  }
}
