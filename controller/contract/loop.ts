// Bad ratings and complaints on their way to review: bodies of the steps, and what the pages and programs see.
import { type Static, Type } from "typebox";
import { PHONE_PATTERN } from "./messages.ts";
import { oneOf, Nullable as orNull, strict, WordsView as Words } from "./schemas.ts";

const Id = Type.String({ minLength: 1, maxLength: 64 });

export const LOOP_STEP_NAMES = ["verify", "decide", "decide-appeal", "fix", "reply", "call-back", "review"] as const;
export type LoopStepName = (typeof LOOP_STEP_NAMES)[number];
export const LOOP_WAY_NAMES = ["fix_now", "fix_by_date", "explained", "appealed"] as const;
export const LOOP_STATES = [
  ...(["received", "verified", ...LOOP_WAY_NAMES] as const),
  ...(["fixed", "replied", "called_back", "reviewed", "withdrawn"] as const),
] as const;
export const CALL_BACK_RESULT_NAMES = [
  ...(["satisfied", "not-satisfied", "declined", "no-answer", "wrong-number", "no-contact"] as const),
] as const;
export const APPEAL_REASON_NAMES = ["mistaken", "malicious", "not-ours"] as const;
export const LOOP_DEADLINE_NAMES = ["handle", "fix", "reply", "call-back"] as const;

/** Free words of a step. They are sealed beside the log, which holds a keyed digest. */
export const STATEMENT_CHARS_MAX = 1000;
const Statement = Type.String({ minLength: 1, maxLength: STATEMENT_CHARS_MAX });
/** Who takes the step, where nobody is signed in (a hall that trusts its own machine); otherwise refused. */
const By = { by: Type.Optional(Id) };

export const ComplaintBody = Type.Object(
  {
    statement: Statement,
    /** What it is about; one of them is enough, none is allowed. */
    caseId: Type.Optional(Id),
    ticketId: Type.Optional(Id),
    windowId: Type.Optional(Id),
    serviceId: Type.Optional(Id),
    /** To be called back on; kept apart and removed by rule. Only with `consent`. */
    phone: Type.Optional(Type.String({ pattern: PHONE_PATTERN })),
    /** The line of consent was read out or shown, and the person agreed. */
    consent: Type.Optional(Type.Literal(true)),
    ...By,
  },
  strict,
);
export type ComplaintBody = Static<typeof ComplaintBody>;
export const StepBody = Type.Object({ statement: Type.Optional(Statement), ...By }, strict);
export const SaidBody = Type.Object({ statement: Statement, ...By }, strict);
export const AssignBody = Type.Object({ handlerId: Id, ...By }, strict);
export const DecideBody = Type.Object(
  {
    way: oneOf(LOOP_WAY_NAMES),
    /** YYYY-MM-DD; of `fix_by_date` alone. */
    byDate: Type.Optional(Type.String({ maxLength: 10 })),
    statement: Statement,
    ...By,
  },
  strict,
);
export const AppealBody = Type.Object(
  { upheld: Type.Boolean(), reason: Type.Optional(oneOf(APPEAL_REASON_NAMES)), statement: Statement, ...By },
  strict,
);
export const CallBackBody = Type.Object(
  {
    result: oneOf(CALL_BACK_RESULT_NAMES),
    /** The second rating as spoken; it must agree with the result. */
    level: Type.Optional(Type.Integer()),
    statement: Type.Optional(Statement),
    ...By,
  },
  strict,
);
export const RevealBody = Type.Union([Type.Object(By, strict), Type.Null()]);

const Person = Type.Object({ id: Type.String(), name: Type.String() }, strict);

