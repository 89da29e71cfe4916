// Puts the doorkeeper together for one hall.
import type { Config } from "../../config/schema.ts";
import type { Clock } from "../../drivers/kernel/clock.ts";
import type { AccessFact } from "../domain/access-events.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { HallPort } from "../http/ports.ts";
import { AccessStore } from "./access-store.ts";
import { cookiesFor } from "./cookies.ts";
import { Directory } from "./directory.ts";
import { Doorkeeper, type Places } from "./doorkeeper.ts";
import { LockOut } from "./lock-out.ts";
import { Passwords } from "./passwords.ts";
import { People } from "./people.ts";
import { SetUpCode } from "./setup-code.ts";
import { SocketGate } from "./socket-gate.ts";

export interface AccessOptions {
  readonly config: Pick<Config, "hall" | "server" | "security" | "staff" | "kiosks" | "windows" | "zones" | "sound">;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly hall: Pick<HallPort, "submit">;
  readonly technicianKey: string;
  readonly isTicketToken: (id: string) => boolean;
  /** For tests: log2 of what a password costs to check. */
  readonly passwordCostLog2?: number;
}

export interface Access {
  readonly port: Doorkeeper;
  readonly gate: SocketGate;
  /** What makes the first manager; null when nobody needs to be made. */
  readonly setUpCode: string | null;
  /** Takes what the command line changed while no service ran into the log. */
  catchUp(): Promise<void>;
  stop(): void;
}

/** Opens the file and starts watching who watches. */
export function startAccess(options: AccessOptions): Access {
  const { config, dataDir, clock, hall, technicianKey, isTicketToken } = options;
  const store = AccessStore.open(dataDir);
  const nowMs = () => Math.floor(clock.nowMs());
  const timeText = (atMs: number) => isoWithOffset(atMs, config.hall.timezone);
  const note = (fact: AccessFact, actor: string) =>
    hall.submit({ type: "note-access", fact }, { actor, render: () => ({ status: 200, body: null }) });
  const directory = new Directory(config.staff);
  const setUpCode = new SetUpCode(dataDir);
  const changed = () => gate.recheck();
  const shared = { store, directory, nowMs, timeText, note, changed };
  const people = new People({
    ...shared,
    passwords: new Passwords(options.passwordCostLog2),
    lockOut: new LockOut(store, nowMs),
    setUpCode,
  });
  const { trustLoopback } = config.security;
  const port = new Doorkeeper({
    ...{ ...shared, people, trustLoopback, technicianKey },
    cookies: cookiesFor(config.server.publicUrl),
    places: placesOf(config),
  });
  const gate: SocketGate = new SocketGate({ access: port, clock, isTicketToken });
  const wanted = !trustLoopback && people.managers().length === 0;
  store.dropExpiredTokens(nowMs());
  return {
    ...{ port, gate, setUpCode: wanted ? setUpCode.wanted() : null },
    async catchUp() {
      for (const { seq, fact } of store.unlogged()) {
        await note(JSON.parse(fact) as AccessFact, "token:command-line");
        store.logged(seq);
      }
    },
    stop() {
      gate.stop();
      store.close();
    },
  };
}

/** The sound zone of a hall that names none. */
const WHOLE_HALL = { id: "all", name: { "zh-CN": "全厅", en: "Whole hall" } };

function placesOf({ kiosks, windows, zones, sound }: AccessOptions["config"]): Places {
  return {
    kiosk: kiosks.map(({ id }) => ({ id, name: { "zh-CN": id } })),
    pad: windows.map(({ id, name }) => ({ id, name })),
    board: (zones ?? []).map(({ id, name }) => ({ id, name })),
    player: (sound.zones ?? [WHOLE_HALL]).map(({ id, name }) => ({ id, name: name ?? { "zh-CN": id } })),
  };
}
