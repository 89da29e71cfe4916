// A headless Chromium for the pages, where one is installed.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { PATIENCE_MS, START_MS_MAX } from "./patience.ts";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The last such word counts, so Playwright's own come again; the first is ours: it makes pages behind another one
  // "nice", and on a loaded machine these then stand still for half a minute.
  `--disable-features=${[
    "PMProcessPriorityPolicy",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
  ].join(",")}`,
];

/** Where Chromium lies, or null, which is said aloud; on CI it must be there. */
export function chromiumPath(): string | null {
  const found = PLACES.find((path) => existsSync(path)) ?? null;
  if (found !== null) return found;
  if (process.env.CI) throw new Error("Chromium is missing: apt-get install chromium fonts-noto-cjk");
  console.warn("WITHOUT A BROWSER: the pages were not tried. Install chromium and run the tests again.");
  return null;
}

export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** A browser with an empty profile and a touch screen. */
export async function openBrowser(executablePath: string, flags: readonly string[] = []): Promise<TestBrowser> {
  const profile = mkdtempSync(join(tmpdir(), "hallkeeper-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [...FLAGS, ...flags],
    hasTouch: true,
    viewport: { width: 1280, height: 900 },
    timeout: START_MS_MAX,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Waits until nothing stands out to the side: a page needs a moment after its window has become another. */
export async function fitsAcross(page: Page): Promise<void> {
  await page.waitForFunction("document.documentElement.scrollWidth <= innerWidth");
}
