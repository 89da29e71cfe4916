// Personal data never enters the log; that it was removed when its time was over does.
import type { Decision } from "./commands.ts";
import { accept, type Moment } from "./decision.ts";
import { event } from "./events.ts";
import type { Folds } from "./fold-table.ts";

interface PrivacyPurged {
  /** Records removed by the rule, by kind (`appointment`, `ticket`, `case`, `push`). Empty: nothing was due. */
  readonly counts: Readonly<Record<string, number>>;
  /** The rule at that time. */
  readonly contactDays: number;
}

/** Somebody looked at what a person left. The actor says who; the reason is a word of a list. */
interface ContactShown {
  readonly subject: string;
  readonly id: string;
  readonly reason: string;
}

/** Something about a person is kept under this reference; the commitment says nothing about it. */
interface ContactCommitted {
  readonly ref: string;
  readonly commitment: string;
}

export interface PrivacyEventData {
  "privacy.purged": PrivacyPurged;
  "privacy.contact-shown": ContactShown;
  "privacy.contact-committed": ContactCommitted;
}

export type PrivacyCommand =
  /** Once a day, after the removal itself. */
  | ({ readonly type: "privacy-purged" } & PrivacyPurged)
  | ({ readonly type: "show-contact" } & ContactShown)
  | ({ readonly type: "commit-contact" } & ContactCommitted);

type Of<T extends PrivacyCommand["type"]> = Extract<PrivacyCommand, { type: T }>;

export function privacyPurged(_at: Moment, { counts, contactDays }: Of<"privacy-purged">): Decision {
  return accept([event("privacy.purged", { counts, contactDays })]);
}

/** Written before anything is shown: a look that the log does not know cannot happen. */
export function showContact(_at: Moment, { subject, id, reason }: Of<"show-contact">): Decision {
  return accept([event("privacy.contact-shown", { subject, id, reason })]);
}

export function commitContact(_at: Moment, { ref, commitment }: Of<"commit-contact">): Decision {
  return accept([event("privacy.contact-committed", { ref, commitment })]);
}

export const PRIVACY_FOLDS = {
  // A record for auditors: no rule looks at it.
  "privacy.purged": () => undefined,
  "privacy.contact-shown": () => undefined,
  "privacy.contact-committed": () => undefined,
} satisfies Partial<Folds<"privacy.purged" | "privacy.contact-shown" | "privacy.contact-committed">>;
