// The citizen's forms about a bad rating or complaint: words to be kept, and the second rating.
import { hash } from "node:crypto";
import type { Command } from "../../domain/commands.ts";
import { ownLoop } from "../../views/loop-own.ts";
import type { PhoneView } from "../../views/phone.ts";
import { contextOf } from "../../views/sources.ts";
import { complaintSubject } from "../loop-complaint.ts";
import type { Answer, Ports } from "../ports.ts";
import { messageOf } from "./actions.ts";
import { type LoopShown, STATEMENT_CHARS_MAX } from "./loop-box.ts";
import type { Message } from "./words.ts";

const LEVEL = /^[1-5]$/;

export type LoopAction = "complain" | "second";
export function isLoopAction(action: string): action is LoopAction {
  return action === "complain" || action === "second";
}

/** What the page shows of it. The reply is read from the vault, for the holder of the token alone. */
export async function shownLoop({ hall, sources, loops }: Ports, view: PhoneView): Promise<LoopShown> {
  const loop = await hall.read((state) => ownLoop(contextOf(sources, state), view.page.ticket));
  const words = loop === null || loop.reply === null || loops === undefined ? null : loops.words(loop.reply);
  return { loop, words, mayWrite: loops !== undefined };
}

interface Made {
  readonly command: Command;
  /** Told which loop it became; undefined: none. */
  readonly done: (loopId: string | undefined) => void;
}

/** Takes a form: sent twice it has one effect. */
export async function loopSaid(
  ports: Ports,
  action: LoopAction,
  view: PhoneView,
  fields: URLSearchParams,
): Promise<Message> {
  const made = await loopCommand(ports, action, view, fields);
  if (made === null) return "failed";
  const { command, done } = made;
  const said: Message = action === "second" ? "rated" : "reasons";
  const key = hash("sha256", `${view.token} ${action} ${fields.get("once") ?? ""}`, "hex");
  try {
    const answer = await ports.hall.submit(command, {
      actor: "citizen",
      idempotency: { key: `phone-${key}`, fingerprint: hash("sha256", JSON.stringify(command), "hex") },
      render: (_state, decision): Answer => {
        done(decision.ok ? decision.subject?.loopId : undefined);
        return { status: 200, body: decision.ok ? said : messageOf(decision.code) };
      },
    });
    return answer.body as Message;
  } catch {
    // The hall says why in its code; a person can only wait or ask. Words nobody took are not kept.
    done(undefined);
    return "busy";
  }
}

/** A form's command with the number left in it; null: the form does not fit. */
async function loopCommand(
  ports: Ports,
  action: LoopAction,
  view: PhoneView,
  fields: URLSearchParams,
): Promise<Made | null> {
  if (action === "second") return secondRating(view, fields);
  const { loops } = ports;
  const said = (fields.get("statement") ?? "").trim().slice(0, STATEMENT_CHARS_MAX);
  const phone = (fields.get("phone") ?? "").trim();
  if (loops === undefined || said === "" || (phone !== "" && !loops.isNumber(phone))) return null;
  const subject = await complaintSubject(ports, { statement: said, ticketId: view.page.ticket.id });
  if (typeof subject === "string") return null;
  const text = loops.keep(said, `${view.token} ${fields.get("once") ?? ""}`);
  return {
    command: { type: "open-complaint", ...subject, channel: "phone_page", by: null, text },
    done: (loopId) => {
      if (loopId === undefined) loops.forget(text);
      else if (phone !== "") loops.keepPhone(loopId, phone);
    },
  };
}

function secondRating(view: PhoneView, fields: URLSearchParams): Made | null {
  const level = fields.get("level") ?? "";
  const caseId = view.rating?.caseId ?? view.page.caseId;
  if (!LEVEL.test(level) || caseId === null) return null;
  const about = { windowId: null, caseId, deviceId: null, reasons: [], comment: null, sequence: 2 } as const;
  const command = { type: "record-rating", level: Number(level), channel: "qr", ...about } as const;
  return { command, done: () => undefined };
}
