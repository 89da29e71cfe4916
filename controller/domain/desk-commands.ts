// What the guide desk may ask of the hall.

export type DeskCommand =
  /** Whoever is at the window, or (by the desk) waits with this ticket, goes and fills in a form. */
  | { readonly type: "give-form"; readonly windowId: string }
  | { readonly type: "give-form"; readonly windowId: null; readonly ticketId: string }
  | {
      readonly type: "upgrade-ticket";
      readonly ticketId: string;
      readonly priority: string;
      readonly reason: string;
    }
  | { readonly type: "change-needs"; readonly ticketId: string; readonly needs: readonly string[] }
  /** `ticketId` stays, `otherId` becomes void. */
  | { readonly type: "merge-tickets"; readonly ticketId: string; readonly otherId: string }
  | {
      readonly type: "open-roll";
      readonly serviceId: string;
      readonly prefix: string;
      readonly from: number;
      readonly to: number;
    }
  | { readonly type: "close-roll"; readonly rollId: string }
  /** The person of a paper number came to the desk: it waits in line from now on. */
  | { readonly type: "enter-roll-number"; readonly number: string };

export type DeskRefusalCode =
  | "PRINTER_UNKNOWN"
  | "PRIORITY_SAME"
  | "TICKETS_DIFFER"
  | "ROLL_UNKNOWN"
  | "ROLL_PREFIX_TAKEN"
  | "ROLL_NUMBERS_TAKEN"
  | "ROLL_RANGE_INVALID"
  | "ROLLS_FULL"
  | "ROLL_NUMBER_UNKNOWN"
  | "ROLL_NUMBER_USED";
