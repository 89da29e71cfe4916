// A whole house for tests: real rules, real log in a folder of its own, real views and routes; only time is virtual.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { parseConfig } from "../../config/load.ts";
import type { Access } from "../../controller/access/start-access.ts";
import type { DeviceView } from "../../controller/contract/views.ts";
import { decide, decideTimeMs } from "../../controller/domain/decide.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import type { HallSettings } from "../../controller/domain/types.ts";
import { Fleet } from "../../controller/fleet.ts";
import { Hall } from "../../controller/hall.ts";
import { buildApp } from "../../controller/http/app.ts";
import type { Ports } from "../../controller/http/ports.ts";
import { KEY_HEADER } from "../../controller/http/technician-gate.ts";
import { pastTicket } from "../../controller/http/tickets.ts";
import { Live } from "../../controller/live.ts";
import { PresentedThings } from "../../controller/presented.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { TechnicianRoom } from "../../controller/technician/room.ts";
import { indexOf } from "../../controller/views/day-index.ts";
import type { ViewSources } from "../../controller/views/sources.ts";
import type { Transport } from "../../drivers/kernel/transport.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { type DoorOptions, openDoor } from "./house-access.ts";
import { SettingsDesk } from "./house-settings.ts";

export const SETTINGS: HallSettings = {
  hallId: "test-hall",
  name: { "zh-CN": "测试大厅", en: "Test hall" },
  timezone: "Asia/Shanghai",
  languages: ["zh-CN", "en"],
  services: [
    {
      id: "social",
      prefix: "A",
      digits: 3,
      name: { "zh-CN": "社会保险", en: "Social insurance" },
      caseLimitMinutes: 15,
      dailyMax: null,
    },
    {
      id: "house",
      prefix: "B",
      digits: 3,
      name: { "zh-CN": "户籍", en: "Household" },
      caseLimitMinutes: null,
      dailyMax: 2,
    },
  ],
  windows: [
    { id: "1", name: { "zh-CN": "1号窗口", en: "Window 1" }, services: ["social"] },
    { id: "2", name: { "zh-CN": "2号窗口", en: "Window 2" }, services: ["social", "house"] },
    { id: "3", name: { "zh-CN": "3号窗口", en: "Window 3" }, services: ["house"] },
  ],
  staff: [
    { id: "s01", name: "王某", number: "1001" },
    { id: "s02", name: "李某", number: "1002" },
  ],
  kiosks: [
    { id: "kiosk-1", printer: "printer-1" },
    { id: "kiosk-2", printer: null },
  ],
  policy: {
    calls: { max: 3, minimumSecondsBetween: 10, repeatPressSeconds: 2 },
    missed: { mayReturn: true, returnAfterCalls: 0, maxReturns: 1 },
    priority: { classes: ["elderly", "military"], overtakeMax: 2 },
    rating: { inviteSeconds: 30, graceSeconds: 10, inviteOnFinish: true, periodDays: 7, levels: 5 },
    dayEnd: "close",
    printFailure: "show",
  },
};

const DEVICE: DeviceView = {
  id: "printer-1",
  model: "printer/escpos",
  kind: "printer",
  link: "usb-1",
  windowId: null,
  state: "online",
  detail: "",
  lastSeenAt: null,
  counters: { frames: 3 },
  title: "小票打印机 / Ticket printer",
  roundTripMs: 4.2,
  facts: { paper: "ok" },
  uptime: 1,
};
const DEVICES: Ports["devices"] = {
  list: () => [DEVICE],
  test: (id) => (id === DEVICE.id ? Promise.resolve({ ok: true, detail: "printed" }) : null),
};
const TECHNICIAN_KEY = "technician-key-of-this-test";
/** Sent by those who may maintain the hall. */
export const MAINTAINER = { [KEY_HEADER]: TECHNICIAN_KEY };

