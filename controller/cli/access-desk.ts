// The way of `user` and `token` to the doorkeeper: through the running service, or on its folder while it is stopped.
import { existsSync } from "node:fs";
import type { Config } from "../../config/schema.ts";
import { systemClock } from "../../drivers/kernel/clock.ts";
import { AccessStore, hashOf, newRowId, newSecret } from "../access/access-store.ts";
import { AT_THE_MACHINE } from "../access/doorkeeper.ts";
import { startAccess } from "../access/start-access.ts";
import type { MeView } from "../contract/access.ts";
import type { Caller, Doorway } from "../http/access-port.ts";
import type { HallPort } from "../http/ports.ts";
import { lockFolder } from "../store/lock.ts";
import { StoreError } from "../store/store-error.ts";

const PASS_MS = 60_000;
const ANSWER_MS_MAX = 20_000;

export interface DeskOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly port: number;
}

/** One change or question, said in both ways. */
export interface Errand<T> {
  readonly method: "GET" | "POST";
  /** Below `/api/v1/access`, or below `part` of the interface. */
  readonly path: string;
  readonly part?: string;
  readonly body?: unknown;
  readonly direct: (port: ReturnType<typeof startAccess>["port"], caller: Caller) => Promise<Doorway<T>> | Doorway<T>;
}

/** Wrong words: the caller says how it is used. */
export class AccessUsageError extends Error {}

/** Does one errand; rejects with the code of a refusal in its message. */
export async function runErrand<T>(options: DeskOptions, errand: Errand<T>): Promise<T> {
  const { dataDir } = options;
  if (!existsSync(dataDir)) throw new Error(`没有数据目录 there is no folder ${dataDir}; name it with --data DIR`);
  let lock: ReturnType<typeof lockFolder>;
  try {
    lock = lockFolder(dataDir);
  } catch (error) {
    if (error instanceof StoreError && error.code === "LOCKED") return throughService(options, errand);
    throw error;
  }
  try {
    return await onFolder(options, errand);
  } finally {
    lock.release();
  }
}

/** The service is stopped: what changes is noted beside the accounts, and goes into the log at its next start. */
async function onFolder<T>({ config, dataDir }: DeskOptions, errand: Errand<T>): Promise<T> {
  const notes = AccessStore.open(dataDir);
  const hall: Pick<HallPort, "submit"> = {
    async submit(command) {
      if (command.type === "note-access") notes.note(command.fact, Date.now());
      return { status: 200, body: null };
    },
  };
  // Trust makes no set-up code here: that is the service's to print.
  const trusting = { ...config, security: { trustLoopback: true } };
  const access = startAccess({
    ...{ config: trusting, dataDir, clock: systemClock, hall, technicianKey: newSecret() },
    isTicketToken: () => false,
  });
  try {
    const request = { headers: {} } as Caller["request"];
    const answer = await errand.direct(access.port, { request, address: "command-line", principal: AT_THE_MACHINE });
    if (!answer.ok) throw new Error(answer.code);
    return answer.value;
  } finally {
    access.stop();
    notes.close();
  }
}

/** Whoever may write the folder may make a pass for one call: no password is asked for at the machine. */
async function throughService<T>({ config, dataDir, port }: DeskOptions, errand: Errand<T>): Promise<T> {
  const store = AccessStore.open(dataDir);
  const secret = newSecret();
  const id = newRowId("k");
  const now = Date.now();
  store.putToken({
    ...{ hash: hashOf(secret), id, label: "command line", rights: JSON.stringify(["manager"]) },
    ...{ created_ms: now, expires_ms: now + PASS_MS, used_ms: null, passing: 1 },
  });
  const { host } = config.server;
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  const api = `http://${name}:${port}/api/v1`;
  const base = `${api}/access`;
  const root = errand.part === undefined ? base : `${api}/${errand.part}`;
  try {
    const me = await asked<MeView>(`${base}/me`, secret, "GET");
    if (me.kind !== "token" || me.id !== "command-line")
      throw new Error(`${base} 是另一个大厅 belongs to another hall; name its port with --port N`);
    return await asked<T>(`${root}${errand.path}`, secret, errand.method, errand.body);
  } finally {
    store.dropToken(id);
    store.close();
  }
}

async function asked<T>(url: string, secret: string, method: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
  } catch (cause) {
    throw new Error(`服务正在运行但不在此端口 the service runs, but not at ${url}; name its port with --port N`, {
      cause,
    });
  }
  const text = await response.text();
  const answer = (text === "" ? null : JSON.parse(text)) as T & { code?: string; detail?: string };
  if (!response.ok) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}
