// What devices report: presses, results, codes, cards, messages. Each becomes a command of the hall or a logged input.

import type { DeviceConfig } from "../config/schema.ts";
import type { PadResult } from "../drivers/kernel/device.ts";
import type { KeypadAction, ModemEvent, ReaderEvent } from "../drivers/kernel/model.ts";
import { cardKey, maskId, maskName } from "../drivers/readers/card-privacy.ts";
import type { DeviceInputs } from "./device-inputs.ts";
import type { Command } from "./domain/commands.ts";
import type { HallState } from "./domain/types.ts";
import type { Hall } from "./hall.ts";
import { keypadCommand } from "./keypad-commands.ts";
import type { Member } from "./lines.ts";

export interface InputDeskOptions {
  readonly hall: Hall;
  readonly inputs: DeviceInputs;
  readonly log: { warn(fields: object, message: string): void };
  /** The hall's secret for what is kept of an ID card; without it nothing is kept at all. */
  readonly secret?: Uint8Array;
}

type Outcome = "ok" | "refused";

/** What is shown of a card's key: enough to see that it is the same card again, too little to search for. */
const CARD_KEY_CHARS = 12;
/** The technician's test invites under this name; its answer is no rating. */
const TEST_INVITATION = "test";

export class InputDesk {
  readonly #options: InputDeskOptions;

  constructor(options: InputDeskOptions) {
    this.#options = options;
  }

  /** Listens to everything a member can send. */
  serve({ config, device, reader, modem }: Member): void {
    device?.onPress((press, done) => void this.#pressed(config, press).then(done));
    device?.onResult((result, done) => void this.#rated(config, result).then(done));
    device?.onScan((text) => void this.#scanned(config, text));
    reader?.onEvent((event) => void this.#card(config, event));
    modem?.onEvent((event) => void this.#message(config, event));
  }

  /** Carries a command out for a device. A full disk or a stopping hall is an answer like any other. */
  submit(command: Command, deviceId: string): Promise<{ ok: true } | { ok: false; code: string }> {
    const { hall, log } = this.#options;
    return hall
      .submit(command, {
        actor: `device:${deviceId}`,
        render: (_state, decision) =>
          decision.ok ? { ok: true as const } : { ok: false as const, code: decision.code as string },
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
    const command = await this.#options.hall.read((state) => keypadCommand(press, windowId, state));
    if ("none" in command) return this.#logged(config, "code" in press ? `key ${press.code}` : what, command.none);
    return this.#done(config, what, await this.submit(command, config.id), press.action);
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
    const answer = await this.submit({ type: "record-rating", ...about, ...rest }, deviceId);
    this.#options.inputs.add(deviceId, what, answer.ok ? `level ${level}` : answer.code);
    return answer.ok ? "ok" : "refused";
  }

  #caseAt(windowId: string, { invitation }: PadResult): Promise<{ windowId: string | null; caseId: string } | null> {
    return this.#options.hall.read((state) => {
      const caseId = invitation ?? "";
      return state.cases.get(caseId)?.windowId === windowId ? { windowId: null, caseId } : null;
    });
  }

  /** A ticket's own code: at a window it says that its holder has come, elsewhere it brings a missed ticket back. */
  async #scanned(config: DeviceConfig, text: string): Promise<void> {
    const { window: windowId } = config;
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

  async #card(config: DeviceConfig, event: ReaderEvent): Promise<void> {
    const { inputs, secret } = this.#options;
    if (event.type === "card-failed") await this.#logged(config, "card", event.detail);
    if (event.type !== "card") return;
    const key = secret === undefined ? "" : cardKey(event.card, secret).slice(0, CARD_KEY_CHARS);
    const { id: deviceId, window: windowId = null } = config;
    inputs.add(deviceId, `${maskName(event.card.name)} ${maskId(event.card.idNumber)}`, `card ${key}`);
    const became = "no service asks for a card";
    await this.submit({ type: "device-input", deviceId, windowId, input: `card ${key}`, became }, deviceId);
  }

  async #message(config: DeviceConfig, event: ModemEvent): Promise<void> {
    if (event.type === "received") await this.#logged(config, "message", "nobody was asked for an answer");
  }

  async #done(
    config: DeviceConfig,
    what: string,
    answer: { ok: true } | { ok: false; code: string },
    became: string,
  ): Promise<Outcome> {
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

/** The ticket whose page address, or bare token, was read. */
function ticketOfCode(state: HallState, text: string): { readonly id: string } | null {
  const token = /(?:^|\/t\/)([A-Za-z0-9_-]{16,64})$/.exec(text.trim())?.[1];
  if (token === undefined) return null;
  for (const ticket of state.tickets.values()) if (ticket.token === token) return ticket;
  return null;
}