/** A parsed answer. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

const FILE = `# a hall without devices
version: 1
hall: { id: test-hall, name: { zh-CN: 测试大厅 } }
services:
  - { id: social, prefix: A, name: { zh-CN: 社会保险 } }
windows:
  - { id: "1", name: { zh-CN: 1号窗口 }, services: [social] }
links:
  - { id: net-1, type: tcp, host: 192.0.2.1, port: 9100 }
`;

export class House {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 5, 1, 0, 0));
  readonly folder = mkdtempSync(join(tmpdir(), "hallkeeper-http-"));
  readonly errors: unknown[] = [];
  /** What was presented at the kiosks. */
  readonly presented = new PresentedThings(this.clock);
  readonly hall: Hall;
  readonly store: SqliteStore;
  readonly live: Live;
  app!: FastifyInstance;
  access!: Access;
  readonly sources: ViewSources;
  /** A real one, over a hall without devices whose file is in the folder. */
  readonly technician: TechnicianRoom;
  /** The manager's side of the same file. */
  readonly settings: SettingsDesk;
  /** Lines that can be opened to listen on, by id. */
  readonly lines = new Map<string, Transport>();
  /** The log takes no change of settings. */
  refuseSettings: Error | null = null;
  #ids = 0;

  private constructor(settings: HallSettings) {
    this.store = SqliteStore.open(this.folder);
    this.hall = new Hall({
      settings,
      store: this.store,
      rules: { newState, fold, decide, decideTimeMs },
      nowMs: () => Math.floor(this.clock.nowMs()),
      newId: (kind) => `${kind[0]}_${(++this.#ids).toString(36).padStart(6, "0")}`,
      newToken: () => `token${(++this.#ids).toString().padStart(17, "0")}`,
      onFatal: (error) => this.errors.push(error),
      onObserverError: (error) => this.errors.push(error),
    });
    this.sources = {
      settings,
      index: indexOf(this.store.loadSinceDayStart()),
      clock: this.clock,
      baseUrl: () => "http://hall.example:8080",
      devices: () => [DEVICE],
      presentedAt: (kioskId) => this.presented.at(kioskId),
    };
    writeFileSync(join(this.folder, "hall.yaml"), FILE);
    this.technician = this.anotherRoom();
    const { folder, clock, hall, technician } = this;
    this.settings = new SettingsDesk({ ...{ folder, clock, hall, technician }, devices: DEVICES });
    const past = (idOrToken: string) => pastTicket(this.store.records, idOrToken);
    this.live = new Live({ hall: this.hall, sources: this.sources, clock: this.clock, past });
    this.hall.observe({
      capture: (state, events) => this.live.capture(state, events),
      publish: (captured) => this.live.publish(captured),
    });
  }

  /** As after a start. */
  anotherRoom(): TechnicianRoom {
    const { hall, clock, store, folder } = this;
    const configFile = join(folder, "hall.yaml");
    const loaded = parseConfig(FILE);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
    const log = { info: () => undefined, warn: () => undefined };
    const none = () => Promise.reject(new Error("no such line here"));
    const { config } = loaded;
    const fleet = new Fleet({ config, hall, clock, random: () => 0.5, log, pipesOf: none, ticketUrl: String });
    return new TechnicianRoom({
      ...{ configFile, dataDir: folder, version: "0.0.0", clock, fleet, hall },
      transportOf: ({ id }) => {
        const line = this.lines.get(id);
        return line === undefined ? none() : Promise.resolve(line);
      },
      candidates: () => Promise.resolve([]),
      newest: () => ({ seq: store.head.seq, hash: Buffer.from(store.head.hash).toString("hex") }),
      settingsChanged: () => (this.refuseSettings === null ? Promise.resolve() : Promise.reject(this.refuseSettings)),
    });
  }

  /** `before`: routes of the test's own. */
  static async open(
    settings: HallSettings = SETTINGS,
    before?: (app: FastifyInstance) => void,
    more: Partial<Ports> = {},
    door: DoorOptions = {},
  ): Promise<House> {
    const house = new House(settings);
    const { hall, sources, clock, folder: dataDir } = house;
    const parts = { hall, sources, clock, dataDir, records: house.store.records, technicianKey: TECHNICIAN_KEY };
    house.access = openDoor(parts, door);
    house.app = await buildApp(
      {
        hall: house.hall,
        log: house.store,
        records: house.store.records,
        devices: DEVICES,
        technician: house.technician,
        ...house.settings.ports(),
        access: house.access.port,
        sources: house.sources,
        cards: house.presented,
        screens: () => house.live.hub.screens,
        ...more,
      },
      {
        version: "0.0.0",
        host: "127.0.0.1",
        publicUrl: "http://hall.example:8080",
        allowedHosts: [],
        ...(door.listen === undefined ? {} : { onRoute: door.listen }),
      },
    );
    before?.(house.app);
    await house.app.ready();
    house.live.start();
    return house;
  }

  async call(
    method: "GET" | "POST",
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await this.app.inject({
      method,
      url: path.startsWith("/") ? path : `/api/v1/${path}`,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const type = String(response.headers["content-type"] ?? "");
    const text = response.body;
    return { status: response.statusCode, type, body: type.includes("json") && text !== "" ? JSON.parse(text) : text };
  }

  get(path: string, headers?: Record<string, string>): Promise<Reply> {
    return this.call("GET", path, undefined, headers);
  }

  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply> {
    return this.call("POST", path, body, headers);
  }

  /** A ticket of the first service. */
  async ticket(serviceId = "social", more: object = {}): Promise<Reply["body"]> {
    const { status, body } = await this.post("tickets", { serviceId, ...more });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  }

  async close(): Promise<void> {
    this.live.stop();
    await this.app.close();
    await this.hall.stop();
    this.access.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
