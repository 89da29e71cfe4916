// Simulated SYN6288 voice module: frames with an XOR byte, at most 200 bytes of text (hardware.md §5.1).
import type { SimDevice, SimOptions } from "../lib.ts";
import { SYN6288 } from "./fd-frame.ts";
import { type FdVoiceOptions, FdVoiceSim } from "./fd-voice.ts";

/** A SYN6288. */
export const syn6288Sim = (options: FdVoiceOptions = {}): FdVoiceSim =>
  new FdVoiceSim("voice/syn6288", SYN6288, options);

/** The device of one entry of a hall's file. The driver's settings change nothing in the module. */
export const createSimulator = (_settings: unknown, options: SimOptions): SimDevice => syn6288Sim(options);
