// Notices while the page is closed: offered only where this phone can take them, switched on and off by its owner.

/** What this phone knows of itself, so that a newer page shows it at once. */
let canPush: boolean | null = null;
let ownMark = "";
let busy = false;

const box = (main: Element): HTMLElement | null => main.querySelector<HTMLElement>("#push");

function isAble(): boolean {
  // Only a trusted address has these; on an iPhone only a page on the home screen has them all.
  return (
    "serviceWorker" in navigator &&
    "PushManager" in window &&
    "Notification" in window &&
    Notification.permission !== "denied" &&
    window.crypto?.subtle !== undefined
  );
}

/** As the service marks the phone it writes to. */
async function markOf(endpoint: string): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  const base64 = btoa(String.fromCharCode(...Array.from(sum)));
  return base64.replace(/\+/g, "-").replace(/\//g, "_").slice(0, 16);
}

function registered(worker: string): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register(worker);
}

/** A worker that has just come needs a moment before it may ask. */
async function active(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active !== null || coming === null) return registration;
  await new Promise<void>((resolve) => {
    coming.addEventListener("statechange", () => {
      if (coming.state === "activated" || coming.state === "redundant") resolve();
    });
  });
  return registration;
}

const bytesOf = (base64Url: string): Uint8Array =>
  Uint8Array.from(atob(base64Url.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

async function subscription(from: HTMLElement): Promise<PushSubscription> {
  const { pushManager } = await active(await registered(from.dataset.worker ?? ""));
  const asked = { userVisibleOnly: true, applicationServerKey: bytesOf(from.dataset.key ?? "") as BufferSource };
  try {
    return await pushManager.subscribe(asked);
  } catch (error) {
    const old = await pushManager.getSubscription();
    if (old === null) throw error;
    // The hall has another key than it had when this phone agreed.
    await old.unsubscribe();
    return pushManager.subscribe(asked);
  }
}

function isOn(from: HTMLElement): boolean {
  return ownMark !== "" && from.dataset.mark === ownMark;
}

function show(main: Element, from: HTMLElement): void {
  from.hidden = canPush !== true;
  if (from.hidden) return;
  const on = isOn(from);
  const button = from.querySelector("button");
  if (button !== null) {
    button.textContent = button.getAttribute(on ? "data-on" : "data-ask");
  }
  for (const [id, hidden] of [["push-on", !on] as const, ["push-why", on] as const, ["keep", on] as const]) {
    const part = main.querySelector<HTMLElement>(`#${id}`);
    if (part !== null) part.hidden = hidden;
  }
}

function say(from: HTMLElement, word: "off" | "failed" | ""): void {
  const said = from.querySelector<HTMLElement>("#push-said");
  if (said !== null) said.textContent = word === "" ? "" : (said.dataset[word] ?? "");
}

/** After each rendering of the page. */
export async function settlePush(main: Element): Promise<void> {
  const from = box(main);
  if (from === null) return;
  if (canPush === null) {
    canPush = isAble();
    if (canPush) {
      try {
        // Asked without a worker of ours: a phone that never agreed gets none.
        const known = await navigator.serviceWorker.getRegistration(from.dataset.worker);
        const own = await known?.pushManager.getSubscription();
        if (own) ownMark = await markOf(own.endpoint);
      } catch {
        canPush = false;
      }
    }
  }
  show(main, from);
}

async function switchOn(from: HTMLElement): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("not allowed");
  const own = await subscription(from);
  const { endpoint, keys } = own.toJSON();
  const body = JSON.stringify({ endpoint, keys, language: document.documentElement.lang });
  const headers = { "content-type": "application/json" };
  const response = await fetch(from.dataset.to ?? "", { method: "POST", headers, body });
  if (!response.ok) throw new Error(String(response.status));
  ownMark = await markOf(own.endpoint);
  from.dataset.mark = ownMark;
}

async function switchOff(from: HTMLElement): Promise<void> {
  const response = await fetch(from.dataset.to ?? "", { method: "DELETE" });
  if (!response.ok) throw new Error(String(response.status));
  from.dataset.mark = "";
}

/** A press anywhere on the page; those on the button of notices are taken. */
export async function pressedPush(main: Element, target: EventTarget | null): Promise<void> {
  const from = box(main);
  const button = from?.querySelector("button");
  if (!from || !button || busy || !(target instanceof Node) || !button.contains(target)) return;
  busy = true;
  button.setAttribute("aria-busy", "true");
  const wasOn = isOn(from);
  let said: "off" | "failed" | "" = wasOn ? "off" : "";
  try {
    await (wasOn ? switchOff(from) : switchOn(from));
  } catch {
    // Refused by its owner, by the browser's maker or for want of a line: the page is told, and rings as before.
    said = "failed";
  } finally {
    busy = false;
  }
  // The page may have been renewed meanwhile.
  const now = box(main);
  if (now === null) return;
  now.dataset.mark = from.dataset.mark ?? "";
  now.querySelector("button")?.removeAttribute("aria-busy");
  say(now, said);
  show(main, now);
}
