// What the technician's page and command line see: health, wire logs, candidates, settings, edits, tests.
import { type Static, Type } from "typebox";
import { Nullable, strict } from "./schemas.ts";

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Hex = Type.String({ pattern: "^([0-9a-f]{2})*$", maxLength: 8192 });

/** One frame of a wire log. `n` counts up for ever, so a reader knows what it has seen and what it missed. */
export const WireFrameView = Type.Object({
  n: Type.Integer(),
  /** Microseconds since 1970; never runs backwards while the service runs. */
  atUs: Type.Integer(),
  /** `tx`: we sent it. */
  direction: Type.Union([Type.Literal("tx"), Type.Literal("rx")]),
  hex: Type.String(),
  /** The decoded message as JSON, or why it could not be read. */
  meaning: Type.String(),
});
export const WireLogView = Type.Object({
  frames: Type.Array(WireFrameView),
  /** Ask for what comes after this. */
  next: Type.Integer(),
  /** Frames between `after` and the first one here that nobody can get any more. */
  lost: Type.Integer(),
});
export type WireLogView = Static<typeof WireLogView>;

/** A press, result, code or card that a device sent, and what became of it; personal data masked. */
export const InputView = Type.Object({
  n: Type.Integer(),
  at: Type.String(),
  /** Keypads: the code of the key, e.g. `0C`; pads: the grade; scanners: the code; readers: the masked card. */
  what: Type.String(),
  became: Type.String(),
});
export const InputsView = Type.Object({ inputs: Type.Array(InputView), next: Type.Integer() });
export type InputsView = Static<typeof InputsView>;

/** Something plugged in that a link could use, by an id that stays when it is plugged in again. */
export const CandidateView = Type.Object({
  kind: Type.Union([Type.Literal("serial"), Type.Literal("usb-printer"), Type.Literal("hid")]),
  /** Stable: a by-id path or `usb:…`. */
  id: Type.String(),
  path: Type.String(),
  title: Type.String(),
  /** The link that uses it now. */
  usedBy: Nullable(Type.String()),
  /** Why it cannot be opened, with the command that mends it; null: it can. */
  trouble: Nullable(Type.String()),
  /** Ready to be put into the configuration. */
  link: Type.Record(Type.String(), Type.Unknown()),
});
export type CandidateView = Static<typeof CandidateView>;

export const ModelView = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  title: Type.String(),
  links: Type.Array(Type.String()),
  /** JSON schema of its settings, defaults included. */
  settings: Type.Unknown(),
  /** Tests beyond the plain one. */
  tests: Type.Array(Type.String()),
});
export type ModelView = Static<typeof ModelView>;

const Link = Type.Record(Type.String(), Type.Unknown());
/** One change of the configuration file. Comments and everything else in the file stay as they are. */
export const ConfigEdit = Type.Union([
  Type.Object({ op: Type.Literal("set-link"), link: Link }, strict),
  Type.Object({ op: Type.Literal("remove-link"), id: Id }, strict),
  Type.Object({ op: Type.Literal("set-device"), device: Link }, strict),
  Type.Object({ op: Type.Literal("remove-device"), id: Id }, strict),
]);
export type ConfigEdit = Static<typeof ConfigEdit>;
export const EDITS_MAX = 50;

export const ConfigEditsBody = Type.Object(
  {
    edits: Type.Array(ConfigEdit, { minItems: 1, maxItems: EDITS_MAX }),
    /** Digest of the file the edits were made for; another one is refused. */
    digest: Type.String(),
    /** False: only show what would change. */
    apply: Type.Boolean(),
  },
  strict,
);
export const RollbackBody = Type.Object({ version: Id, digest: Type.String() }, strict);

export const FaultView = Type.Object({
  place: Type.String(),
  line: Type.Integer(),
  column: Type.Integer(),
  message: Type.String(),
});
export const ConfigVersionView = Type.Object({
  /** Name of the kept file, e.g. `20261122-101530-1a2b3c4d`. */
  version: Type.String(),
  at: Type.String(),
});
export const ConfigView = Type.Object({
  file: Type.String(),
  text: Type.String(),
  digest: Type.String(),
  links: Type.Array(Link),
  devices: Type.Array(Link),
  windows: Type.Array(Type.Object({ id: Type.String(), name: Type.Record(Type.String(), Type.String()) })),
  /** Newest first; each can be gone back to. */
  versions: Type.Array(ConfigVersionView),
});
export type ConfigView = Static<typeof ConfigView>;
export const ConfigChangeView = Type.Object({
  ok: Type.Boolean(),
  applied: Type.Boolean(),
  /** Unified diff of the file. */
  diff: Type.String(),
  faults: Type.Array(FaultView),
  warnings: Type.Array(FaultView),
  digest: Type.String(),
  /** Something besides links and devices differs from what runs: it takes effect at the next start. */
  restart: Type.Boolean(),
});
export type ConfigChangeView = Static<typeof ConfigChangeView>;

/** What one strip shows in each state, counted in cells before anything is sent. */
export const StripPreviewView = Type.Object({
  deviceId: Type.String(),
  windowId: Nullable(Type.String()),
  model: Type.String(),
  cells: Type.Number(),
  shows: Type.Array(
    Type.Object({
      state: Type.String(),
      text: Type.String(),
      /** Cells the text takes. */
      cells: Type.Number(),
      fits: Type.Boolean(),
      missing: Type.Array(Type.String()),
    }),
  ),
});
export type StripPreviewView = Static<typeof StripPreviewView>;

