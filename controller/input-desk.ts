// What devices report: presses, results, codes, cards, messages. Each becomes a command of the hall or a logged input.

import type { DeviceConfig } from "../config/schema.ts";
import type { PadResult } from "../drivers/kernel/device.ts";
import type { KeypadAction, ModemEvent, ReaderEvent } from "../drivers/kernel/model.ts";
import { cardKey, maskId, maskName } from "../drivers/readers/card-privacy.ts";
import type { DeviceInputs } from "./device-inputs.ts";
import { appointmentOf } from "./domain/appointments.ts";
import type { Command } from "./domain/commands.ts";
import { isFilling } from "./domain/form-pool.ts";
import { ACCEPTANCE_NAME } from "./domain/intents.ts";
import type { HallState, Ticket } from "./domain/types.ts";
import type { Hall } from "./hall.ts";
import { keypadCommand } from "./keypad-commands.ts";
import type { Member } from "./lines.ts";
import type { PresentedThings } from "./presented.ts";

export interface InputDeskOptions {
  readonly hall: Hall;
  readonly inputs: DeviceInputs;
  readonly log: { warn(fields: object, message: string): void };
  /** The hall's secret for what is kept of an ID card; without it nothing is kept at all. */
  readonly secret?: Uint8Array;
  /** Shows at a kiosk what was presented there; `kioskOf` says where a reader or scanner stands. */
  readonly presented?: PresentedThings;
  readonly kioskOf?: (deviceId: string) => string | undefined;
  /** Told what modems report; says what an incoming message was taken for. */
  readonly sms?: { event(event: ModemEvent): string | null };
}

type Outcome = "ok" | "refused";
/** `idle`: why nothing followed from it; null: something did. */
type Answer = { readonly ok: true; readonly idle: string | null } | { readonly ok: false; readonly code: string };

/** What is shown of a card's key: enough to see that it is the same card again, too little to search for. */
const CARD_KEY_CHARS = 12;
/** The code of an appointment, bare or at the end of an address. */
const APPOINTMENT_CODE = /(?:^|[/=])([0-9]{8})$/;
/** The technician's test invites under this name; its answer is no rating. */
const TEST_INVITATION = "test";

export class InputDesk {
  readonly #options: InputDeskOptions;

  constructor(options: InputDeskOptions) {
    this.#options = options;
  }

