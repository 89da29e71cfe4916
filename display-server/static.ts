// The built pages and their files.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic, { type FastifyStaticOptions } from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";

/** Address → page in the build. The citizen's page is written by the service itself. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  "/": ["index.html"],
  "/kiosk": ["kiosk/index.html"],
  "/window": ["window/index.html"],
  "/pad": ["pad/index.html"],
  "/hall": ["hall/index.html"],
  "/screen": ["screen/index.html"],
  "/manager": ["manager/index.html"],
  "/technician": ["technician/index.html"],
  "/sound": ["sound/index.html"],
  "/desk": ["desk/index.html"],
  "/login": ["login/index.html"],
  "/public": ["public/index.html"],
  "/verify": ["verify.html"],
};
/** Pages that are one file with their script inside, so that they can be saved and opened without us. */
const WHOLE: ReadonlySet<string> = new Set(["/verify"]);
/** Files below this folder carry a hash of their content in their name. */
const HASHED = "/assets/";
const YEAR_SECONDS = 31_536_000;

const NOT_BUILT = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Hallkeeper</title>
<h1>页面尚未构建</h1><p>请运行 npm run build。 The pages are not built: run npm run build.</p></html>`;

/** Serves the pages of the folder `dist/ui`; without a build each page says so and the service runs on. */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  // Pages and their files hold no data: everybody may have them, and is asked when they want some.
  const hidden = { config: { may: ["public"] as const }, schema: { hide: true } };
  for (const [address, files] of Object.entries(PAGES)) {
    const paths = files.map((file) => join(folder, file));
    app.get(address, hidden, async (_request, reply) =>
      WHOLE.has(address) ? sendWhole(reply, paths) : sendPage(reply, paths),
    );
  }
  if (!existsSync(folder)) return;
  await app.register(async (files) => {
    files.addHook("onRoute", (route) => {
      route.config = { ...route.config, may: ["public"] };
    });
    await files.register(fastifyStatic, staticOptions(folder));
  });
}

function staticOptions(folder: string): FastifyStaticOptions {
  return {
    root: folder,
    index: false,
    redirect: false,
    dotfiles: "ignore",
    decorateReply: false,
    cacheControl: false,
    schemaHide: true,
    setHeaders: (reply, path) => {
      const hashed = path.slice(folder.length).replaceAll("\\", "/").startsWith(HASHED);
      reply.header("cache-control", hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache");
    },
  };
}

/** Only the very script and style inside may run, by their hash; no network at all. */
function sendWhole(reply: FastifyReply, paths: readonly string[]): FastifyReply {
  const path = paths.find((one) => existsSync(one));
  const page = path === undefined ? "" : readFileSync(path, "utf8");
  const hashesOf = (tag: string) =>
    [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g"))]
      .map(([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`)
      .join(" ");
  const [script, style] = [hashesOf("script"), hashesOf("style")];
  const policy = ["default-src 'none'", `script-src ${script || "'none'"}`, `style-src ${style || "'none'"}`];
  policy.push("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'");
  reply.header("content-security-policy", policy.join(";"));
  return sendPage(reply, paths);
}

/** A page is small and asked for at a screen's start only; reading it each time shows a new build at once. */
function sendPage(reply: FastifyReply, paths: readonly string[]): FastifyReply {
  reply.header("cache-control", "no-cache").type("text/html; charset=utf-8");
  const path = paths.find((one) => existsSync(one));
  return path === undefined ? reply.code(503).send(NOT_BUILT) : reply.send(readFileSync(path));
}
