// What the routes of reports to the province ask for.
import type { UploadState, UploadsQuery, UploadView, UpwardView } from "../contract/upward.ts";
import type { LocalDay } from "../domain/types.ts";

/** What is reported to the province beside the log. */
export interface UpwardPort {
  summary(): UpwardView;
  /** Newest first. */
  list(query: UploadsQuery): readonly UploadView[];
  replay(id: string): "queued" | "unknown" | "not-dead";
  replayAll(state: UploadState): number;
  /** The file for hand-over, piece by piece; nobody's data. */
  file(from: LocalDay, to: LocalDay): { readonly name: string; readonly type: string; readonly text: Iterable<string> };
}
