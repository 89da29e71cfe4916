// What a window's console asks and shows beside calls: outcomes, walk-ins, marks on cases, emergencies, lists.
import { type Static, Type } from "typebox";
import { Nullable, oneOf, strict, Time } from "./schemas.ts";

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Words = Type.Record(Type.String(), Type.String());

/** Longest note; a note is for the staff alone and is in no log. */
export const NOTE_CHARS_MAX = 200;
const Note = Type.String({ maxLength: NOTE_CHARS_MAX });
const Quantity = Type.Integer({ minimum: 1, maximum: 999 });
const Kind = oneOf(["help", "guard", "manager", "adviser"]);

/** `invite` missing: as the hall's policy says. */
export const FinishBody = Type.Union([
  Type.Object(
    {
      invite: Type.Optional(Type.Boolean()),
      outcome: Type.Optional(Id),
      quantity: Type.Optional(Quantity),
      notes: Type.Optional(Note),
    },
    strict,
  ),
  Type.Null(),
]);
export const NextCaseBody = Type.Object(
  { serviceId: Id, outcome: Type.Optional(Id), quantity: Type.Optional(Quantity), notes: Type.Optional(Note) },
  strict,
);
export const WalkInBody = Type.Object({ serviceId: Id }, strict);
/** `caseId` missing: the case open at the window. */
export const OutcomeBody = Type.Object(
  { caseId: Type.Optional(Id), outcome: Id, quantity: Type.Optional(Quantity) },
  strict,
);
export const FlagTimeBody = Type.Object({ caseId: Type.Optional(Id), flagged: Type.Boolean() }, strict);
/** An empty text takes the note away. */
export const NoteBody = Type.Object({ caseId: Type.Optional(Id), text: Note }, strict);
export const NoteAnswer = Type.Object({ text: Nullable(Type.String()) });
/** `whenEmpty`: takes nobody new and closes by itself; `false` takes that back. */
export const CloseBody = Type.Union([Type.Object({ whenEmpty: Type.Optional(Type.Boolean()) }, strict), Type.Null()]);
export const EmergencyBody = Type.Union([Type.Object({ kind: Type.Optional(Kind) }, strict), Type.Null()]);
/** Who is coming: a window, or a member of staff from elsewhere; missing: somebody. */
export const ComingBody = Type.Union([
  Type.Object({ windowId: Type.Optional(Id), staffId: Type.Optional(Id) }, strict),
  Type.Null(),
]);

export const EmergencyView = Type.Object({
  id: Type.String(),
  /** Where help is wanted. */
  windowId: Type.String(),
  windowName: Words,
  kind: Kind,
  raisedAt: Time,
  coming: Type.Array(Type.Object({ windowId: Nullable(Type.String()), name: Words })),
});
export type EmergencyView = Static<typeof EmergencyView>;

const Named = Type.Object({ id: Type.String(), name: Words });

/** A ticket that another window has. */
const ElsewhereRow = Type.Object({
  ticketId: Type.String(),
  number: Type.String(),
  serviceId: Type.String(),
  state: oneOf(["called", "serving", "held"]),
  windowId: Type.String(),
  windowName: Words,
  since: Nullable(Time),
});

/** A case finished here today; whether it was rated, never how. */
const DoneRow = Type.Object({
  caseId: Type.String(),
  number: Type.String(),
  serviceId: Type.String(),
  outcome: Nullable(Type.String()),
  quantity: Type.Integer(),
  finishedAt: Time,
  rated: Type.Boolean(),
  timeFlagged: Type.Boolean(),
  hasNote: Type.Boolean(),
});
export type DoneRow = Static<typeof DoneRow>;

/** The case open at the window. */
export const OpenCaseView = Type.Object({
  id: Type.String(),
  openedAt: Time,
  limitMinutes: Nullable(Type.Number()),
  serviceId: Type.String(),
  outcome: Nullable(Type.String()),
  quantity: Type.Integer(),
  timeFlagged: Type.Boolean(),
  hasNote: Type.Boolean(),
  /** Which case of the visit: 1 for the first. */
  inVisit: Type.Integer(),
});

/** Beside the fields every console view had from the start. */
export const ConsoleParts = Type.Object({
  /** Called, served or held by other windows, of services that this one serves too. */
  elsewhere: Type.Array(ElsewhereRow),
  /** Newest first. */
  done: Type.Array(DoneRow),
  /** What can be taken back, newest first: one action after the other, never one out of the middle. */
  history: Type.Array(
    Type.Object({ seq: Type.Integer(), action: Type.String(), number: Nullable(Type.String()), at: Time }),
  ),
  load: Type.Object({
    light: oneOf(["green", "amber", "red"]),
    waiting: Type.Integer(),
    longestWaitMinutes: Type.Integer(),
  }),
  emergencies: Type.Array(EmergencyView),
  outcomes: Type.Array(Named),
  pauseReasons: Type.Array(Named),
  /** Members of staff a ticket can be sent to, and the window they sit at. */
  clerks: Type.Array(Type.Object({ staffId: Type.String(), name: Type.String(), windowId: Nullable(Type.String()) })),
  habits: Type.Object({
    autoCallSeconds: Nullable(Type.Integer()),
    pingSeconds: Type.Integer(),
    profile: oneOf(["longest-wait", "fixed-order", "ratio"]),
    /** Numbers to be asked by are taken down here. */
    contacts: Type.Optional(Type.Boolean()),
  }),
});
export type ConsoleParts = Static<typeof ConsoleParts>;
