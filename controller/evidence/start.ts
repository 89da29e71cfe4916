// Keeps the tree up to date beside the hall, signs once a day, at closing and when asked, and has it printed.
import type { Config } from "../../config/schema.ts";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import type { Printer } from "../../drivers/kernel/print-runner.ts";
import type { CheckpointFile } from "../contract/evidence.ts";
import type { CheckpointReason, EvidenceState } from "../domain/evidence-events.ts";
import { isoWithOffset, localDay } from "../domain/time.ts";
import type { Hall } from "../hall.ts";
import type { EvidencePort } from "../http/evidence-port.ts";
import { checkpointPaper } from "./paper.ts";
import { EvidenceRoom } from "./room.ts";

/** While the tree is being made, a little at a time; afterwards it only follows. */
const BUSY_STEP_MS = 20;
const STEP_MS = 5_000;

export interface EvidenceOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly logFile: string;
  readonly clock: Clock;
  readonly hall: Pick<Hall, "submit" | "read" | "observe" | "durableSeq">;
  readonly printer: (deviceId: string) => Pick<Printer, "print"> | undefined;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

export interface Evidence {
  readonly port: EvidencePort;
  /** For whoever prints it: reports, acceptance sheets. */
  newestCheckpoint(): CheckpointFile | null;
  /** Once, when the hall runs. */
  start(): void;
  stop(): void;
}

/** Opens the key and the tree. The hall must have folded its log. */
export async function startEvidence(options: EvidenceOptions): Promise<Evidence> {
  const desk = new EvidenceDesk(options, await options.hall.read(copied));
  return {
    port: desk.port(),
    newestCheckpoint: () => desk.room.newest(),
    start: () => desk.start(),
    stop: () => desk.stop(),
  };
}

const copied = ({ evidence }: { readonly evidence: EvidenceState }): EvidenceState => ({ ...evidence });

class EvidenceDesk {
  readonly room: EvidenceRoom;
  readonly #options: EvidenceOptions;
  #state: EvidenceState;
  #timer: Timer | null = null;
  #signing = false;
  #stopped = false;
  /** Local day whose closing was signed by this run. */
  #closedDay: string | null = null;

  constructor(options: EvidenceOptions, state: EvidenceState) {
    this.#options = options;
    this.#state = state;
    const { config, dataDir, logFile, clock, hall } = options;
    this.room = new EvidenceRoom({
      ...{ dataDir, logFile, hallId: config.hall.id },
      nowMs: () => clock.nowMs(),
      durableSeq: () => hall.durableSeq,
      state: () => this.#state,
    });
    hall.observe({
      capture: (whole, events) => ({ state: copied(whole), closed: events.some(({ type }) => type === "day.ended") }),
      publish: ({ state: next, closed }) => {
        this.#state = next;
        if (closed) void this.#sign("closing", "system");
      },
    });
  }

  start(): void {
    const { log } = this.#options;
    const { fingerprint, keyId } = this.room.key();
    log.info({ key: keyId, fingerprint }, "日志签名公钥指纹 the fingerprint of the key that signs the log");
    if (this.room.fault !== "") log.warn({ fault: this.room.fault }, "日志与已签名的检查点不符 the log was changed");
    this.#step();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.room.close();
  }

  port(): EvidencePort {
    const { room } = this;
    return {
      key: () => room.key(),
      view: () => room.view(),
      newest: () => room.newest(),
      list: (limit) => room.list(limit),
      receipt: (seq) => room.receipt(seq),
      consistency: (from, to) => room.consistency(from, to),
      sign: async (actor) => ((await this.#sign("asked", actor)) ? room.newest() : null),
      rotateKey: async (actor) => {
        const { next, rotation } = room.nextKey();
        const command = { type: "note-key-rotation", ...rotation } as const;
        await this.#options.hall.submit(command, { actor, render: () => null });
        room.adoptKey(next);
        await this.#sign("asked", actor);
        return room.key();
      },
    };
  }

  #step(): void {
    if (this.#stopped) return;
    let more = false;
    try {
      more = this.room.work();
      const reason = more ? null : this.#due();
      if (reason !== null) void this.#sign(reason, "system");
    } catch (error) {
      this.#options.log.warn({ error: String(error) }, "the tree over the log could not follow; it is tried again");
    }
    this.#timer = this.#options.clock.after(more ? BUSY_STEP_MS : STEP_MS, () => this.#step());
  }

  /** The day's first checkpoint, and the one at the hour of closing where the configuration names one. */
  #due(): CheckpointReason | null {
    const { config, clock } = this.#options;
    const { timezone } = config.hall;
    const { newest } = this.#state;
    const nowMs = clock.nowMs();
    const today = localDay(nowMs, timezone);
    if (newest === null || localDay(newest.atMs, timezone) !== today) return "day";
    const { signAt } = config.evidence ?? {};
    if (signAt === undefined || this.#closedDay === today || newest.reason === "closing") return null;
    return isoWithOffset(nowMs, timezone).slice(11, 16) >= signAt ? "closing" : null;
  }

  async #sign(reason: CheckpointReason, actor: string): Promise<boolean> {
    if (this.#signing || this.#stopped) return false;
    this.#signing = true;
    const { hall, log, clock, config } = this.#options;
    try {
      const signed = this.room.sign();
      if (signed === null) return false;
      if (reason === "closing") this.#closedDay = localDay(clock.nowMs(), config.hall.timezone);
      await hall.submit({ type: "note-checkpoint", reason, ...signed }, { actor, render: () => null });
      if (reason === "closing") this.#print();
      return true;
    } catch (error) {
      log.warn({ error: String(error) }, "the log could not be signed now; it is tried again");
      return false;
    } finally {
      this.#signing = false;
    }
  }

  /** Behind everything else: a printer that is out of paper keeps nobody from going home. */
  #print(): void {
    const { config, printer, log } = this.#options;
    const deviceId = config.evidence?.printOn;
    const checkpoint = this.room.newest();
    if (deviceId === undefined || checkpoint === null) return;
    const paper = checkpointPaper(checkpoint, { name: config.hall.name, timezone: config.hall.timezone });
    const job = printer(deviceId)?.print(`checkpoint-${checkpoint.seq}`, paper);
    if (job === undefined) log.warn({ device: deviceId }, "没有这台打印机 there is no such printer for the checkpoint");
    job?.then(
      ({ outcome, detail }) => {
        if (outcome !== "printed")
          log.warn({ device: deviceId, outcome, detail }, "检查点未打印 checkpoint not printed");
      },
      (error: unknown) => log.warn({ device: deviceId, error: String(error) }, "检查点未打印 checkpoint not printed"),
    );
  }
}
