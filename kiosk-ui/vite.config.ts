// One build for every page. The target is the oldest screen: hall televisions and kiosks run Chromium for years.
import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";
import { spokenTexts } from "./spoken-texts.ts";
import { verifier } from "./verify/bundle.ts";

const PAGES = [
  "kiosk",
  "window",
  "screen",
  "hall",
  "pad",
  "manager",
  "technician",
  "sound",
  "desk",
  "login",
  "public",
] as const;
/** Scripts of the page that the service writes itself. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["phone", "phone/page.js"],
  ["phone-push", "phone/push.js"],
]);
const CONTROLLER = "http://127.0.0.1:8080";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `spoken.json`: what the pages may ask the service to say. */
const spoken: Plugin = {
  name: "spoken-texts",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "spoken.json", source: `${JSON.stringify(spokenTexts(), null, 1)}\n` });
  },
};

export default defineConfig({
  root: at("."),
  // `public` is a page of ours, no folder to be copied as it is.
  publicDir: false,
  plugins: [spoken, verifier, preact({ devToolsEnabled: false, prefreshEnabled: false })],
  // For `npm run dev`: pages from Vite, data from a controller that runs beside it.
  server: { proxy: { "/api": CONTROLLER, "/ws": { target: CONTROLLER, ws: true } } },
  build: {
    outDir: at("../dist/ui"),
    emptyOutDir: true,
    target: ["es2019", "chrome80"],
    cssTarget: "chrome80",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: Object.fromEntries([
        ["home", at("index.html")],
        ...PAGES.map((page) => [page, at(`${page}/index.html`)] as const),
        // The service writes this page itself: its script needs a name that stays.
        ["phone", at("t/main.ts")],
        ["phone-push", at("t/push-worker.ts")],
      ]),
      output: {
        entryFileNames: ({ name }) => NAMED.get(name) ?? "assets/[name]-[hash].js",
      },
    },
  },
});
