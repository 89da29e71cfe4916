// The part of the service that follows bad ratings and complaints: one call from the start.
import type { Config } from "../../config/schema.ts";
import type { CheckpointFile } from "../contract/evidence.ts";
import type { LoopDeadline } from "../domain/alarm-facts.ts";
import { loopDeadlines } from "../domain/loop.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { HallState } from "../domain/types.ts";
import type { Hall } from "../hall.ts";
import type { Messages } from "../messages/start.ts";
import { ofFile } from "../reports/signed.ts";
import type { LoopReader } from "../store/loop-ledger.ts";
import { loopNotices } from "./notices.ts";
import { LoopRoom, type SealedWords } from "./room.ts";

export interface LoopsOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly clock: { nowMs(): number };
  readonly store: {
    readonly loops: LoopReader;
    readonly head: { readonly seq: number; readonly hash: Uint8Array };
    readonly records: { days(): readonly string[] };
  };
  readonly messages: Pick<Messages, "follow"> & {
    readonly vault: SealedWords;
    readonly contacts: { isNumber(phone: string): boolean };
  };
  readonly log: { warn(fields: object, message: string): void };
  readonly version: string;
  /** The newest signed checkpoint, for the files. */
  readonly newest: () => CheckpointFile | null;
}

/** The room of the words, for the routes. */
export function startLoops(options: LoopsOptions): LoopRoom {
  const { config, dataDir, clock, store, messages, version, newest } = options;
  const { id, name, timezone } = config.hall;
  startNotices(options);
  return new LoopRoom({
    ...{ dataDir, clock, vault: messages.vault },
    isNumber: (phone) => messages.contacts.isNumber(phone),
    ledger: store.loops,
    origin: () => ({
      hall: { id, name, timezone },
      checkpoint: { seq: store.head.seq, hash: Buffer.from(store.head.hash).toString("hex") },
      signed: ofFile(newest(), timezone),
      ...{ version, days: store.records.days().length, generatedAt: isoWithOffset(clock.nowMs(), timezone) },
    }),
  });
}

/** Only where the hall writes to its people, and has a way to. */
function startNotices({ config, store, messages, log }: LoopsOptions): void {
  const loop = config.rating?.loop;
  const notices = loop?.notices;
  if (notices === undefined || config.messages.sms.via === "none") return;
  const reached = new Set(config.alarms?.duty.map(({ staff }) => staff));
  for (const staff of new Set([...(loop?.handlers ?? []).map((one) => one.staff), ...notices.supervisors])) {
    if (!reached.has(staff))
      log.warn({ staff }, "差评通知没有号码 no number in alarms.duty: gets no notices of the loop");
  }
  messages.follow(loopNotices({ config, notices, ledger: store.loops }));
}

/** The deadlines as the alarms ask for them: of the state after the newest event. */
export class DeadlineWatch {
  #loops: Pick<HallState, "loops"> | null = null;
  readonly #clock: { nowMs(): number };

  constructor(clock: { nowMs(): number }) {
    this.#clock = clock;
  }

  /** Follows the hall from now on. Records are replaced, never changed, so a copy of the map is enough. */
  async follow(hall: Pick<Hall, "observe" | "read">): Promise<void> {
    hall.observe({
      capture: (state, events) => {
        if (events.some(({ type }) => type.startsWith("loop.") || type === "day.started")) this.#note(state);
      },
      publish: () => undefined,
    });
    await hall.read((state) => this.#note(state));
  }

  #note(state: HallState): void {
    this.#loops = { loops: new Map(state.loops) };
  }

  list(): readonly LoopDeadline[] {
    return this.#loops === null ? [] : loopDeadlines(this.#loops, this.#clock.nowMs());
  }
}
