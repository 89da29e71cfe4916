// The phone's worker: shows the hall's notices and opens the ticket when one is touched. Keeps and fetches nothing.

interface Shown {
  readonly title?: unknown;
  readonly body?: unknown;
  readonly lang?: unknown;
  readonly tag?: unknown;
  readonly url?: unknown;
}
interface WaitingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface PushEvent extends WaitingEvent {
  readonly data: { json(): unknown } | null;
}
interface TouchEvent extends WaitingEvent {
  readonly notification: Notification;
}
interface OwnWindow {
  readonly url: string;
  focus(): Promise<unknown>;
}
/** What of a worker's world is used here. */
interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly location: Location;
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: true }): Promise<readonly OwnWindow[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install", listener: (event: WaitingEvent) => void): void;
  addEventListener(type: "push", listener: (event: PushEvent) => void): void;
  addEventListener(type: "notificationclick", listener: (event: TouchEvent) => void): void;
}

const worker = self as unknown as Worker;
const TICKET = /^\/t\/[A-Za-z0-9_-]{20,64}(\?lang=[A-Za-z-]{2,10})?$/;

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function read(event: PushEvent): Shown {
  try {
    return (event.data?.json() ?? {}) as Shown;
  } catch {
    return {}; // Not from this hall: browsers demand that something is shown all the same.
  }
}

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));

worker.addEventListener("push", (event) => {
  const { title, body, lang, tag, url } = read(event);
  const options = {
    body: text(body),
    lang: text(lang),
    tag: text(tag),
    renotify: text(tag) !== "",
    requireInteraction: true,
    vibrate: [400, 200, 400],
    data: { url: TICKET.test(text(url)) ? text(url) : "" },
  };
  event.waitUntil(worker.registration.showNotification(text(title) || "排队提醒 Your ticket", options));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data as { url: string };
  if (url === "") return;
  const path = url.split("?", 1)[0] ?? "";
  const shown = async (): Promise<void> => {
    const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    const open = pages.find((page) => new URL(page.url).pathname === path);
    await (open === undefined ? worker.clients.openWindow(url) : open.focus());
  };
  event.waitUntil(shown());
});
