// Every code a caller can be refused with: HTTP status and meaning. Codes are stable and never reused.

export interface RefusalMeaning {
  readonly status: number;
  readonly title: string;
}

const codes = {
  SERVICE_UNKNOWN: { status: 404, title: "No such service" },
  SERVICE_QUOTA_REACHED: { status: 409, title: "All of today's numbers for this service have been given out" },
  PRIORITY_UNKNOWN: { status: 400, title: "This priority class is not in the hall's policy" },
  KIOSK_UNKNOWN: { status: 404, title: "No such kiosk" },
  KIOSK_HAS_NO_PRINTER: { status: 409, title: "The ticket's kiosk has no printer" },
  TICKET_UNKNOWN: { status: 404, title: "No such ticket" },
  TICKET_NOT_WAITING: { status: 409, title: "The ticket is not waiting" },
  TICKET_NOT_MISSED: { status: 409, title: "The ticket was not missed" },
  TICKET_NOT_HELD: { status: 409, title: "The ticket is not held" },
  TICKET_ALREADY_CALLED: { status: 409, title: "Another window has called this ticket" },
  TICKET_ENDED: { status: 409, title: "The ticket has ended" },
  TICKET_PRINTING: { status: 409, title: "The ticket is being printed" },
  RETURN_NOT_ALLOWED: { status: 409, title: "Missed tickets may not return by this hall's rule" },
  WINDOW_UNKNOWN: { status: 404, title: "No such window" },
  WINDOW_CLOSED: { status: 409, title: "The window is closed" },
  WINDOW_NOT_CLOSED: { status: 409, title: "The window is open already" },
  WINDOW_PAUSED: { status: 409, title: "The window is paused" },
  WINDOW_NOT_PAUSED: { status: 409, title: "The window is not paused" },
  WINDOW_BUSY: { status: 409, title: "The window has a ticket" },
  WINDOW_HAS_NO_TICKET: { status: 409, title: "The window has no ticket" },
  WINDOW_SERVICE_MISMATCH: { status: 409, title: "The window does not serve this service" },
  STAFF_UNKNOWN: { status: 404, title: "No such member of staff" },
  STAFF_AT_OTHER_WINDOW: { status: 409, title: "This member of staff is signed in at another window" },
  RECALL_TOO_SOON: { status: 409, title: "The last call was too short a time ago" },
  TRANSFER_TO_ITSELF: { status: 409, title: "The ticket is there already" },
  NOTHING_TO_UNDO: { status: 409, title: "There is nothing to undo at this window" },
  UNDO_TOO_LATE: { status: 409, title: "The ticket or its case has moved on since" },
  NOTHING_TO_RATE: { status: 409, title: "There is no case to rate at this window" },
  CASE_UNKNOWN: { status: 404, title: "No such case" },
  CASE_OPEN: { status: 409, title: "The case is not finished" },
  CASE_ALREADY_RATED: { status: 409, title: "This case has its rating already" },
  NO_OPEN_INVITATION: { status: 409, title: "No rating is being asked for at this window" },
  RATING_PERIOD_OVER: { status: 409, title: "The time for rating this case is over" },
  LEVEL_UNKNOWN: { status: 400, title: "A level is a whole number from 1 to 5" },
  CHANNEL_RESERVED: { status: 400, title: "This channel is written by the rule alone" },
  YIELD_NOT_ALLOWED: { status: 409, title: "This ticket may not give up that many places, or not again" },
  NOBODY_BEHIND: { status: 409, title: "Nobody of the same kind waits behind this ticket" },
  RATING_FINAL: { status: 409, title: "This rating can no longer be changed or added to" },
  PRINT_UNKNOWN: { status: 409, title: "No such paper is being printed" },
  SERVICE_CLOSED: { status: 409, title: "No numbers are given out for this service now" },
  CARD_NEEDED: { status: 409, title: "This service gives its numbers out per person: an ID card is needed" },
  CARD_UNKNOWN: { status: 409, title: "The card was taken away or shown too long ago" },
  PERSON_LIMIT_REACHED: { status: 409, title: "This person has had today's numbers for this service" },
  NEED_UNKNOWN: { status: 400, title: "This need is not in the hall's list" },
  APPOINTMENT_UNKNOWN: { status: 404, title: "No such appointment" },
  APPOINTMENT_ENDED: { status: 409, title: "The appointment was cancelled or has ended" },
  APPOINTMENT_TOO_EARLY: { status: 409, title: "It is too early to check in" },
  APPOINTMENT_TOO_LATE: { status: 409, title: "It is too late to check in" },
  APPOINTMENT_WRONG_DAY: { status: 409, title: "The appointment is for another day" },
  APPOINTMENT_ALREADY_HERE: { status: 409, title: "The appointment is checked in already" },
  SERVICE_NOT_BOOKABLE: { status: 409, title: "This service takes no appointments" },
  SLOT_UNKNOWN: { status: 404, title: "There is no such slot" },
  SLOT_FULL: { status: 409, title: "This slot is full" },
  PERSON_HAS_APPOINTMENT: { status: 409, title: "This person has an appointment for this service on that day" },
  ZONE_UNKNOWN: { status: 404, title: "No such zone" },
  NOTICE_UNKNOWN: { status: 404, title: "No such notice" },
  NOTICE_OVER: { status: 400, title: "The end of the notice is past or cannot be read" },
  NOTICES_FULL: { status: 409, title: "As many notices as boards can show are posted already" },
  HELPER_NOT_CALLED: { status: 409, title: "No helper was called from this kiosk" },
  // Not decided by the rules: the transport, the store and the device layer.
  BODY_INVALID: { status: 400, title: "The request is malformed" },
  ROUTE_UNKNOWN: { status: 404, title: "No such address" },
  METHOD_NOT_ALLOWED: { status: 405, title: "This address does not take that method" },
  BODY_TOO_LARGE: { status: 413, title: "The request is too large" },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, title: "Only application/json is understood" },
  HEADERS_TOO_LARGE: { status: 431, title: "The headers are too large" },
  ORIGIN_FOREIGN: { status: 403, title: "This origin or host is not the hall's" },
  IDEMPOTENCY_KEY_INVALID: { status: 400, title: "An Idempotency-Key has 1 to 255 visible characters" },
  IDEMPOTENCY_KEY_REUSED: { status: 409, title: "This Idempotency-Key was used for a different request" },
  TECHNICIAN_KEY_NEEDED: { status: 401, title: "This needs the technician's key of the hall" },
  REQUESTS_TOO_MANY: { status: 429, title: "Too many requests from here: wait a moment" },
  CONFIG_CHANGED: { status: 409, title: "The configuration file has changed since" },
  CONFIG_VERSION_UNKNOWN: { status: 404, title: "No such version of the configuration" },
  CONFIG_UNAVAILABLE: { status: 500, title: "The configuration file cannot be read or written; nothing was changed" },
  LINE_NOT_OPEN: { status: 409, title: "This line is not being listened to, or could not be opened" },
  DEVICE_UNKNOWN: { status: 404, title: "No such device" },
  SOUND_ZONE_UNKNOWN: { status: 404, title: "No such sound zone" },
  PLAYERS_FULL: { status: 409, title: "No more players can join this sound zone" },
  SPEECH_UNKNOWN: { status: 404, title: "This text is not one that the hall says" },
  SPEECH_UNAVAILABLE: { status: 503, title: "There is no clip for this text, and none can be made here" },
  VIEW_UNKNOWN: { status: 404, title: "No such view" },
  SCREENS_FULL: { status: 503, title: "No more screens can be connected" },
  DAY_INVALID: { status: 400, title: "A day is written YYYY-MM-DD" },
  STORAGE_FULL: { status: 507, title: "The disk is full: nothing new can be accepted" },
  HALL_BUSY: { status: 503, title: "Too many requests are waiting for the disk" },
  HALL_STOPPING: { status: 503, title: "The service is stopping" },
  INTERNAL: { status: 500, title: "Internal fault" },
} as const;

export type ContractCode = keyof typeof codes;
export const REFUSALS: Readonly<Record<ContractCode, RefusalMeaning>> = codes;

/** RFC 9457 body of every refusal. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ContractCode;
  readonly detail: string;
}

/** The body of a refusal; `detail` says what this one is about. */
export function problemOf(code: ContractCode, detail?: string): Problem {
  const { status, title } = codes[code];
  return { type: `urn:hallkeeper:problem:${code}`, title, status, code, detail: detail ?? title };
}
