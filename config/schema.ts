// The one description of the configuration file; the type is derived from it.
import { type Static, Type } from "typebox";
import { Alarms } from "./alarm-schema.ts";
import { Backup } from "./backup-schema.ts";
import { Board, Zones } from "./board-schema.ts";
import {
  ConsolePolicy,
  callsConsole,
  MoveBack,
  missedConsole,
  Outcomes,
  PauseReasons,
  windowConsole,
} from "./console-schema.ts";
import { Evidence } from "./evidence-schema.ts";
import { Messages, Privacy } from "./messages-schema.ts";
import {
  Calendar,
  kioskOffer,
  Needs,
  NeedsPolicy,
  priorityOffer,
  ServiceGroups,
  Site,
  serviceOffer,
  windowOffer,
} from "./offer-schema.ts";
import { Rating } from "./rating-schema.ts";
import { Reports } from "./reports-schema.ts";
import { Sound } from "./sound-schema.ts";
import { staffAccess } from "./staff-schema.ts";
import { Targets } from "./targets-schema.ts";
import { Upward } from "./upward-schema.ts";

const strict = { additionalProperties: false } as const;
const Id = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
const Words = Type.Record(
  Type.String({ pattern: "^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$" }),
  Type.String({ minLength: 1, maxLength: 60 }),
);

const SerialLink = Type.Object(
  {
    id: Id,
    type: Type.Literal("serial"),
    /** A device node, or an id that stays when the adapter comes back under another name: `usb:1a86:7523@1-1.2`. */
    path: Type.String({ minLength: 1 }),
    baudRate: Type.Integer({ minimum: 300, maximum: 921600, default: 9600 }),
    dataBits: Type.Union([Type.Literal(7), Type.Literal(8)], { default: 8 }),
    parity: Type.Union([Type.Literal("none"), Type.Literal("even"), Type.Literal("odd")], { default: "none" }),
    stopBits: Type.Union([Type.Literal(1), Type.Literal(2)], { default: 1 }),
    /** Drop an exact echo of our own bytes (2-wire adapters with RE tied low). */
    echo: Type.Boolean({ default: false }),
    gapMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  },
  strict,
);
const TcpLink = Type.Object(
  {
    id: Id,
    type: Type.Literal("tcp"),
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 1, maximum: 65535 }),
    echo: Type.Boolean({ default: false }),
    gapMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    /** Wire speed behind a serial server; paces what we send. */
    baudRate: Type.Optional(Type.Integer({ minimum: 300, maximum: 921600 })),
  },
  strict,
);
const FileLink = Type.Object({ id: Id, type: Type.Literal("file"), path: Type.String({ minLength: 1 }) }, strict);
const HidLink = Type.Object(
  {
    id: Id,
    type: Type.Literal("hid"),
    vendorId: Type.Integer({ minimum: 0, maximum: 65535 }),
    productId: Type.Integer({ minimum: 0, maximum: 65535 }),
    /** Where two of a kind are plugged in. */
    serialNumber: Type.Optional(Type.String({ minLength: 1 })),
    /** Physical USB port, such as `1-1.2`, for two of a kind without serial numbers. */
    usbPort: Type.Optional(Type.String({ minLength: 1 })),
    usagePage: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535 })),
    interface: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
  },
  strict,
);
/** Pads connect to us: we listen. */
const WebsocketLink = Type.Object(
  {
    id: Id,
    type: Type.Literal("websocket"),
    host: Type.String({ minLength: 1, default: "127.0.0.1" }),
    port: Type.Integer({ minimum: 1, maximum: 65535 }),
  },
  strict,
);
/** By `type`, so that a faulty link is reported against its own kind and not against all of them. */
export const LINK_SCHEMAS = {
  serial: SerialLink,
  tcp: TcpLink,
  file: FileLink,
  hid: HidLink,
  websocket: WebsocketLink,
} as const;
export const LinkConfig = Type.Union([SerialLink, TcpLink, FileLink, HidLink, WebsocketLink]);
export type LinkConfig = Static<typeof LinkConfig>;