  /** Listens to everything a member can send. */
  serve({ config, device, reader, modem }: Member): void {
    device?.onPress((press, done) => void this.#taken(config, this.#pressed(config, press)).then(done));
    device?.onResult((result, done) => void this.#taken(config, this.#rated(config, result)).then(done));
    device?.onScan((text) => void this.#taken(config, this.#scanned(config, text)));
    reader?.onEvent((event) => void this.#taken(config, this.#card(config, event)));
    modem?.onEvent((event) => void this.#taken(config, this.#message(config, event)));
  }

  /** A hall that can no longer be asked (it is stopping) refuses; a device never hears an exception. */
  async #taken(config: DeviceConfig, taking: Promise<unknown>): Promise<Outcome> {
    try {
      return (await taking) === "refused" ? "refused" : "ok";
    } catch (error) {
      this.#options.log.warn({ device: config.id, error }, "input not taken");
      return "refused";
    }
  }

  /** Carries a command out for a device. A full disk or a stopping hall is an answer like any other. */
  submit(command: Command, deviceId: string): Promise<Answer> {
    const { hall, log } = this.#options;
    return hall
      .submit(command, {
        actor: `device:${deviceId}`,
        render: (_state, decision): Answer =>
          decision.ok
            ? { ok: true, idle: decision.events.length === 0 ? (decision.why ?? "nothing to do") : null }
            : { ok: false, code: decision.code },
      })
      .catch((error: unknown) => {
        // The press is not done, and the keypad says so.
        log.warn({ device: deviceId, command: command.type, error }, "input not accepted");
        return { ok: false as const, code: "INTERNAL" };
      });
  }

  /** Resolves, after the decision is durable, to what the keypad is to signal. */
  async #pressed(config: DeviceConfig, press: KeypadAction): Promise<Outcome> {
    const windowId = config.window;
    const what = "digits" in press ? `${press.action} ${press.digits}` : press.action;
    if (windowId === undefined) return "refused";
    const command = await this.#options.hall.read((state) =>
      keypadCommand(press, windowId, state, missedWithin(config)),
    );
    if ("none" in command) return this.#logged(config, "code" in press ? `key ${press.code}` : what, command.none);
    const answer = await this.submit(command, config.id);
    // What it led to is in the log under the keypad's name; what led to nothing has to be said.
    if (answer.ok && answer.idle !== null) await this.#logged(config, what, answer.idle);
    else return this.#done(config, what, answer, press.action);
    return "ok";
  }

  /** The hall decides whether a result counts; what does not count is logged by the rule itself. */
  async #rated(config: DeviceConfig, result: PadResult): Promise<Outcome> {
    const { window: windowId, id: deviceId } = config;
    const what = `grade ${result.grade}`;
    if (windowId === undefined) return "refused";
    if (result.level === null) return this.#logged(config, what, "not in the pad's grade map");
    if (result.invitation === TEST_INVITATION) return this.#logged(config, what, "a test");
    // A pad that names the case it was asked about can only rate that one, however late its answer comes.
    const about = result.invitation === undefined ? { windowId, caseId: null } : await this.#caseAt(windowId, result);
    if (about === null) return this.#logged(config, what, "not a case of this window");
    const { level } = result;
    const rest = { level, channel: "window_pad", reasons: [], comment: null, deviceId } as const;
    const graded = { grade: result.grade, ...gradeMapOf(config) };
    const answer = await this.submit({ type: "record-rating", ...about, ...rest, ...graded }, deviceId);
    this.#options.inputs.add(deviceId, what, answer.ok ? `level ${level}` : answer.code);
    return answer.ok ? "ok" : "refused";
  }

  #caseAt(windowId: string, { invitation }: PadResult): Promise<CaseAsked | null> {
    return this.#options.hall.read((state) => {
      const { caseId, ...stage } = askedBy(invitation ?? "");
      return state.cases.get(caseId)?.windowId === windowId ? { windowId: null, caseId, ...stage } : null;
    });
  }

  /** A ticket's own code: at a window it says that its holder has come, elsewhere it brings a missed ticket back. */
  async #scanned(config: DeviceConfig, text: string): Promise<void> {
    const { window: windowId } = config;
    const kioskId = this.#kioskOf(config);
    if (windowId === undefined && kioskId !== undefined) return this.#scannedAtKiosk(config, kioskId, text);
    const command = await this.#options.hall.read((state): Command | null => {
      const ticket = ticketOfCode(state, text);
      if (ticket === null) return null;
      if (windowId === undefined) return { type: "return-ticket", ticketId: ticket.id };
      return state.windows.get(windowId)?.ticketId === ticket.id ? { type: "arrived", windowId } : null;
    });
    // A code may hold anything, a person's papers too: what it says is not kept.
    const what = `code of ${text.length} characters`;
    if (command === null) await this.#logged(config, what, "no ticket for this place");
    else await this.#done(config, what, await this.submit(command, config.id), command.type);
  }

  #kioskOf(config: DeviceConfig): string | undefined {
    return config.kiosk ?? this.#options.kioskOf?.(config.id);
  }

  /** A missed ticket goes back in line; a waiting one or an appointment is shown; the page does the rest. */
  async #scannedAtKiosk(config: DeviceConfig, kioskId: string, text: string): Promise<void> {
    const { hall, presented, inputs } = this.#options;
    const known = await hall.read((state) => {
      const code = APPOINTMENT_CODE.exec(text.trim())?.[1];
      const appointmentId = code === undefined ? undefined : appointmentOf(state, code)?.id;
      const ticket = ticketOfCode(state, text);
      return { appointmentId, ticketId: ticket?.id, isMissed: mayComeBack(state.tickets.get(ticket?.id ?? "")) };
    });
    const what = `code of ${text.length} characters`;
    const { appointmentId, ticketId, isMissed } = known;
    if (appointmentId !== undefined) {
      presented?.thing(kioskId, { kind: "appointment", appointmentId });
      inputs.add(config.id, what, "appointment");
    } else if (ticketId === undefined) {
      presented?.thing(kioskId, { kind: "unknown", what: "foreign" });
      await this.#logged(config, what, "no ticket for this place");
    } else if (!isMissed) {
      presented?.thing(kioskId, { kind: "ticket", ticketId, returned: false, refusal: null });
      inputs.add(config.id, what, "ticket");
    } else {
      const answer = await this.submit({ type: "return-ticket", ticketId }, config.id);
      const refusal = answer.ok ? null : answer.code;
      presented?.thing(kioskId, { kind: "ticket", ticketId, returned: answer.ok, refusal });
      await this.#done(config, what, answer, "return-ticket");
    }
  }

  async #card(config: DeviceConfig, event: ReaderEvent): Promise<void> {
    const { inputs, secret, presented } = this.#options;
    const kioskId = this.#kioskOf(config);
    if (event.type === "card-failed") {
      if (kioskId !== undefined) presented?.thing(kioskId, { kind: "unknown", what: "unreadable" });
      await this.#logged(config, "card", event.detail);
    }
    if (event.type !== "card") return;
    if (kioskId !== undefined && secret !== undefined) presented?.card(kioskId, event.card, secret);
    const key = secret === undefined ? "" : cardKey(event.card, secret).slice(0, CARD_KEY_CHARS);
    const { id: deviceId, window: windowId = null } = config;
    inputs.add(deviceId, `${maskName(event.card.name)} ${maskId(event.card.idNumber)}`, `card ${key}`);
    const became = kioskId === undefined ? "no service asks for a card" : `shown at ${kioskId}`;
    await this.submit({ type: "device-input", deviceId, windowId, input: `card ${key}`, became }, deviceId);
  }

  async #message(config: DeviceConfig, event: ModemEvent): Promise<void> {
    const became = this.#options.sms?.event(event) ?? null;
    // Neither who wrote nor what: a number and a text are personal.
    if (event.type === "received") await this.#logged(config, "message", became ?? "nobody was asked for an answer");
  }

  async #done(config: DeviceConfig, what: string, answer: Answer, became: string): Promise<Outcome> {
    if (!answer.ok) return this.#logged(config, what, answer.code);
    this.#options.inputs.add(config.id, what, became);
    return "ok";
  }

  async #logged(config: DeviceConfig, input: string, became: string): Promise<"refused"> {
    const { id: deviceId, window: windowId = null } = config;
    this.#options.inputs.add(deviceId, input, became);
    await this.submit({ type: "device-input", deviceId, windowId, input, became }, deviceId);
    return "refused";
  }
}

