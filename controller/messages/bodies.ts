// What the senders of the channels understand as a message's body. None of them holds personal data.

/** `sms`: the whole text but the signature, or the appointment to write about. Sent to `contact:<ref>`. */
export type SmsBody = { readonly text: string } | { readonly reminderOf: string } | AskBody;

/** Asks for the rating of a case; its words are made when it is sent. */
export interface AskBody {
  readonly askOf: string;
  readonly attempt: number;
}

/** `webhook`: one event of the log, as Standard Webhooks shapes it. Sent to the id of a configured webhook. */
export interface WebhookBody {
  readonly type: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly data: unknown;
}
