// How windows work: reasons of a pause, outcomes of a case, what "next" draws from, and when a console nudges.
import { Type } from "typebox";

const strict = { additionalProperties: false } as const;
const Id = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
const Words = Type.Record(
  Type.String({ pattern: "^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$" }),
  Type.String({ minLength: 1, maxLength: 60 }),
);
const Named = Type.Object({ id: Id, name: Words }, strict);

/** How a case may end. Missing: 办结, 材料不全, 转他处, 无需办理. */
export const Outcomes = Type.Array(Named, { minItems: 1, maxItems: 20 });
/** Why a window may pause; the name is shown to the public. Missing: a list of four. */
export const PauseReasons = Type.Array(Named, { minItems: 1, maxItems: 9 });

/**
 * What "next" draws from at a window. `fixed-order`: its services in the order of its list. `ratio`: so many of each
 * service in a row of calls. The guarantee of `policy.priority.overtakeMax` holds for every profile.
 */
export const Profile = Type.Union([
  Type.Object({ kind: Type.Literal("longest-wait") }, strict),
  Type.Object({ kind: Type.Literal("fixed-order") }, strict),
  Type.Object(
    {
      kind: Type.Literal("ratio"),
      /** Service → share, e.g. `{ social-insurance: 3, household: 1 }`; a service without one has share 1. */
      shares: Type.Record(Id, Type.Integer({ minimum: 1, maximum: 9 })),
    },
    strict,
  ),
]);

/** Beside the fields every window has. */
export const windowConsole = { profile: Type.Optional(Profile) };

export const ConsolePolicy = Type.Object(
  {
    /** After finishing, a console calls the next by itself after so many seconds; null: the clerk calls. */
    autoCallSeconds: Type.Union([Type.Integer({ minimum: 1, maximum: 120 }), Type.Null()], { default: null }),
    /** A console that is free while somebody waits sounds softly after so many seconds; 0: never. */
    pingSeconds: Type.Integer({ minimum: 0, maximum: 600, default: 10 }),
    /** Waiting people from which the light is amber, and red. */
    amberFrom: Type.Integer({ minimum: 1, maximum: 10_000, default: 10 }),
    redFrom: Type.Integer({ minimum: 1, maximum: 10_000, default: 20 }),
  },
  { ...strict, default: {} },
);

/** Beside the fields of `policy.calls`: what a recall beyond `max` does. */
export const callsConsole = {
  atMax: Type.Optional(Type.Union([Type.Literal("call"), Type.Literal("missed"), Type.Literal("requeue")])),
};

/** Calls of the service that people let pass who were transferred to it, or made priority at the desk. */
export const MoveBack = Type.Object(
  {
    transferred: Type.Integer({ minimum: 0, maximum: 100, default: 0 }),
    upgraded: Type.Integer({ minimum: 0, maximum: 100, default: 0 }),
  },
  strict,
);

/** Beside the fields of `policy.missed`: a missed number is called back only so many calls of its service later. */
export const missedConsole = { callBackWithin: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })) };
