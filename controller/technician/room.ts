// The technician's side of the service: puts the fleet, the configuration file and the tests together for the routes.

import { parseLink, parseSettings } from "../../config/load.ts";
import type { Config, LinkConfig } from "../../config/schema.ts";
import type { Clock } from "../../drivers/kernel/clock.ts";
import type { Transport } from "../../drivers/kernel/transport.ts";
import { models } from "../../drivers/models.ts";
import { learnProfile } from "../../drivers/pads/learn-profile.ts";
import type { Candidate } from "../../drivers/transports/candidates.ts";
import type {
  CandidateView,
  LearnCheckBody,
  LearnProposalView,
  LearnProposeBody,
  VerdictBody,
} from "../contract/technician.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { Fleet } from "../fleet.ts";
import type { Hall } from "../hall.ts";
import type { TechnicianPort } from "../http/ports.ts";
import { Acceptance, type VerdictRow } from "./acceptance.ts";
import { adviceFor, type Verdict } from "./advice.ts";
import { ConfigRoom } from "./config-room.ts";
import { runTest, type TestName, testsOf } from "./device-tests.ts";
import { fileEntries } from "./file-entries.ts";
import { Learning, NotListening, tryProfile } from "./learning.ts";
import { stripPreviews } from "./strip-preview.ts";

export interface TechnicianOptions {
  readonly configFile: string;
  readonly dataDir: string;
  readonly version: string;
  readonly clock: Clock;
  readonly fleet: Fleet;
  readonly hall: Hall;
  readonly transportOf: (link: LinkConfig) => Promise<Transport>;
  readonly candidates: () => Promise<readonly Candidate[]>;
  /** The newest row of the log. */
  readonly newest: () => { readonly seq: number; readonly hash: string };
  /** Logs that the file was changed; rejects when nothing can be logged. */
  readonly settingsChanged: (config: Config, digest: string) => Promise<unknown>;
}

export class TechnicianRoom implements TechnicianPort {
  readonly #options: TechnicianOptions;
  readonly #config: ConfigRoom;
  readonly #learning: Learning;
  readonly #acceptance: Acceptance;