export const DeviceConfig = Type.Object(
  {
    id: Id,
    model: Type.String({ minLength: 1 }),
    link: Id,
    window: Type.Optional(Id),
    /** Voices: the windows they call for; without it all. */
    windows: Type.Optional(Type.Array(Id, { minItems: 1, uniqueItems: true })),
    /** Readers and scanners: the kiosk they stand at. */
    kiosk: Type.Optional(Id),
    /** A device that says something by itself at least so often is offline when it does not. */
    expectEverySeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
    /** Checked against the model's own schema. */
    settings: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
  },
  strict,
);
export type DeviceConfig = Static<typeof DeviceConfig>;

/** Sentences of one strip state, longest first; `{number}` and `{window}` are filled in. */
const Sentences = (defaults: string[]) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 120 }), { minItems: 1, maxItems: 8, default: defaults });

const Texts = Type.Object(
  {
    strip: Type.Object(
      {
        closed: Sentences(["本窗口已关闭", "窗口关闭", "关闭"]),
        paused: Sentences([
          "暂停服务 {reason} {back}回来",
          "暂停服务 {back}回来",
          "暂停服务 {reason}",
          "暂停服务",
          "暂停",
        ]),
        /** While a rating is asked for and no pad of the window answers: the code on the paper takes its place. */
        rate: Sentences(["请扫小票二维码评价", "请扫码评价", "扫码评价"]),
        idle: Sentences(["{window}欢迎您", "{window}", "欢迎"]),
        calling: Sentences(["请{number}号办理", "请{number}号", "{number}"]),
        serving: Sentences(["正在办理{number}号", "{number}号办理中", "办理{number}", "{number}"]),
      },
      { ...strict, default: {} },
    ),
  },
  { ...strict, default: {} },
);

const Speech = Type.Object(
  {
    /** How a 1 in a number is read: 幺 is not taken for 七. */
    one: Type.Union([Type.Literal("yao"), Type.Literal("yi")], { default: "yao" }),
    /** How often each call is read in all. */
    readings: Type.Integer({ minimum: 1, maximum: 5, default: 2 }),
    languages: Type.Array(Type.Union([Type.Literal("zh-CN"), Type.Literal("en")]), {
      minItems: 1,
      uniqueItems: true,
      default: ["zh-CN"],
    }),
  },
  { ...strict, default: {} },
);

const Policy = Type.Object(
  {
    calls: Type.Object(
      {
        max: Type.Integer({ minimum: 1, maximum: 20, default: 3 }),
        minimumSecondsBetween: Type.Integer({ minimum: 0, maximum: 3600, default: 10 }),
        repeatPressSeconds: Type.Number({ minimum: 0, maximum: 10, default: 2 }),
        ...callsConsole,
      },
      { ...strict, default: {} },
    ),
    missed: Type.Object(
      {
        mayReturn: Type.Boolean({ default: true }),
        returnAfterCalls: Type.Integer({ minimum: 0, maximum: 100, default: 3 }),
        maxReturns: Type.Integer({ minimum: 0, maximum: 10, default: 1 }),
        ...missedConsole,
      },
      { ...strict, default: {} },
    ),
    priority: Type.Object(
      {
        classes: Type.Array(Id, {
          default: ["elderly", "disabled", "military", "pregnant", "appointment", "green"],
          uniqueItems: true,
        }),
        overtakeMax: Type.Integer({ minimum: 0, maximum: 100, default: 2 }),
        ...priorityOffer,
      },
      { ...strict, default: {} },
    ),
    rating: Type.Object(
      {
        inviteSeconds: Type.Integer({ minimum: 5, maximum: 600, default: 30 }),
        graceSeconds: Type.Integer({ minimum: 0, maximum: 600, default: 10 }),
        inviteOnFinish: Type.Boolean({ default: true }),
        periodDays: Type.Integer({ minimum: 1, maximum: 60, default: 7 }),
        levels: Type.Literal(5, { default: 5 }),
      },
      { ...strict, default: {} },
    ),
    /** What a waiting person may give up by phone: places at a time, and how often. */
    moreTime: Type.Optional(
      Type.Object(
        {
          placesMax: Type.Integer({ minimum: 1, maximum: 20, default: 5 }),
          timesMax: Type.Integer({ minimum: 0, maximum: 5, default: 2 }),
        },
        strict,
      ),
    ),
    dayEnd: Type.Union([Type.Literal("close"), Type.Literal("keep")], { default: "close" }),
    printFailure: Type.Union([Type.Literal("show"), Type.Literal("void")], { default: "show" }),
    needs: Type.Optional(NeedsPolicy),
    moveBack: Type.Optional(MoveBack),
  },
  { ...strict, default: {} },
);

