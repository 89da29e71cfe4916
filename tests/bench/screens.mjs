// A thousand screens in one lean process: raw sockets, own handshake, receipts counted; driven by messages.
import { connect } from "node:net";
import { setPriority } from "node:os";
import { LeanClient, sleep } from "./bench-lib.mjs";

const RECEIPTS_MS_MAX = 10_000;
const CONNECTS_AT_ONCE = 50;
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const TEXT = 0x81;
const PING = 0x89;
const CLOSE = 0x88;
/** Where `{"type":"view"` and `{"type":"heartbeat"` differ. */
const KIND_AT = 9;
const VIEW = "v".charCodeAt(0);

/** One group of screens on one server. */
class Screens {
  sockets = [];
  views = 0;
  heartbeats = 0;
  newest = null;
  #needle = null;
  #hit = [];
  #missing = 0;
  #told = null;

  async open(port, count) {
    for (let i = 0; i < count; i += CONNECTS_AT_ONCE) {
      const batch = Math.min(CONNECTS_AT_ONCE, count - i);
      await Promise.all(Array.from({ length: batch }, (_, k) => this.#one(port, i + k)));
    }
  }

  #one(port, index) {
    return new Promise((done, fail) => {
      let rest = null;
      let upgraded = false;
      const take = (chunk) => {
        let bytes = rest === null ? chunk : Buffer.concat([rest, chunk]);
        rest = null;
        if (!upgraded) {
          const end = bytes.indexOf("\r\n\r\n");
          if (end < 0) {
            rest = Buffer.from(bytes);
            return;
          }
          if (bytes.toString("latin1", 9, 12) !== "101") fail(new Error(bytes.toString("latin1", 0, end)));
          upgraded = true;
          done();
          bytes = bytes.subarray(end + 4);
        }
        const used = this.#frames(bytes, index);
        // The buffer is shared by all sockets: what is left must be copied.
        if (used < bytes.length) rest = Buffer.from(bytes.subarray(used));
      };
      const onread = {
        buffer: Screens.shared,
        callback: (length, buffer) => {
          take(buffer.subarray(0, length));
          return true;
        },
      };
      const socket = connect({ host: "127.0.0.1", port, noDelay: true, onread });
      socket.once("error", fail);
      socket.once("connect", () => socket.write(handshake(port)));
      this.sockets[index] = socket;
    });
  }

  static shared = Buffer.alloc(64 * 1024);

  /** How many bytes whole frames took. */
  #frames(bytes, index) {
    let at = 0;
    while (bytes.length - at >= 2) {
      let length = bytes[at + 1];
      let head = 2;
      if (length === 126) {
        if (bytes.length - at < 4) return at;
        length = bytes.readUInt16BE(at + 2);
        head = 4;
      } else if (length === 127) {
        if (bytes.length - at < 10) return at;
        length = Number(bytes.readBigUInt64BE(at + 2));
        head = 10;
      }
      const end = at + head + length;
      if (bytes.length < end) return at;
      this.#frame(bytes, at, at + head, end, index);
      at = end;
    }
    return at;
  }

  #frame(bytes, from, body, end, index) {
    const kind = bytes[from];
    if (kind === PING) this.sockets[index].write(PONG);
    else if (kind === CLOSE) throw new Error(`screen ${index} was closed: ${bytes.toString("utf8", body + 2, end)}`);
    else if (kind !== TEXT) throw new Error(`screen ${index} got a frame of kind ${kind}`);
    else if (bytes[body + KIND_AT] !== VIEW) this.heartbeats += 1;
    else {
      this.views += 1;
      if (index === 0) this.newest = Buffer.from(bytes.subarray(from, end));
      if (this.#needle === null || this.#hit[index]) return;
      const found = bytes.indexOf(this.#needle, body);
      if (found < 0 || found >= end) return;
      this.#hit[index] = true;
      this.#missing -= 1;
      if (this.#missing === 0) this.#told(process.hrtime.bigint());
    }
  }

  /** Resolves to the moment at which the last screen has a view that holds the text. */
  receipts(text) {
    this.#needle = Buffer.from(text);
    this.#hit = [];
    this.#missing = this.sockets.length;
    return new Promise((done, fail) => {
      const late = () => fail(new Error(`${this.#missing} of ${this.sockets.length} screens never got ${text}`));
      const timer = setTimeout(late, RECEIPTS_MS_MAX);
      this.#told = (atNs) => {
        clearTimeout(timer);
        this.#needle = null;
        done(atNs);
      };
    });
  }

  close() {
    for (const socket of this.sockets) socket.destroy();
    this.sockets = [];
  }
}

function handshake(port) {
  return (
    `GET /ws?view=hall HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: aGFsbGtlZXBlci1iZW5jaA==\r\n\r\n"
  );
}

const groups = new Map();
const clients = new Map();
let calling = null;

async function clientTo(port) {
  if (!clients.has(port)) clients.set(port, await LeanClient.to(port));
  return clients.get(port);
}

async function post({ port, path, body }) {
  const client = await clientTo(port);
  const fromNs = process.hrtime.bigint();
  const answer = await client.post(path, body);
  return { ...answer, tookMs: Number(process.hrtime.bigint() - fromNs) / 1e6 };
}

/** Posts, and tells how long it took until the last screen had the view with the text. */
async function postAndWait({ group, port, path, body, text }) {
  const client = await clientTo(port);
  const last = groups.get(group).receipts(text);
  const fromNs = process.hrtime.bigint();
  const [answer, lastNs] = await Promise.all([client.post(path, body), last]);
  return { ...answer, lastMs: Number(lastNs - fromNs) / 1e6, lastNs: String(lastNs) };
}

/** Calls that many times a second, at one window after the other, until told to stop. */
async function callAll({ port, perSecond, windows }) {
  const client = await LeanClient.to(port);
  const state = { stop: false, done: 0, failed: null };
  const run = async () => {
    let dueMs = performance.now();
    for (let i = 0; !state.stop; i++) {
      const answer = await client.post(`/api/v1/windows/${windows[i % windows.length]}/call-next`);
      if (answer.status !== 200) state.failed = `call-next: ${answer.status} ${answer.body}`;
      state.done += 1;
      dueMs += 1000 / perSecond;
      await sleep(Math.max(0, dueMs - performance.now()));
    }
    client.close();
  };
  state.running = run();
  calling = state;
  return {};
}

const COMMANDS = {
  open: async ({ group, port, count }) => {
    const screens = new Screens();
    groups.set(group, screens);
    await screens.open(port, count);
    return {};
  },
  close: async ({ group }) => {
    groups.get(group).close();
    groups.delete(group);
    return {};
  },
  count: async ({ group }) => {
    const { views, heartbeats } = groups.get(group);
    return { views, heartbeats };
  },
  newest: async ({ group }) => ({ frame: groups.get(group).newest.toString("base64") }),
  post,
  postAndWait,
  callAll,
  stopCalling: async () => {
    calling.stop = true;
    await calling.running;
    if (calling.failed !== null) throw new Error(calling.failed);
    return { done: calling.done };
  },
  /** Lets others on this core go first. */
  yield: async () => {
    setPriority(19);
    return {};
  },
};

process.on("message", (message) => {
  COMMANDS[message.do](message).then(
    (answer) => process.send(answer),
    (error) => process.send({ error: error.message }),
  );
});
process.on("disconnect", () => process.exit(0));
