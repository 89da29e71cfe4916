// What may leave the hall: short messages, webhooks; and how long personal data stays. All off by default.
import { Type } from "typebox";

const strict = { additionalProperties: false } as const;
const Id = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
const LANGUAGE = "^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$";
const Texts = Type.Record(Type.String({ pattern: LANGUAGE }), Type.String({ minLength: 1, maxLength: 300 }));
/** Secrets stand apart: in a file (relative to the data folder) or in a variable of the environment. */
const secret = {
  secretFile: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  secretEnv: Type.Optional(Type.String({ pattern: "^[A-Za-z_][A-Za-z0-9_]{0,99}$" })),
};
const reach = {
  /** Also addresses inside the building (loopback, 10/8, 192.168/16 …), and plain http. */
  private: Type.Boolean({ default: false }),
  timeoutSeconds: Type.Integer({ minimum: 1, maximum: 60, default: 15 }),
};
const Url = Type.String({ pattern: "^https?://", maxLength: 500 });

const Gateway = Type.Object(
  {
    url: Url,
    /** Values may hold `{secret}`. */
    headers: Type.Record(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9-]{0,63}$" }), Type.String({ maxLength: 500 }), {
      default: { "content-type": "application/json" },
    }),
    /** `{to}`, `{text}`, `{id}`, `{secret}` are filled in, escaped as JSON, or as a form where the headers say so. */
    body: Type.String({ minLength: 1, maxLength: 4_000, default: '{"id":"{id}","to":"{to}","text":"{text}"}' }),
    /** What an answer must hold to count as taken; without it every 2xx does. */
    accepted: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    ...secret,
    ...reach,
  },
  strict,
);

const Sms = Type.Object(
  {
    via: Type.Union([Type.Literal("none"), Type.Literal("modem"), Type.Literal("gateway")], { default: "none" }),
    /** The device that sends; its id. */
    modem: Type.Optional(Id),
    gateway: Type.Optional(Gateway),
    /** Put before every text: 【示例大厅】. Empty: none. */
    signature: Type.String({ pattern: "^(【[^【】]{1,20}】)?$", default: "" }),
    /** Put before numbers that have no country code. */
    countryCode: Type.String({ pattern: "^[1-9][0-9]{0,3}$", default: "86" }),
    /** At least this long between two messages. */
    paceSeconds: Type.Number({ minimum: 0, maximum: 600, default: 3 }),
    /** A whole answer that is one of these (in any case) puts its sender on the list of those not written to. */
    optOutWords: Type.Array(Type.String({ minLength: 1, maxLength: 20 }), {
      maxItems: 20,
      default: ["退订", "TD", "STOP"],
    }),
  },
  { ...strict, default: {} },
);

const Webhook = Type.Object(
  {
    id: Id,
    url: Url,
    /** Event types, `*` for any part: `rating.*`, `ticket.issued`, `*`. */
    events: Type.Array(Type.String({ pattern: "^[a-z*][a-z0-9*-]*(\\.[a-z0-9*-]+)*$" }), {
      minItems: 1,
      maxItems: 50,
      default: ["*"],
    }),
    ...secret,
    ...reach,
  },
  strict,
);

/** Where browsers' makers take notices for their phones. */
const PUSH_HOSTS = [
  ...["fcm.googleapis.com", "jmt17.google.com", "*.push.services.mozilla.com"],
  ...["*.notify.windows.com", "*.push.apple.com"],
];

const Push = Type.Object(
  {
    /** Whom a push service may write to about this hall's notices (RFC 8292): an address of the hall's own. */
    subject: Type.String({ pattern: "^(mailto:[^\\s@]+@[^\\s@]+|https://\\S+)$", maxLength: 200 }),
    /** Push services that may be written to; `*.` for every name below. */
    hosts: Type.Array(Type.String({ pattern: "^(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)+$", maxLength: 200 }), {
      minItems: 1,
      maxItems: 50,
      default: PUSH_HOSTS,
    }),
  },
  strict,
);

export const Messages = Type.Object(
  {
    sms: Sms,
    push: Type.Optional(Push),
    webhooks: Type.Array(Webhook, { maxItems: 20, default: [] }),
    texts: Type.Object(
      {
        /** `{service}`, `{date}`, `{time}`, `{code}`, `{hall}` are filled in. */
        reminder: Type.Optional(Texts),
      },
      { ...strict, default: {} },
    ),
  },
  { ...strict, default: {} },
);

export const Privacy = Type.Object(
  {
    /** Telephone numbers and names are removed so long after what they were left for. */
    contactDays: Type.Integer({ minimum: 1, maximum: 3650, default: 30 }),
    /** The same for single kinds of data: `appointment`, `ticket`, `case`, `rating` (comments), `push`. */
    classDays: Type.Record(
      Type.String({ pattern: "^[a-z][a-z-]{0,30}$" }),
      Type.Integer({ minimum: 1, maximum: 3650 }),
      { default: {} },
    ),
  },
  { ...strict, default: {} },
);
