// Pictures and silent films that boards show while nobody is called: whatever lies in the folder `media` of the data.
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

export const MEDIA_FILES_MAX = 60;
const FILE_BYTES_MAX = 200 * 1024 * 1024;
/** The folder is looked through at most this often, however many boards ask. */
const LOOK_MS_MIN = 10_000;
/** Letters of any script, digits, blanks and the usual marks; no path, no hidden file. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._()-]{0,99}\.(png|jpe?g|webp|avif|mp4|webm)$/iu;

/** Names in the order they are shown: by name. What cannot be read is left out. */
export function mediaFiles(folder: string): readonly string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const shown = names.filter((name) => {
    if (!NAME.test(name)) return false;
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    return found?.isFile() === true && found.size > 0 && found.size <= FILE_BYTES_MAX;
  });
  return shown.sort((left, right) => left.localeCompare(right, "zh-CN", { numeric: true })).slice(0, MEDIA_FILES_MAX);
}

/** `/media` lists them, `/media/<name>` gives one. They are for everybody in the hall to see. */
export async function serveMedia(app: FastifyInstance, folder: string, nowMs: () => number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let files: readonly string[] = [];
  await app.register(async (media) => {
    media.addHook("onRoute", (route) => {
      route.config = { ...route.config, may: ["public"] };
    });
    media.get("/media", { schema: { hide: true } }, async (_request, reply) => {
      if (nowMs() - lookedAtMs >= LOOK_MS_MIN) {
        lookedAtMs = nowMs();
        files = mediaFiles(folder);
      }
      return reply.header("cache-control", "no-store").send(files);
    });
    await media.register(fastifyStatic, {
      ...{ root: resolve(folder), prefix: "/media/", index: false, redirect: false, dotfiles: "ignore" },
      ...{ decorateReply: false, schemaHide: true },
      allowedPath: (path) => NAME.test(decodeURIComponent(path.replace(/^\//, ""))),
    });
  });
}
