// What boards show while nobody is called: only pictures and films of one folder, and nothing beside it.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MEDIA_FILES_MAX, mediaFiles, serveMedia } from "../../display-server/media.ts";
import { mediaNow } from "../../kiosk-ui/hall/media-turn.ts";

let root: string;
let folder: string;
let app: FastifyInstance;
let nowMs = 0;
const put = (name: string, text = "x") => writeFileSync(join(folder, name), text);
const listed = async () => JSON.parse((await app.inject("/media")).body);

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "hallkeeper-media-"));
  folder = join(root, "media");
  writeFileSync(join(root, "secret.png"), "not for boards");
  app = fastify();
  await serveMedia(app, folder, () => nowMs);
});
afterEach(async () => {
  await app.close();
  rmSync(root, { recursive: true, force: true });
});

test("pictures and films are listed by name; everything else in the folder is not", async () => {
  for (const name of ["10 便民.png", "2.jpg", "b.mp4", "notes.txt", "page.html", ".hidden.png", "a.svg"]) put(name);
  put("empty.png", "");
  mkdirSync(join(folder, "folder.png"));
  expect(mediaFiles(folder)).toEqual(["2.jpg", "10 便民.png", "b.mp4"]);
  expect(mediaFiles(join(root, "nothing"))).toEqual([]);
});

test("the list is bounded, and the folder is looked through at most every ten seconds", async () => {
  expect(await listed()).toEqual([]);
  for (let n = 0; n < MEDIA_FILES_MAX + 5; n++) put(`${n}.png`);
  expect(await listed()).toEqual([]);
  nowMs += 10_000;
  expect(await listed()).toHaveLength(MEDIA_FILES_MAX);
});

test("a file is given by its name, and nothing outside the folder or of another kind", async () => {
  put("2.jpg", "picture");
  put("page.html", "<script>1</script>");
  symlinkSync(join(root, "secret.png"), join(folder, "link.txt"));
  expect(await app.inject("/media/2.jpg")).toMatchObject({ statusCode: 200, body: "picture" });
  for (const path of [
    "page.html",
    "link.txt",
    "../secret.png",
    "..%2fsecret.png",
    "%2e%2e/secret.png",
    "a%00.png",
    "%",
  ])
    expect((await app.inject(`/media/${path}`)).statusCode, path).toBeGreaterThanOrEqual(400);
});

test("they take turns, and without any there is none", () => {
  expect(mediaNow([], 0)).toBeNull();
  expect([0, 14_999, 15_000, 30_000].map((ms) => mediaNow(["a", "b"], ms))).toEqual(["a", "a", "b", "a"]);
});
