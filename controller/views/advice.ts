// Before anything was worked out there is no advice.
import type { AdviceView } from "../contract/floor.ts";

export const NO_ADVICE: AdviceView = { at: null, until: null, lines: [], why: "not-yet", needed: [] };
