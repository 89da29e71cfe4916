// Makes the internal record from the log's facts, the configuration and, at the moment of sending, the vault.
import type { Config } from "../../config/schema.ts";
import { wordsOf } from "../notes/sealed-words.ts";
import { type FormOptions, type Made, makeFields, type ProvinceAdapter } from "./adapter.ts";
import type { Facts, RatingFacts, Subject, UpwardLog } from "./log-reader.ts";
import type { RaterPart, RatingPart, UpwardRecord } from "./record.ts";

/** The data about persons that a report may need. */
export interface RaterSource {
  first(refs: readonly string[]): { name?: string; phone?: string; idNumber?: string } | null;
  unseal(ref: string): unknown;
}

export interface MakerOptions {
  readonly config: Pick<Config, "upward" | "hall" | "windows" | "staff">;
  readonly log: Pick<UpwardLog, "facts">;
  /** Null: nobody's data are read, e.g. for a file that is to be handed about. */
  readonly vault: RaterSource | null;
}

export class RecordMaker {
  readonly #options: MakerOptions;

  constructor(options: MakerOptions) {
    this.#options = options;
  }

  /** Null: there is nothing to report any more. */
  make(subject: Subject): { readonly record: UpwardRecord; readonly facts: Facts } | null {
    const { config, log } = this.#options;
    const { upward, hall } = config;
    const facts = log.facts(subject);
    const { area, department } = upward;
    if (facts === null || area === undefined || department === undefined) return null;
    const { case: about, stage, rating } = facts;
    const item = upward.items[about.serviceId];
    const window = config.windows.find(({ id }) => id === about.windowId);
    const staff = config.staff.find(({ id }) => id === about.staffId);
    const isDone = stage === 2;
    const record: UpwardRecord = {
      id: rating === null ? `${about.caseId}-${stage}` : rating.ratingId,
      area: {
        city: area.city,
        county: area.county ?? null,
        township: area.township ?? null,
        village: area.village ?? null,
      },
      department,
      item: item === undefined ? null : { ...item, subMatter: item.subMatter ?? null, version: item.version ?? null },
      caseNo: about.caseId,
      number: about.number,
      caseState: isDone ? "done" : "doing",
      stage,
      ...{ appliedAtMs: about.issuedAtMs, acceptedAtMs: about.openedAtMs },
      doneAtMs: isDone ? about.finishedAtMs : null,
      window: { id: about.windowId, name: window?.name["zh-CN"] ?? about.windowId },
      staff: staff === undefined ? null : { name: staff.name, number: staff.number },
      rater: this.#rater(about.contactRefs),
      rating: rating === null ? null : this.#rating(rating),
      timezone: hall.timezone,
    };
    return { record, facts };
  }

  /** In the form of the province. */
  form(adapter: ProvinceAdapter, record: UpwardRecord): Made {
    const { given, raterRequired } = this.#options.config.upward;
    return makeFields(adapter.fields, record, { given, raterRequired } satisfies FormOptions);
  }

  #rater(refs: readonly string[]): RaterPart | null {
    const { vault, config } = this.#options;
    if (vault === null || config.upward.rater !== "vault") return null;
    const found = vault.first(refs);
    if (found === null) return null;
    const { name = null, phone = null, idNumber = null } = found;
    return { kind: "person", name, phone, idNumber };
  }

  #rating({ level, channel, origin, sequence, optionsVersion, reasons, atMs, ...rest }: RatingFacts): RatingPart {
    const { vault, config } = this.#options;
    const told = { level, channel, origin, sequence, optionsVersion, reasons, atMs };
    if (vault === null || !config.upward.comments) return { ...told, comment: null };
    const words = rest.commentRef === null ? null : wordsOf(vault.unseal(rest.commentRef));
    return { ...told, comment: words ?? rest.comment };
  }
}
