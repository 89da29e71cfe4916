// From events to state: the only place where state changes. Deterministic, and cheap however long the lines are.
import { ACCESS_FOLDS } from "./access-events.ts";
import { ALARM_FOLDS } from "./alarm-care.ts";
import { newAskingState } from "./asking-types.ts";
import type { EventType, LoggedEvent } from "./events.ts";
import { EVIDENCE_FOLDS, newEvidenceState } from "./evidence-events.ts";
import { newFloorState } from "./floor-types.ts";
import { ASKING_FOLDS } from "./fold-asking.ts";
import { CASE_FOLDS } from "./fold-cases.ts";
import { CONSOLE_FOLDS } from "./fold-console.ts";
import { CONTACT_FOLDS, foldContacts } from "./fold-contacts.ts";
import { DESK_FOLDS } from "./fold-desk.ts";
import { DEVICE_FOLDS } from "./fold-devices.ts";
import { FLOOR_FOLDS } from "./fold-floor.ts";
import { LOOP_FOLDS } from "./fold-loop.ts";
import { OFFER_FOLDS } from "./fold-offer.ts";
import { PHONE_FOLDS } from "./fold-phone.ts";
import { PRINT_FOLDS } from "./fold-prints.ts";
import { RATING_FOLDS } from "./fold-ratings.ts";
import type { Folds } from "./fold-table.ts";
import { TICKET_FOLDS } from "./fold-tickets.ts";
import { WINDOW_FOLDS } from "./fold-windows.ts";
import { NOTICE_FOLDS } from "./notices.ts";
import { newOfferState } from "./offer-types.ts";
import { PRIVACY_FOLDS } from "./privacy.ts";
import { newRatingState } from "./rating-types.ts";
import { clearState, loadSnapshot } from "./snapshot.ts";
import type { HallSettings, HallState } from "./types.ts";
import { foldUndone } from "./undo-steps.ts";

/** A hall in which nothing has happened yet. */
export function newState(settings: HallSettings): HallState {
  const state: HallState = {
    settings,
    seq: 0,
    settingsDigest: null,
    lastAtMs: 0,
    day: null,
    counters: new Map(),
    issuedToday: new Map(),
    callsToday: new Map(),
    overtakes: new Map(),
    tickets: new Map(),
    ticketIdByNumber: new Map(),
    ticketIdByToken: new Map(),
    waiting: new Map(),
    lanes: new Map(),
    returned: new Map(),
    held: new Map(),
    windows: new Map(),
    cases: new Map(),
    caseIdByToken: new Map(),
    ratedEarlier: new Map(),
    devices: new Map(),
    alarms: new Map(),
    recentCalls: [],
    undo: new Map(),
    draft: null,
    reachability: [],
    serviceTimes: new Map(),
    offer: newOfferState(),
    floor: newFloorState(),
    asking: newAskingState(),
    notices: new Map(),
    emergencies: new Map(),
    rolls: new Map(),
    evidence: newEvidenceState(),
    ratings: newRatingState(),
    loops: new Map(),
  };
  clearState(state);
  return state;
}

/** Every event has its fold; the type makes a missing one an error. */
const FOLDS: Folds<EventType> = {
  "day.started": (state, { data }) => {
    loadSnapshot(state, data.snapshot);
    state.day = data.day;
  },
  "action.undone": foldUndone,
  "settings.changed": (state, { data }) => {
    // The settings themselves are given at start.
    state.settingsDigest = data.digest;
  },
  ...TICKET_FOLDS,
  ...PHONE_FOLDS,
  ...PRINT_FOLDS,
  ...CASE_FOLDS,
  ...RATING_FOLDS,
  ...ASKING_FOLDS,
  ...WINDOW_FOLDS,
  ...DEVICE_FOLDS,
  ...ALARM_FOLDS,
  ...OFFER_FOLDS,
  ...PRIVACY_FOLDS,
  ...FLOOR_FOLDS,
  ...CONTACT_FOLDS,
  ...NOTICE_FOLDS,
  ...DESK_FOLDS,
  ...ACCESS_FOLDS,
  ...CONSOLE_FOLDS,
  ...LOOP_FOLDS,
  ...EVIDENCE_FOLDS,
};

/** Changes the state as the event says. The state may be new and the event the start of a day. */
export function fold(state: HallState, event: LoggedEvent): void {
  // The table pairs each type with its fold; the pairing is lost to the checker when indexed by a union.
  const apply = FOLDS[event.type] as (state: HallState, event: LoggedEvent) => void;
  apply(state, event);
  foldContacts(state, event);
  state.seq = event.seq;
  state.lastAtMs = Math.max(state.lastAtMs, event.atMs);
}
