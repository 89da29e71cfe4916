// The first run as a list of steps: what is done, what is open, and what each device answered to its test.
import { type Static, Type } from "typebox";
import { Nullable, oneOf, strict, Time } from "./schemas.ts";
import { DeviceView } from "./views.ts";

/** In the order in which they are walked. */
export const SETUP_STEPS = ["languages", "hall", "services", "staff", "devices", "labels", "backup"] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];
const MARKS = ["done", "skipped"] as const;

const Both = Type.Object({ zh: Type.String(), en: Type.String() });

export const SetupStepView = Type.Object({
  id: oneOf(SETUP_STEPS),
  /** `skipped`: somebody said so; it is open all the same. */
  state: oneOf(["done", "open", "skipped"]),
  /** What the hall itself says about it, in words. */
  found: Both,
  /** Who said last that it is done or skipped; null: nobody, the state is what was found. */
  by: Nullable(Type.String()),
  at: Nullable(Time),
});
export type SetupStepView = Static<typeof SetupStepView>;

export const SetupDeviceView = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  title: Type.String(),
  windowId: Nullable(Type.String()),
  state: DeviceView.properties.state,
  detail: Type.String(),
  /** What a person saw at its newest test; null: nobody has looked yet. */
  verdict: Nullable(Type.Object({ verdict: Type.String(), by: Type.String(), at: Time })),
});
export type SetupDeviceView = Static<typeof SetupDeviceView>;

export const SetupView = Type.Object({
  /** This hall was never set up, and whoever asks is signed in: the manager's page opens the steps by itself. */
  opens: Type.Boolean(),
  finished: Nullable(Type.Object({ by: Type.String(), at: Time })),
  steps: Type.Array(SetupStepView),
  devices: Type.Array(SetupDeviceView),
});
export type SetupView = Static<typeof SetupView>;

export const SetupStepParams = Type.Object({ step: oneOf(SETUP_STEPS) }, strict);
/** Null: as it is found. */
export const SetupMarkBody = Type.Object({ mark: Nullable(oneOf(MARKS)) }, strict);
export type SetupMark = (typeof MARKS)[number];
/** False: it is to be walked again. */
export const SetupFinishBody = Type.Object({ finished: Type.Boolean() }, strict);
export const SetupVerdictBody = Type.Object({ verdict: oneOf(["good", "nothing", "other"]) }, strict);
export type SetupVerdict = Static<typeof SetupVerdictBody>["verdict"];
export const SetupTestView = Type.Object({ ok: Type.Boolean(), detail: Type.String() });