export const LoopRow = Type.Object(
  {
    id: Type.String(),
    source: oneOf(["rating", "complaint"]),
    state: oneOf(LOOP_STATES),
    level: orNull(Type.Integer()),
    channel: Type.String(),
    number: orNull(Type.String()),
    caseId: orNull(Type.String()),
    serviceId: orNull(Type.String()),
    serviceName: Words,
    windowId: orNull(Type.String()),
    windowName: Words,
    /** Whom it is about. */
    clerk: orNull(Person),
    handler: orNull(Person),
    receivedAt: Type.String(),
    closedAt: orNull(Type.String()),
    /** Due now, the first one first. */
    due: Type.Array(oneOf(LOOP_STEP_NAMES)),
    /** Of those, what the asker may do. */
    mine: Type.Array(oneOf(LOOP_STEP_NAMES)),
    /** The deadline that comes next; null: none runs. `days`: working days left, negative when over. */
    next: orNull(
      Type.Object(
        { step: oneOf(LOOP_DEADLINE_NAMES), at: Type.String(), days: Type.Integer(), missed: Type.Boolean() },
        strict,
      ),
    ),
    /** Deadlines that were missed: they stay. */
    overdue: Type.Array(Type.Object({ step: oneOf(LOOP_DEADLINE_NAMES), dueAt: Type.String() }, strict)),
    byDate: orNull(Type.String()),
    setAside: orNull(oneOf(APPEAL_REASON_NAMES)),
    appealSpent: Type.Boolean(),
    callBackOwed: Type.Boolean(),
    /** Level of the linked second record. */
    second: orNull(Type.Integer()),
    /** Whether a telephone number can be looked at; null: not asked here. */
    hasContact: orNull(Type.Boolean()),
    /** Codes of the reasons given with the level. */
    reasons: Type.Array(Type.String()),
    reasonWords: Type.Array(Words),
    /** What was done, oldest first. `words`: null in lists, or when the time to keep them is over. */
    trail: Type.Array(
      Type.Object(
        {
          what: Type.String(),
          by: orNull(Person),
          at: Type.String(),
          detail: Type.String(),
          words: orNull(Type.String()),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type LoopRow = Static<typeof LoopRow>;

const Share = Type.Object({ n: Type.Integer(), of: Type.Integer(), share: orNull(Type.Number()) }, strict);
export const LoopFiguresView = Type.Object(
  {
    bad: Type.Integer(),
    complaints: Type.Integer(),
    open: Type.Integer(),
    replied: Share,
    calledBack: Share,
    fixed: Share,
    fixedSatisfied: Share,
    overdue: Share,
    setAside: Type.Integer(),
    /** 好评率 of the same span as it is, and without what an appeal has set aside. */
    raw: Share,
    adjusted: Share,
  },
  strict,
);
export type LoopFiguresView = Static<typeof LoopFiguresView>;

export const LoopsView = Type.Object(
  {
    /** Who asks; null: nobody is signed in, and each step names its person. */
    me: orNull(Person),
    /** What is about the asker is not among them. Open ones by deadline, then those closed lately. */
    loops: Type.Array(LoopRow),
    staff: Type.Array(Person),
    rules: Type.Object(
      {
        handleWorkingDays: Type.Integer(),
        replyWorkingDays: Type.Integer(),
        callBackWorkingDays: Type.Integer(),
        callBackShare: Type.Integer(),
        source: orNull(Type.String()),
      },
      strict,
    ),
  },
  strict,
);
export type LoopsView = Static<typeof LoopsView>;

export const LoopLedgerView = Type.Object(
  { from: Type.String(), to: Type.String(), figures: LoopFiguresView, rows: Type.Array(LoopRow) },
  strict,
);
export type LoopLedgerView = Static<typeof LoopLedgerView>;

export const LoopContactView = Type.Object({ phone: orNull(Type.String()), name: orNull(Type.String()) }, strict);
export type LoopContactView = Static<typeof LoopContactView>;

/** A step was taken; free words are read from the loop itself. */
export const LoopDoneView = Type.Object(
  { id: Type.String(), state: oneOf(LOOP_STATES), due: Type.Array(oneOf(LOOP_STEP_NAMES)) },
  strict,
);
export type LoopDoneView = Static<typeof LoopDoneView>;

/** For everybody: what came of it, nobody's name and none of the words. */
export const PublicLoopsView = Type.Object(
  {
    from: Type.String(),
    to: Type.String(),
    /** Bad ratings and complaints; `bad` and `complaints` are its parts. */
    received: Type.Integer(),
    bad: Type.Integer(),
    complaints: Type.Integer(),
    fixed: Type.Integer(),
    replied: Type.Integer(),
    closed: Type.Integer(),
    overdue: Type.Integer(),
    rows: Type.Array(
      Type.Object(
        {
          month: Type.String(),
          source: oneOf(["rating", "complaint"]),
          serviceName: Words,
          result: oneOf(["fixed", "explained", "set-aside"]),
          workingDays: Type.Integer(),
          inTime: Type.Boolean(),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type PublicLoopsView = Static<typeof PublicLoopsView>;
