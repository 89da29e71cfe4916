// A house that phones can open: a real port, sockets, and the page's own script, built for the occasion.
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { build, type Rolldown } from "vite";
import type { HallSettings } from "../../controller/domain/types.ts";
import { SCRIPT_PATH } from "../../controller/http/ticket-page/frame.ts";
import { attachSockets } from "../../display-server/socket.ts";
import { House, SETTINGS } from "../http/house.ts";

const root = resolve(import.meta.dirname, "..", "..");
const TICK_MS = 20;

/** The page's script as it is shipped: one small file. */
export async function phoneScript(): Promise<string> {
  const built = (await build({
    configFile: false,
    root: resolve(root, "kiosk-ui"),
    logLevel: "silent",
    build: {
      write: false,
      target: ["es2019", "chrome80"],
      lib: { entry: resolve(root, "kiosk-ui/t/main.ts"), formats: ["es"], fileName: "page" },
      minify: true,
    },
  })) as Rolldown.RolldownOutput[];
  const [chunk] = built[0]?.output ?? [];
  if (chunk === undefined) throw new Error("the script was not built");
  return chunk.code;
}

/** Its clock runs with the real one; `jump` takes it further. */
export class PhoneHouse {
  readonly house: House;
  readonly base: string;
  readonly #end: () => void;

  private constructor(house: House, base: string, end: () => void) {
    this.house = house;
    this.base = base;
    this.#end = end;
  }

  static async open(settings: HallSettings = SETTINGS): Promise<PhoneHouse> {
    const script = await phoneScript();
    const house = await House.open(settings, (app) => {
      app.get(SCRIPT_PATH, async (_request, reply) => reply.type("text/javascript; charset=utf-8").send(script));
    });
    const { live } = house;
    const detach = attachSockets(house.app.server, {
      hub: live.hub,
      clock: house.clock,
      topicOf: (view, id) => live.topicOf(view, id),
      allowed: () => true,
    });
    await house.app.listen({ host: "127.0.0.1", port: 0 });
    let lastMs = performance.now();
    const ticking = setInterval(() => {
      const nowMs = performance.now();
      house.clock.advance(nowMs - lastMs);
      lastMs = nowMs;
    }, TICK_MS);
    const { port } = house.app.server.address() as AddressInfo;
    return new PhoneHouse(house, `http://127.0.0.1:${port}`, () => {
      clearInterval(ticking);
      detach();
    });
  }

  /** Time passes for the hall, not for the phone. */
  jump(ms: number): void {
    this.house.clock.advance(ms);
  }

  /** The citizen's page of a ticket. */
  page(ticket: { readonly url: string }, query = ""): string {
    return `${this.base}/t/${ticket.url.split("/t/")[1]}${query}`;
  }

  async close(): Promise<void> {
    this.#end();
    await this.house.close();
  }
}
