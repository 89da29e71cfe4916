// Talks to the control API: live changes by server-sent events, by polling where those do not get through.

const POLL_MS = 300;
/** A stream that never brought anything by then is given up for polling. */
const STREAM_MS_MAX = 4000;
const STALE_MS = 3000;

async function readJson(path) {
  const response = await fetch(path, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return await response.json();
}

async function send(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return;
  const answer = await response.json().catch(() => ({}));
  throw new Error(answer.detail ?? answer.error ?? answer.title ?? `HTTP ${response.status}`);
}

const devicePath = (id) => `/sim/devices/${encodeURIComponent(id)}`;

export const control = {
  hall: () => readJson("/sim/hall"),
  device: (id) => readJson(devicePath(id)),
  tickets: (id) => readJson(`${devicePath(id)}/tickets`),
  press: (id, what) => send(`${devicePath(id)}/press`, what),
  links: () => readJson("/sim/links"),
  collide: (id, collide) => send(`/sim/links/${encodeURIComponent(id)}/fault`, { collide }),
  fault: (id, fault) => send(`${devicePath(id)}/fault`, { fault }),
};

/**
 * Calls `show` with every state of all devices, and `live` with "live", "polling" or "lost".
 * A lost simulator is looked for for ever.
 */
export function follow(show, live) {
  let polling = false;
  let heardAtMs = 0;
  const heard = (devices, how) => {
    heardAtMs = Date.now();
    live(how);
    show(devices);
  };
  const poll = async () => {
    try {
      heard(await readJson("/sim/devices"), "polling");
    } catch {
      live("lost");
    }
    setTimeout(poll, POLL_MS);
  };
  const startPolling = () => {
    if (polling) return;
    polling = true;
    stream?.close();
    void poll();
  };
  const stream = typeof EventSource === "undefined" ? null : new EventSource("/sim/changes");
  if (stream === null) return startPolling();
  stream.addEventListener("message", (event) => {
    const devices = JSON.parse(event.data);
    if (Array.isArray(devices)) heard(devices, "live");
  });
  // Sent at least every second, so that silence means something.
  stream.addEventListener("alive", () => {
    heardAtMs = Date.now();
  });
  // A server without this address ends the stream for good; a lost one is tried again by the browser.
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) startPolling();
    else live("lost");
  });
  setTimeout(() => {
    if (heardAtMs === 0 && stream.readyState === EventSource.OPEN) startPolling();
  }, STREAM_MS_MAX);
  setInterval(() => {
    if (!polling && heardAtMs > 0 && Date.now() - heardAtMs > STALE_MS) live("lost");
  }, 1000);
}
