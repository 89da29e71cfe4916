// Vectors of four-byte number boards against the simulated board's reading.
import { FrameSearch } from "../../../simulators/frame-search.ts";
import { type Sum4Order, sum4At } from "../../../simulators/led/sum4-number.ts";
import type { VectorAdapter } from "./adapter.ts";

export const simSum4: VectorAdapter = {
  families: ["numeric-board-4byte"],
  // The board never answers.
  encode: () => null,
  decode(_family, bytes) {
    const search = new FrameSearch<Sum4Order>(sum4At);
    const heard = [...bytes.flatMap((chunk) => search.push(chunk)), ...search.flush()];
    return heard.map(({ board, value }) => ({ board, value }));
  },
};
