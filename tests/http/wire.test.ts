// The service on a real port: what is not proper HTTP is answered and cut off, pages are served with the right headers.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { servePages } from "../../display-server/static.ts";
import { House } from "./house.ts";

let house: House;
let port: number;
beforeAll(async () => {
  house = await House.open();
  await house.app.listen({ host: "127.0.0.1", port: 0 });
  port = (house.app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  await house.close();
});

/** Everything the service says to these bytes until it hangs up. */
function exchange(text: string): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.setTimeout(10_000, () => fail(new Error("no end")));
    socket.on("data", (chunk) => (answer += chunk));
    socket.on("error", () => done(answer));
    socket.on("close", () => done(answer));
  });
}

describe("on a real port", () => {
  test("what is no HTTP gets a problem and a closed connection", async () => {
    for (const garbage of [
      "hello\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "\u0000\u0001\u0002\r\n\r\n",
      "GET / HTTP/1.1\r\nbad header\r\n\r\n",
    ]) {
      expect(await exchange(garbage)).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"BODY_INVALID"/);
    }
  });

  test("headers without end are refused with 431", async () => {
    const flood = `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n${"x-filler: aaaaaaaaaaaaaaaa\r\n".repeat(2_000)}\r\n`;
    expect(await exchange(flood)).toMatch(/^HTTP\/1\.1 431 [\s\S]*"code":"HEADERS_TOO_LARGE"/);
  });

  test("a request without Host, or with two, is not served", async () => {
    expect(await exchange("GET /healthz HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 403/);
    expect(await exchange("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/);
    const foreign = "GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    expect(await exchange(foreign)).toMatch(/^HTTP\/1\.1 403/);
  });

  test("a body that announces too much is refused before it is read", async () => {
    const head =
      "POST /api/v1/tickets HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n";
    expect(await exchange(`${head}Content-Length: 1000000000\r\n\r\n{`)).toMatch(/^HTTP\/1\.1 413/);
  });
});

describe("pages", () => {
  const build = () => {
    const outer = mkdtempSync(join(house.folder, "built-"));
    const folder = join(outer, "ui");
    for (const page of ["", "kiosk", "window", "pad", "hall", "screen", "manager", "technician", "t"]) {
      mkdirSync(join(folder, page), { recursive: true });
      writeFileSync(join(folder, page, "index.html"), `<!doctype html><title>page ${page}</title>`);
    }
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "assets", "kiosk-abc123.js"), "export {};");
    writeFileSync(join(folder, ".secret"), "no");
    writeFileSync(join(outer, "outside.txt"), "no");
    return folder;
  };

  /** The house's app has started already; pages are put on before that in the service. */
  async function withPages(
    folder: string,
  ): Promise<(url: string) => Promise<{ status: number; cache: string; text: string }>> {
    const { default: fastify } = await import("fastify");
    const app = fastify();
    await servePages(app, folder);
    return async (url) => {
      const response = await app.inject({ url });
      return {
        status: response.statusCode,
        cache: String(response.headers["cache-control"] ?? ""),
        text: response.body,
      };
    };
  }

  test("are served at their addresses, hashed files for a year, pages fresh", async () => {
    const get = await withPages(build());
    for (const [url, page] of [
      ["/", ""],
      ["/kiosk?id=kiosk-1", "kiosk"],
      ["/window?id=1", "window"],
      ["/pad?id=1", "pad"],
      ["/hall", "hall"],
      ["/screen?window=1", "screen"],
      ["/manager", "manager"],
      ["/technician", "technician"],
    ] as const) {
      const { status, cache, text } = await get(url);
      expect([url, status, cache, text]).toEqual([url, 200, "no-cache", `<!doctype html><title>page ${page}</title>`]);
    }
    const asset = await get("/assets/kiosk-abc123.js");
    expect([asset.status, asset.cache]).toEqual([200, "public, max-age=31536000, immutable"]);
  });

  test("never lead outside their folder", async () => {
    const get = await withPages(build());
    for (const url of [
      "/../outside.txt",
      "/..%2foutside.txt",
      "/%2e%2e/outside.txt",
      "/assets/..%2f..%2foutside.txt",
      "/assets/%2e%2e%5c%2e%2e%5coutside.txt",
      "/assets/../../outside.txt%00.js",
      "/.secret",
      "/assets/",
      "//etc/passwd",
      "/%00",
    ]) {
      const { status, text } = await get(url);
      expect([url, status >= 400 && status < 500, text.includes("no\n")]).toEqual([url, true, false]);
      expect(text).not.toBe("no");
    }
  });

  test("say so when they are not built, and the service runs on", async () => {
    const get = await withPages(join(house.folder, "nowhere"));
    const { status, text } = await get("/hall");
    expect(status).toBe(503);
    expect(text).toContain("npm run build");
    expect((await house.get("/healthz")).status).toBe(200);
  });
});
