// Feeds chunks to a codec through the frame reader of the kernel, as a link does.
import { FrameReader } from "../../../drivers/kernel/frame-reader.ts";
import type { Codec } from "../../../drivers/kernel/model.ts";

/** What a codec makes of a stream. */
export interface ReadAll<In> {
  readonly messages: In[];
  readonly frames: Uint8Array[];
  readonly garbageBytes: number;
  readonly whys: string[];
}

/** Every message in the chunks, in order, and what was skipped. */
export function readAll<In>(codec: Codec<In, never>, chunks: readonly Uint8Array[]): ReadAll<In> {
  const messages: In[] = [];
  const frames: Uint8Array[] = [];
  const whys: string[] = [];
  let garbageBytes = 0;
  const reader = new FrameReader([codec], {
    frame: (readings, bytes) => {
      for (const { message } of readings) messages.push(message as In);
      frames.push(bytes);
    },
    garbage: (bytes, why) => {
      garbageBytes += bytes.length;
      whys.push(why);
    },
  });
  for (const chunk of chunks) reader.push(chunk);
  return { messages, frames, garbageBytes, whys };
}
