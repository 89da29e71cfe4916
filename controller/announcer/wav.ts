// Sound files: how long one is, without the silence at its ends, and the bell that needs no recording. Pure.

export interface WavInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** Where the samples are. */
  readonly offset: number;
  readonly bytes: number;
  readonly durationMs: number;
}

const HEAD_BYTES = 44;
const PCM = 1;
const PCM_EXTENSIBLE = 0xfffe;
const CHANNELS_MAX = 8;
const RATE_MIN = 4_000;
const RATE_MAX = 192_000;
/** A tenth of a per cent of full scale is silence. */
const SILENCE = 40;
/** Left at each end, so that no consonant is clipped. */
const MARGIN_MS = 15;

/** Null for what is no uncompressed WAV file. */
export function wavInfo(file: Buffer): WavInfo | null {
  if (file.length < 12 || file.toString("latin1", 0, 4) !== "RIFF" || file.toString("latin1", 8, 12) !== "WAVE")
    return null;
  let format: { sampleRate: number; channels: number; bits: number } | null = null;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString("latin1", at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const body = at + 8;
    if (name === "fmt " && body + 16 <= file.length) format = formatAt(file, body);
    if (name === "data") {
      if (format === null) return null;
      // A writer that could not go back leaves the length open.
      const bytes = Math.min(size, file.length - body);
      const perSecond = (format.sampleRate * format.channels * format.bits) / 8;
      return perSecond <= 0 ? null : { ...format, offset: body, bytes, durationMs: (bytes / perSecond) * 1000 };
    }
    at = body + size + (size % 2);
  }
  return null;
}

function formatAt(file: Buffer, at: number): { sampleRate: number; channels: number; bits: number } | null {
  const kind = file.readUInt16LE(at);
  if (kind !== PCM && kind !== PCM_EXTENSIBLE) return null;
  const [channels, sampleRate, bits] = [
    file.readUInt16LE(at + 2),
    file.readUInt32LE(at + 4),
    file.readUInt16LE(at + 14),
  ];
  const isSound = channels >= 1 && channels <= CHANNELS_MAX && sampleRate >= RATE_MIN && sampleRate <= RATE_MAX;
  return isSound && bits % 8 === 0 && bits >= 8 && bits <= 32 ? { channels, sampleRate, bits } : null;
}

/** 16-bit samples of one channel as a file. */
export function wavOf(samples: Int16Array, sampleRate: number): Buffer {
  const file = Buffer.alloc(HEAD_BYTES + samples.length * 2);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(HEAD_BYTES - 8 + samples.length * 2, 4);
  file.write("WAVEfmt ", 8, "latin1");
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(PCM, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36, "latin1");
  file.writeUInt32LE(samples.length * 2, 40);
  for (const [i, sample] of samples.entries()) file.writeInt16LE(sample, HEAD_BYTES + i * 2);
  return file;
}

/** Without the silence before and behind; other forms than 16 bits and one channel are left as they are. */
export function trimmed(file: Buffer): Buffer {
  const info = wavInfo(file);
  if (info === null || info.bits !== 16 || info.channels !== 1) return file;
  const count = Math.floor(info.bytes / 2);
  const at = (i: number) => Math.abs(file.readInt16LE(info.offset + i * 2));
  let first = 0;
  while (first < count && at(first) < SILENCE) first += 1;
  if (first === count) return file;
  let last = count - 1;
  while (last > first && at(last) < SILENCE) last -= 1;
  const margin = Math.round((info.sampleRate * MARGIN_MS) / 1000);
  const from = Math.max(0, first - margin);
  const to = Math.min(count, last + 1 + margin);
  const samples = new Int16Array(to - from);
  for (let i = from; i < to; i++) samples[i - from] = file.readInt16LE(info.offset + i * 2);
  return wavOf(samples, info.sampleRate);
}

const CHIME_RATE = 22_050;
const CHIME_SECONDS = 1.5;
/** Hertz and the second at which each begins: ding, dong. */
const NOTES = [
  [659.3, 0],
  [523.3, 0.45],
] as const;

/** Two notes of a bell. */
export function chimeWav(): Buffer {
  const samples = new Int16Array(CHIME_RATE * CHIME_SECONDS);
  for (let i = 0; i < samples.length; i++) {
    const second = i / CHIME_RATE;
    let value = 0;
    for (const [hertz, begins] of NOTES) {
      const since = second - begins;
      if (since < 0) continue;
      const swell = Math.min(1, since / 0.01) * Math.exp(-3.4 * since);
      // A quiet octave above makes it a bell rather than a beep.
      value += swell * (Math.sin(2 * Math.PI * hertz * since) + 0.25 * Math.sin(4 * Math.PI * hertz * since));
    }
    const fade = Math.min(1, (CHIME_SECONDS - second) / 0.1);
    samples[i] = Math.round(Math.max(-1, Math.min(1, value * 0.38 * fade)) * 32_767);
  }
  return wavOf(samples, CHIME_RATE);
}