interface CaseAsked {
  readonly windowId: string | null;
  readonly caseId: string;
  readonly stage?: 1;
}

/** The question a pad answers, by the name it was given: a late answer about acceptance is never one of completion. */
function askedBy(invitation: string): { readonly caseId: string; readonly stage?: 1 } {
  const about = invitation.endsWith(ACCEPTANCE_NAME) ? ({ stage: 1 } as const) : {};
  return { caseId: about.stage === 1 ? invitation.slice(0, -ACCEPTANCE_NAME.length) : invitation, ...about };
}

/** Missed, or away with a form: the code of the paper brings it back in line. */
function mayComeBack(ticket: Ticket | undefined): boolean {
  return ticket !== undefined && (ticket.state === "missed" || isFilling(ticket));
}

/** The ticket whose page address, or bare token, was read. */
function ticketOfCode(state: HallState, text: string): { readonly id: string } | null {
  const token = /(?:^|\/t\/)([A-Za-z0-9_-]{16,64})$/.exec(text.trim())?.[1] ?? "";
  const id = state.ticketIdByToken.get(token);
  return id === undefined ? null : { id };
}

/** Of one-key buttons: a second call so soon means that nobody came (D7: part of the device's own map). */
function missedWithin({ settings }: DeviceConfig): number | undefined {
  const { missedWithinSeconds: seconds } = settings;
  return typeof seconds === "number" ? seconds : undefined;
}

/** The map in force, stored with each rating: a hall may agree on another one later (rating rules §9). */
function gradeMapOf({ settings }: DeviceConfig): { readonly gradeMap?: string } {
  const { grades } = settings;
  if (typeof grades !== "object" || grades === null) return {};
  return {
    gradeMap: Object.entries(grades)
      .map(([grade, level]) => `${grade}=${level}`)
      .join(","),
  };
}
