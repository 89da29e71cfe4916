// What the hall offers and when: service tree, hours, calendar, appointments, needs, kiosks, texts of the site.
import { Type } from "typebox";

const strict = { additionalProperties: false } as const;
const Id = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
const LANGUAGE = "^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$";
const words = (maxLength: number) =>
  Type.Record(Type.String({ pattern: LANGUAGE }), Type.String({ minLength: 1, maxLength }));
const Words = words(60);
const LongWords = words(200);
const Day = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" });

/** `HH:MM-HH:MM` in local wall time; `24:00` is the end of the day. */
const Hours = Type.Array(
  Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" }),
  {
    maxItems: 6,
  },
);
/** A day that is not named is closed. */
const Week = Type.Object(
  {
    mon: Type.Optional(Hours),
    tue: Type.Optional(Hours),
    wed: Type.Optional(Hours),
    thu: Type.Optional(Hours),
    fri: Type.Optional(Hours),
    sat: Type.Optional(Hours),
    sun: Type.Optional(Hours),
  },
  strict,
);
const Weekday = Type.Union(
  (["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const).map((day) => Type.Literal(day)),
);

/** Without it the hall is always open. */
export const Calendar = Type.Object(
  {
    week: Week,
    /** Closed, e.g. public holidays. */
    holidays: Type.Array(Type.Object({ date: Day, name: Type.Optional(Words) }, strict), {
      maxItems: 400,
      default: [],
    }),
    /** Worked instead of a day off (调休), with the hours of a weekday or hours of its own. */
    workdays: Type.Array(
      Type.Object(
        { date: Day, like: Type.Optional(Weekday), hours: Type.Optional(Hours), name: Type.Optional(Words) },
        strict,
      ),
      { maxItems: 400, default: [] },
    ),
    /** Longer than usual (延时服务), on one date or on a day of every week. */
    extended: Type.Array(
      Type.Object(
        { date: Type.Optional(Day), weekday: Type.Optional(Weekday), hours: Hours, name: Type.Optional(Words) },
        strict,
      ),
      { maxItems: 400, default: [] },
    ),
  },
  strict,
);

export const Appointments = Type.Object(
  {
    slotMinutes: Type.Integer({ minimum: 5, maximum: 240, default: 30 }),
    /** Narrower than the service's hours. */
    hours: Type.Optional(Week),
    /** Bookings per slot. */
    capacity: Type.Integer({ minimum: 1, maximum: 500, default: 1 }),
    /** 0: only today. */
    daysAhead: Type.Integer({ minimum: 0, maximum: 90, default: 14 }),
    earlyMinutes: Type.Integer({ minimum: 0, maximum: 1440, default: 180 }),
    lateMinutes: Type.Integer({ minimum: 0, maximum: 1440, default: 30 }),
    /** An event `appointment.reminded` goes to the log this long before; 0: none. */
    remindMinutes: Type.Integer({ minimum: 0, maximum: 2880, default: 60 }),
  },
  strict,
);

/** Beside the fields every service has. */
export const serviceOffer = {
  /** What to bring, one line each. */
  documents: Type.Optional(Type.Array(LongWords, { maxItems: 12 })),
  /** Narrower than the hall's hours. */
  hours: Type.Optional(Week),
  /** Numbers per ID card and day; a kiosk with a reader then asks for the card. */
  perPersonDaily: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  /** First and last number of the day's series, e.g. 501 to 599. */
  numberRange: Type.Optional(
    Type.Object(
      { from: Type.Integer({ minimum: 1, maximum: 999_999 }), to: Type.Integer({ minimum: 1, maximum: 999_999 }) },
      strict,
    ),
  ),
  /** Waiting tickets from which the kiosk warns before a number is taken. */
  crowdedFrom: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  appointments: Type.Optional(Appointments),
};

export const windowOffer = {
  /** Needs this window is fit for: `sign-language`, `low-counter`, `text-only` … */
  needs: Type.Optional(Type.Array(Id, { maxItems: 8, uniqueItems: true })),
};

export const kioskOffer = {
  /** Floor to the lower edge of the picture. */
  mountingHeightMm: Type.Optional(Type.Integer({ minimum: 0, maximum: 2500 })),
  diagonalInches: Type.Optional(Type.Number({ minimum: 5, maximum: 120 })),
  elderlyFirst: Type.Optional(Type.Boolean()),
  languages: Type.Optional(Type.Array(Type.String({ minLength: 2, maxLength: 16 }), { minItems: 1, maxItems: 8 })),
  keypadOnly: Type.Optional(Type.Boolean()),
  /** Devices that stand at this kiosk; a device may name its kiosk instead. */
  reader: Type.Optional(Id),
  scanner: Type.Optional(Id),
};

const services = Type.Optional(Type.Array(Id, { minItems: 1, uniqueItems: true }));
const Subgroup = Type.Object(
  { id: Id, name: Words, services: Type.Array(Id, { minItems: 1, uniqueItems: true }) },
  strict,
);
/** Two levels of groups and the services: no question is deeper. */
export const ServiceGroups = Type.Array(
  Type.Object(
    { id: Id, name: Words, services, groups: Type.Optional(Type.Array(Subgroup, { minItems: 1, maxItems: 30 })) },
    strict,
  ),
  { maxItems: 30 },
);

export const Needs = Type.Record(Id, Words);

export const Site = Type.Object(
  {
    lockScreen: Type.Optional(LongWords),
    /** Name of the hall's Wi-Fi, for papers whose code opens only there. */
    wifi: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
    ticketFooter: Type.Optional(LongWords),
    /** 我们保存什么. */
    keeps: Type.Optional(LongWords),
  },
  strict,
);

export const priorityOffer = {
  /** Names of classes beside the usual ones. */
  names: Type.Optional(Type.Record(Id, Words)),
  /** Numbers of a class begin with this instead of the service's prefix, so that everybody sees why. */
  prefixes: Type.Optional(Type.Record(Id, Type.String({ pattern: "^[A-Z]{1,3}$" }))),
};

export const NeedsPolicy = Type.Object(
  {
    /** A ticket waits so long for a window that meets its needs; then any window of its service may call it. */
    waitMinutes: Type.Integer({ minimum: 0, maximum: 240, default: 10 }),
  },
  strict,
);
