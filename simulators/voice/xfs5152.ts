// Simulated XFS5152 voice module: the same frames without a checksum (hardware.md §5.2).
import type { SimDevice, SimOptions } from "../lib.ts";
import { XFS5152 } from "./fd-frame.ts";
import { type FdVoiceOptions, FdVoiceSim } from "./fd-voice.ts";

/** An XFS5152, XFS5051 or VTX316. */
export const xfs5152Sim = (options: FdVoiceOptions = {}): FdVoiceSim =>
  new FdVoiceSim("voice/xfs5152", XFS5152, options);

/** The device of one entry of a hall's file. The driver's settings change nothing in the module. */
export const createSimulator = (_settings: unknown, options: SimOptions): SimDevice => xfs5152Sim(options);
