// What the technician's page knows: where it is, the key, the tester's name, devices, models, configuration.
import { type Signal, signal } from "@preact/signals";
import type { ConfigView, ModelView } from "../../controller/contract/technician.ts";
import type { DeviceView } from "../../controller/contract/views.ts";
import type { Answer } from "../shared/api.ts";
import type { Timers } from "../shared/timers.ts";
import { type Technician, type Trouble, troubleOf } from "./api.ts";
import { type Place, placeOf } from "./view.ts";

const KEY_ITEM = "hallkeeper.technician.key";
const TESTER_ITEM = "hallkeeper.technician.tester";

export interface StoreDeps {
  readonly api: Technician;
  readonly timers: Timers;
  /** Of the tab alone: closing it forgets the key. */
  readonly storage: Pick<Storage, "getItem" | "setItem">;
}

export class TechnicianStore {
  readonly place: Signal<Place>;
  readonly keyWanted = signal(false);
  /** A key was typed and refused. */
  readonly keyRefused = signal(false);
  /** Grows with each accepted key, so that what was refused before is asked for again. */
  readonly keys = signal(0);
  readonly tester: Signal<string>;
  readonly devices = signal<readonly DeviceView[] | null>(null);
  readonly devicesTrouble = signal<Trouble | null>(null);
  readonly models = signal<readonly ModelView[]>([]);
  readonly config = signal<ConfigView | null>(null);
  readonly configTrouble = signal<Trouble | null>(null);
  /** A link found on the ports tab, on its way into the form that adds a device. */
  readonly draftLink = signal<Readonly<Record<string, unknown>> | null>(null);
  readonly #deps: StoreDeps;

  constructor(deps: StoreDeps, hash: string) {
    this.#deps = deps;
    this.place = signal(placeOf(hash));
    this.tester = signal(deps.storage.getItem(TESTER_ITEM) ?? "");
    deps.api.key = deps.storage.getItem(KEY_ITEM) ?? "";
  }

  get timers(): Timers {
    return this.#deps.timers;
  }

  goTo(hash: string): void {
    this.place.value = placeOf(hash);
  }

  nameTester(name: string): void {
    this.tester.value = name;
    this.#deps.storage.setItem(TESTER_ITEM, name);
  }

  async get<T>(path: string): Promise<Answer<T>> {
    return this.#heard(await this.#deps.api.get<T>(path));
  }

  async post<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.#heard(await this.#deps.api.post<T>(path, body));
  }

  /** Tries a key; the page goes on where it stood when the service takes it. */
  async enterKey(key: string): Promise<void> {
    this.#deps.api.key = key.trim();
    const answer = await this.#deps.api.get<readonly ModelView[]>("/technician/models");
    this.keyRefused.value = !answer.ok && (answer.status === 401 || answer.code === "RIGHT_MISSING");
    if (!answer.ok) return;
    this.#deps.storage.setItem(KEY_ITEM, key.trim());
    this.keyWanted.value = false;
    this.keys.value += 1;
  }

  /** What changes only when the configuration does. */
  async load(): Promise<void> {
    const [models, config] = await Promise.all([
      this.get<readonly ModelView[]>("/technician/models"),
      this.get<ConfigView>("/technician/config"),
    ]);
    if (models.ok) this.models.value = models.value;
    if (config.ok) this.config.value = config.value;
    this.configTrouble.value = troubleOf(config) ?? troubleOf(models);
  }

  async loadDevices(): Promise<void> {
    const answer = await this.get<readonly DeviceView[]>("/devices");
    if (answer.ok) this.devices.value = answer.value;
    this.devicesTrouble.value = troubleOf(answer);
  }

  device(id: string | null): DeviceView | null {
    return this.devices.value?.find((device) => device.id === id) ?? null;
  }

  /** The device as it stands in the configuration. */
  deviceConfig(id: string): Readonly<Record<string, unknown>> | null {
    return this.config.value?.devices.find((device) => device.id === id) ?? null;
  }

  #heard<T>(answer: Answer<T>): Answer<T> {
    // Nobody known, or somebody without the right: the key helps both.
    if (!answer.ok && (answer.status === 401 || answer.code === "RIGHT_MISSING")) this.keyWanted.value = true;
    return answer;
  }
}
