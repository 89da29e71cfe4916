// Facts of the guide desk: a ticket upgraded, its needs changed, duplicates merged; rolls of pre-printed numbers.

interface TicketRef {
  readonly ticketId: string;
  readonly number: string;
  readonly serviceId: string;
}

export interface DeskEventData {
  /** Fills in a form, away from the line; `windowId` null: sent by the desk. Number and arrival stay. */
  "ticket.form-given": TicketRef & { readonly windowId: string | null };
  /** `from`: the class it had. `reason` is a word of a list, never free text. The number and the place stay. */
  "ticket.upgraded": TicketRef & {
    readonly from: string | null;
    readonly priority: string;
    readonly reason: string;
    /** Lets others go first; missing: nobody. */
    readonly notBeforeCall?: number;
  };
  /** The needs it has from now on. */
  "ticket.needs-changed": TicketRef & { readonly needs: readonly string[] };
  /** The same person's two tickets: this one stays, the other is voided in the same decision. */
  "ticket.merged": TicketRef & {
    readonly mergedId: string;
    readonly mergedNumber: string;
    /** The ticket that stays takes the other's earlier place. */
    readonly takesPlace: boolean;
  };
  /** Numbers `from` to `to` of a roll of pre-printed paper were given out. */
  "roll.opened": {
    readonly rollId: string;
    readonly serviceId: string;
    readonly prefix: string;
    readonly from: number;
    readonly to: number;
  };
  /** The paper number became a ticket, which is issued in the same decision. */
  "roll.number-used": {
    readonly rollId: string;
    readonly serviceId: string;
    readonly ordinal: number;
    readonly number: string;
    readonly ticketId: string;
  };
  /** What is left of it is called no more. */
  "roll.closed": { readonly rollId: string; readonly serviceId: string };
}
