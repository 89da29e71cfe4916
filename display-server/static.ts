// The built pages and their files.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
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
};
/** Files below this folder carry a hash of their content in their name. */
const HASHED = "/assets/";
const YEAR_SECONDS = 31_536_000;

const NOT_BUILT = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Hallkeeper</title>
<h1>页面尚未构建</h1><p>请运行 npm run build。 The pages are not built: run npm run build.</p></html>`;

/** Serves the pages of the folder `dist/ui`; without a build each page says so and the service runs on. */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  const hidden = { schema: { hide: true } };
  for (const [address, files] of Object.entries(PAGES)) {
    const paths = files.map((file) => join(folder, file));
    app.get(address, hidden, async (_request, reply) => sendPage(reply, paths));
  }
  if (!existsSync(folder)) return;
  await app.register(fastifyStatic, {
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
  });
}

/** A page is small and asked for at a screen's start only; reading it each time shows a new build at once. */
function sendPage(reply: FastifyReply, paths: readonly string[]): FastifyReply {
  reply.header("cache-control", "no-cache").type("text/html; charset=utf-8");
  const path = paths.find((one) => existsSync(one));
  return path === undefined ? reply.code(503).send(NOT_BUILT) : reply.send(readFileSync(path));
}