/** Tests by name; `plain` is every device's own. */
export const TEST_NAMES = [
  "plain",
  ...["all-dots", "address", "brightness", "scroll", "gbk", "cells"],
  ...["beep", "speak"],
] as const;
export const TestBody = Type.Object(
  {
    test: Type.Union(TEST_NAMES.map((name) => Type.Literal(name))),
    level: Type.Optional(Type.Integer({ minimum: 0, maximum: 15 })),
  },
  strict,
);
export const TestAnswer = Type.Object({ ok: Type.Boolean(), detail: Type.String() });

/** What a person saw; kept for the acceptance sheet. */
export const VerdictBody = Type.Object(
  {
    test: Type.String({ minLength: 1, maxLength: 32 }),
    verdict: Type.Union([
      Type.Literal("good"),
      Type.Literal("garbage"),
      Type.Literal("wrong-width"),
      Type.Literal("nothing"),
      Type.Literal("other"),
    ]),
    note: Type.String({ maxLength: 500 }),
    by: Type.String({ minLength: 1, maxLength: 60 }),
  },
  strict,
);
export type VerdictBody = Static<typeof VerdictBody>;
export const VerdictView = Type.Object({
  deviceId: Type.String(),
  test: Type.String(),
  verdict: Type.String(),
  note: Type.String(),
  by: Type.String(),
  at: Type.String(),
});
export type VerdictView = Static<typeof VerdictView>;
export const AcceptanceView = Type.Object({
  hall: Type.Record(Type.String(), Type.String()),
  version: Type.String(),
  digest: Type.String(),
  checkpoint: Type.Object({ seq: Type.Integer(), hash: Type.String() }),
  at: Type.String(),
  /** The newest verdict of each device and test. */
  verdicts: Type.Array(VerdictView),
});
export type AcceptanceView = Static<typeof AcceptanceView>;

/** Advice after "what came out?": what to change, as edits where a setting can mend it. */
export const AdviceBody = Type.Object({ deviceId: Id, verdict: VerdictBody.properties.verdict }, strict);
export const AdviceView = Type.Object({
  steps: Type.Array(Type.Object({ zh: Type.String(), en: Type.String(), edit: Nullable(ConfigEdit) })),
});
export type AdviceView = Static<typeof AdviceView>;

/** Learning an unknown pad or keypad: open a line, listen for one press at a time, propose, check. */
export const LearnOpenBody = Type.Object({ link: Link }, strict);
export const LearnListenBody = Type.Object({ id: Id, ms: Type.Integer({ minimum: 500, maximum: 15_000 }) }, strict);
export const LearnHeardView = Type.Object({
  /** Everything heard from the first byte until the line was quiet; empty: nothing came. */
  hex: Type.String(),
});
export const LearnProposeBody = Type.Object(
  {
    kind: Type.Union([Type.Literal("pad"), Type.Literal("keypad")]),
    keys: Type.Array(
      Type.Object(
        {
          /** A pad's level 1…5, or a keypad's action. */
          means: Type.String({ minLength: 1, maxLength: 32 }),
          samples: Type.Array(Hex, { minItems: 1, maxItems: 10 }),
        },
        strict,
      ),
      { minItems: 1, maxItems: 32 },
    ),
    quiet: Type.Array(Hex, { maxItems: 10 }),
  },
  strict,
);
export type LearnProposeBody = Static<typeof LearnProposeBody>;
export const LearnProposalView = Type.Object({
  ok: Type.Boolean(),
  why: Type.String(),
  settings: Type.Record(Type.String(), Type.Unknown()),
  confidence: Type.Array(Type.String()),
});
export type LearnProposalView = Static<typeof LearnProposalView>;
export const LearnCheckBody = Type.Object(
  {
    kind: Type.Union([Type.Literal("pad"), Type.Literal("keypad")]),
    settings: Type.Record(Type.String(), Type.Unknown()),
    hex: Hex,
  },
  strict,
);
export type LearnCheckBody = Static<typeof LearnCheckBody>;
export const LearnCheckView = Type.Object({ heard: Type.Array(Type.String()), garbageBytes: Type.Integer() });

/** A code to scan with a phone, on mobile data and on the hall's Wi-Fi. `svg` is the picture. */
export const ReachCheckView = Type.Object({
  nonce: Type.String(),
  url: Type.String(),
  svg: Type.String(),
  until: Type.String(),
});
export type ReachCheckView = Static<typeof ReachCheckView>;

/** How far the citizens' address reaches: by what was tried, else by the address itself. */
export const ReachView = Type.Object({
  url: Type.String(),
  reach: Type.Union([Type.Literal("public"), Type.Literal("hall"), Type.Literal("nowhere")]),
  /** The line that papers carry because of it, as it would be printed now. */
  note: Type.String(),
  checks: Type.Array(
    Type.Object({
      via: Type.Union([Type.Literal("mobile"), Type.Literal("wifi")]),
      host: Type.String(),
      address: Type.String(),
      at: Type.String(),
      /** Tried at the address that stands on the papers now. */
      current: Type.Boolean(),
    }),
  ),
});
export type ReachView = Static<typeof ReachView>;