  constructor(options: TechnicianOptions) {
    const { fleet, clock, configFile: file, dataDir, settingsChanged } = options;
    this.#options = options;
    this.#config = new ConfigRoom({
      file,
      dataDir,
      nowMs: () => clock.nowMs(),
      running: () => fleet.config,
      logged: settingsChanged,
      apply: async (config) => {
        // A port that somebody was learning on belongs to the hall from now on.
        await this.#learning.closeAll();
        await fleet.apply(config);
      },
    });
    this.#learning = new Learning({ clock, lineAt: (link) => fleet.lineAt(link), transportOf: options.transportOf });
    this.#acceptance = new Acceptance(dataDir);
  }

  /** The one room of the file: two would overtake each other. */
  get configRoom(): ConfigRoom {
    return this.#config;
  }

  wireLog(deviceId: string, after: number) {
    const log = this.#options.fleet.member(deviceId)?.wireLog.after(after);
    return log === undefined ? null : { ...log, frames: [...log.frames] };
  }

  inputs(deviceId: string, after: number) {
    const { fleet } = this.#options;
    if (fleet.member(deviceId) === null) return null;
    const { inputs, next } = fleet.inputs.after(deviceId, after);
    return { inputs: inputs.map(({ atMs, ...input }) => ({ ...input, at: this.#time(atMs) })), next };
  }

  test(deviceId: string, test: string, level: number) {
    const member = this.#options.fleet.member(deviceId);
    if (member === null) return null;
    const none = { ok: false, detail: `${member.model.id} 没有此项测试 has no such test` };
    return runTest(member, test as TestName, level) ?? Promise.resolve(none);
  }

  models() {
    return models.map(({ id, kind, title, links, settings }) => ({
      id,
      kind,
      title,
      links: links.filter((link) => link !== "memory"),
      settings,
      tests: [...testsOf(kind)],
    }));
  }

  async candidates(): Promise<CandidateView[]> {
    const { links } = this.#options.fleet.config;
    const found = await this.#options.candidates();
    return found.map(({ kind, id, path, title, trouble, link }) => {
      const user = links.find((each) => uses(each, { id, path, link }));
      return { kind, id, path, title, trouble, link, usedBy: user?.id ?? null };
    });
  }

  strips() {
    return stripPreviews(this.#options.fleet.config);
  }

  config() {
    const { text, digest } = this.#config.read();
    const { links, devices, windows } = this.#options.fleet.config;
    const versions = this.#config.versions().map(({ version, atMs }) => ({ version, at: this.#time(atMs) }));
    const named = windows.map(({ id, name }) => ({ id, name }));
    return {
      file: this.#config.file,
      text,
      digest,
      links: [...links],
      devices: [...devices],
      windows: named,
      versions,
    };
  }

  change(...[edits, digest, apply]: Parameters<TechnicianPort["change"]>) {
    return this.#config.change(edits, digest, apply);
  }

  rollback(version: string, digest: string) {
    return this.#config.rollback(version, digest);
  }

  advice(deviceId: string, verdict: string) {
    const { fleet } = this.#options;
    const member = fleet.member(deviceId);
    const link = fleet.config.links.find(({ id }) => id === member?.config.link);
    if (member === null || link === undefined) return null;
    const { config: device } = member;
    const steps = adviceFor(verdict as Verdict, device, link, member.model);
    // Edits are made of what the file says, not of that with every default filled in.
    const file = fileEntries(this.#config.read().text);
    return steps.map(({ edit, ...words }) => {
      if (edit?.op === "set-device") return { ...words, edit: { ...edit, device: file.device(device, edit.device) } };
      return { ...words, edit: edit?.op === "set-link" ? { ...edit, link: file.link(link, edit.link) } : edit };
    });
  }

  async learnOpen(link: Readonly<Record<string, unknown>>): Promise<string> {
    const checked = parseLink(link);
    if (!checked.ok) throw new NotListening(checked.faults.join("; "));
    return this.#learning.open(checked.link);
  }

  async learnListen(id: string, msMax: number): Promise<string> {
    return Buffer.from(await this.#learning.listen(id, msMax)).toString("hex");
  }

  learnClose(id: string): Promise<void> {
    return this.#learning.close(id);
  }

  learnPropose({ kind, keys, quiet }: LearnProposeBody): LearnProposalView {
    const captures = keys.map(({ means, samples }) => ({ key: means, samples: samples.map(fromHex) }));
    const learnt = learnProfile(captures, quiet.map(fromHex));
    if (!learnt.ok) return { ok: false, why: learnt.why, settings: {}, confidence: [] };
    const checked = parseSettings(`${kind}/profile`, { ...learnt.settings });
    if (!checked.ok) return { ok: false, why: checked.faults.join("; "), settings: {}, confidence: [] };
    return { ok: true, why: "", settings: { ...learnt.settings }, confidence: [...learnt.confidence] };
  }

  learnCheck({ kind, settings, hex }: LearnCheckBody) {
    return tryProfile(kind, settings, fromHex(hex));
  }

  async acceptance() {
    const { fleet, version, clock, newest } = this.#options;
    const checkpoint = await this.#options.hall.query(newest);
    const verdicts = this.#acceptance.rows().map((row) => this.#verdictView(row));
    const { digest } = this.#config.read();
    return { hall: fleet.config.hall.name, version, digest, checkpoint, at: this.#time(clock.nowMs()), verdicts };
  }

  async verdict(deviceId: string, { test, verdict, note, by }: VerdictBody) {
    const { fleet, hall, clock } = this.#options;
    if (fleet.member(deviceId) === null) return null;
    const row = { deviceId, test, verdict, note, by, atMs: clock.nowMs() };
    await hall.submit(
      { type: "device-tested", deviceId, test, verdict, by },
      { actor: "technician", render: () => null },
    );
    this.#acceptance.add(row);
    return this.#verdictView(row);
  }

  close(): Promise<void> {
    return this.#learning.closeAll();
  }

  #verdictView({ atMs, ...row }: VerdictRow) {
    return { ...row, at: this.#time(atMs) };
  }

  #time(atMs: number): string {
    return isoWithOffset(atMs, this.#options.fleet.config.hall.timezone);
  }
}

/** By path or stable name; HID devices by the numbers their link names. */
function uses(link: LinkConfig, candidate: Pick<Candidate, "id" | "path" | "link">): boolean {
  if ("path" in link) return link.path === candidate.id || link.path === candidate.path;
  if (link.type !== "hid" || candidate.link.type !== "hid") return false;
  const named = Object.entries(link).filter(([name]) => name !== "id" && name !== "type");
  return named.every(([name, value]) => candidate.link[name] === value);
}

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