export const ConfigSchema = Type.Object(
  {
    version: Type.Literal(1),
    hall: Type.Object(
      {
        id: Id,
        name: Words,
        timezone: Type.String({ minLength: 1, default: "Asia/Shanghai" }),
        languages: Type.Array(Type.String({ minLength: 2 }), { minItems: 1, default: ["zh-CN", "en"] }),
        calendar: Type.Optional(Calendar),
      },
      strict,
    ),
    server: Type.Object(
      {
        host: Type.String({ minLength: 1, default: "127.0.0.1" }),
        port: Type.Integer({ minimum: 0, maximum: 65535, default: 8080 }),
        publicUrl: Type.Union([Type.String({ pattern: "^https?://" }), Type.Null()], { default: null }),
        /** Further host names under which pages may be opened (Host and Origin allow-list). */
        allowedHosts: Type.Array(Type.String({ minLength: 1 }), { default: [] }),
      },
      { ...strict, default: {} },
    ),
    security: Type.Object({ trustLoopback: Type.Boolean({ default: false }) }, { ...strict, default: {} }),
    services: Type.Array(
      Type.Object(
        {
          id: Id,
          prefix: Type.String({ pattern: "^[A-Z]{0,3}$" }),
          digits: Type.Integer({ minimum: 1, maximum: 6, default: 3 }),
          name: Words,
          caseLimitMinutes: Type.Union([Type.Number({ exclusiveMinimum: 0, maximum: 1440 }), Type.Null()], {
            default: null,
          }),
          dailyMax: Type.Union([Type.Integer({ minimum: 1, maximum: 100000 }), Type.Null()], { default: null }),
          ...serviceOffer,
        },
        strict,
      ),
      { minItems: 1 },
    ),
    windows: Type.Array(
      Type.Object(
        {
          id: Id,
          name: Words,
          services: Type.Array(Id, { minItems: 1, uniqueItems: true }),
          ...windowOffer,
          ...windowConsole,
        },
        strict,
      ),
      {
        minItems: 1,
      },
    ),
    staff: Type.Array(
      Type.Object(
        {
          id: Id,
          name: Type.String({ minLength: 1, maxLength: 60 }),
          number: Type.String({ pattern: "^[0-9]{1,10}$" }),
          ...staffAccess,
        },
        strict,
      ),
      { default: [] },
    ),
    kiosks: Type.Array(
      Type.Object({ id: Id, printer: Type.Optional(Type.Union([Id, Type.Null()])), ...kioskOffer }, strict),
      { default: [] },
    ),
    /** The guide desk; its printer prints walk-ins and second papers. */
    desk: Type.Optional(Type.Object({ printer: Id }, strict)),
    /** The tree a kiosk asks through; without it all services stand side by side. */
    serviceGroups: Type.Optional(ServiceGroups),
    /** Names of needs beside the usual ones. */
    needs: Type.Optional(Needs),
    site: Type.Optional(Site),
    outcomes: Type.Optional(Outcomes),
    pauseReasons: Type.Optional(PauseReasons),
    /** When consoles nudge, and whether they call by themselves. */
    console: Type.Optional(ConsolePolicy),
    /** Parts of the hall with boards of their own. */
    zones: Type.Optional(Zones),
    board: Type.Optional(Board),
    /** Rules, people on duty, repeats and quiet hours; missing: the usual rules, told on the pages alone. */
    alarms: Type.Optional(Alarms),
    links: Type.Array(LinkConfig, { default: [] }),
    devices: Type.Array(DeviceConfig, { default: [] }),
    texts: Texts,
    speech: Speech,
    reports: Reports,
    /** When the log is signed beside the end of the day, and where that is printed. */
    evidence: Type.Optional(Evidence),
    sound: Sound,
    /** What the manager's page measures by. */
    targets: Targets,
    policy: Policy,
    /** Option lists, defaults, stages, and how people are asked. */
    rating: Type.Optional(Rating),
    messages: Messages,
    privacy: Privacy,
    backup: Backup,
    /** Reports to the province. */
    upward: Upward,
  },
  strict,
);
/** A checked, completed, deep-frozen configuration. */
export type Config = Static<typeof ConfigSchema>;
