// The device side of the wires: FF 68 key frames out, Onbon frames in and acknowledged, lines made by socat or TCP.
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { setPriority } from "node:os";
import { join } from "node:path";
import { SerialPort } from "serialport";
import { freePort, sleep, spawnOn } from "./bench-lib.mjs";

export const SOCAT = existsSync("/usr/bin/socat") ? "/usr/bin/socat" : null;
/** 8N1 (hardware.md §9). */
export const wireMs = (bytes, baud) => (bytes * 10_000) / baud;

const START = 0xa5;
const END = 0x5a;
const ESCAPED = { 166: [0, 0xa6, 0xa5], 91: [0, 0x5b, 0x5a] };
const OPENING_MS_MAX = 5_000;

/** A key press of keypad 1 (hardware.md §3.1, §3.2). */
export function keyFrame(code) {
  return Buffer.from([0xff, 0x68, 3, 3, 0x68, 1, 1, code, (2 + code) & 0xff, 0x16]);
}

function crc16(bytes) {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

/** What a card answers when all is well (hardware.md §2.1). */
export function cardAck(address) {
  const raw = [0, 0x80, address & 0xff, address >> 8, 0, 0, 0, 0, 0, 0, 0xfe, 2, 5, 0, 0xa0, 0, 0, 0, 0];
  const crc = crc16(raw);
  const escaped = [...raw, crc & 0xff, crc >> 8].flatMap((byte) => {
    if (byte === 0xa5) return [0xa6, 2];
    if (byte === 0xa6) return [0xa6, 1];
    if (byte === 0x5a) return [0x5b, 2];
    return byte === 0x5b ? [0x5b, 1] : [byte];
  });
  return Buffer.from([...new Array(8).fill(START), ...escaped, END]);
}

/** Cuts a card's input into whole frames; tells each with the moment of its first byte. */
export class CardInput {
  #bytes = Buffer.alloc(0);
  #firstAtMs = null;
  #told;
  constructor(told) {
    this.#told = told;
  }

  push(chunk, atMs = performance.now()) {
    this.#firstAtMs ??= atMs;
    this.#bytes = this.#bytes.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#bytes, chunk]);
    for (let end = this.#bytes.indexOf(END); end >= 0; end = this.#bytes.indexOf(END)) {
      const frame = this.#bytes.subarray(0, end + 1);
      this.#bytes = this.#bytes.subarray(end + 1);
      const firstAtMs = this.#firstAtMs;
      this.#firstAtMs = this.#bytes.length > 0 ? atMs : null;
      this.#told({ ...read(frame), bytes: frame.length, firstAtMs });
    }
  }
}

function read(frame) {
  let at = 0;
  while (frame[at] === START) at += 1;
  const raw = [];
  for (; at < frame.length - 1; at++) {
    const pair = ESCAPED[frame[at]];
    raw.push(pair === undefined ? frame[at] : pair[frame[++at]]);
  }
  if (crc16(raw.slice(0, -2)) !== (raw.at(-2) | (raw.at(-1) << 8))) throw new Error("a frame to a card has a bad CRC");
  // Group A3, command 06: what the strip is to show.
  return { address: raw[0] | (raw[1] << 8), shows: raw[14] === 0xa3 && raw[15] === 6, text: Buffer.from(raw) };
}

/** What is measured must not wait behind the load beside it: that would be counted as the service's own time. */
export function goFirst(pid) {
  try {
    setPriority(pid, -15);
  } catch (error) {
    console.log(`  no right to go first, so latencies hold the load's own: ${error.message}`);
  }
}

/**
 * A line between a program and us: `spec` opens the program's end, `end` is ours. A pseudo-terminal hands its bytes to
 * a worker of the system, which waits behind a busy core as no real line does: beside heavy load use `tcp`.
 */
export async function makeLine(dir, name, baudRate, tcp = false) {
  if (SOCAT === null || tcp) return tcpLine();
  const [theirs, ours] = [join(dir, `${name}-a`), join(dir, `${name}-b`)];
  const pty = (path) => `pty,raw,echo=0,link=${path}`;
  const socat = spawnOn(1, [pty(theirs), pty(ours)], { program: SOCAT });
  for (let waitedMs = 0; !(existsSync(theirs) && existsSync(ours)); waitedMs += 10) {
    if (waitedMs > OPENING_MS_MAX) throw new Error("socat made no pseudo-terminals");
    await sleep(10);
  }
  const end = await openSerial(ours, baudRate);
  const link = { type: "serial", path: theirs, baudRate };
  const close = () => {
    end.close();
    socat.kill();
  };
  return { link, spec: `serial:${theirs}`, end, close };
}

/** An open port: `write`, and `onData` for one listener. */
export async function openSerial(path, baudRate) {
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  await new Promise((done, fail) => port.open((error) => (error ? fail(error) : done())));
  return {
    write: (bytes) => port.write(bytes),
    onData: (listener) => port.on("data", listener),
    close: () => port.close(() => undefined),
  };
}

async function tcpLine() {
  const port = await freePort();
  let peer = null;
  let told = () => undefined;
  const server = createServer({ noDelay: true }, (socket) => {
    peer = socket;
    socket.on("data", (bytes) => told(bytes));
    socket.on("error", () => socket.destroy());
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  const end = {
    write: (bytes) => peer.write(bytes),
    onData: (listener) => {
      told = listener;
    },
  };
  const close = () => {
    server.close();
    peer?.destroy();
  };
  return { link: { type: "tcp", host: "127.0.0.1", port }, spec: `tcp:${port}`, end, close };
}
