// Where a hall would be whose file has faults and that never ran before: a page that lists them, and waits.
import { createServer, type Server } from "node:http";
import type { Fault } from "../../config/load.ts";
import { isFromHere } from "../http/technician-gate.ts";

const AGAIN_SECONDS = 5;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

/** The page itself; somebody at another machine is not told what stands in the file. */
export function faultPage(file: string, faults: readonly Fault[], isHere: boolean): string {
  const rows = faults.map(
    ({ line, place, message }) =>
      `<li><b>${line === 0 ? "" : `第 ${line} 行 line ${line}`}</b> <code>${escaped(place)}</code><br>` +
      `${escaped(message)}</li>`,
  );
  const list = isHere
    ? `<p><code>${escaped(file)}</code></p><ol>${rows.join("")}</ol>`
    : "<p>请在服务所在的机器上打开本页查看错误。<br>Open this page at the machine itself to see the faults.</p>";
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${AGAIN_SECONDS}">
<title>配置有错 · Configuration faults</title><style>
body{font-family:system-ui,"Noto Sans SC",sans-serif;line-height:1.5;color:#1d2321;background:#f6f4ee;margin:0}
main{max-width:46rem;margin:0 auto;padding:2rem 1.2rem}h1{font-size:1.6rem;margin:0 0 .6rem}
li{background:#fff;border:1px solid #cfcabc;border-radius:8px;padding:.6rem .9rem;margin:.5rem 0}
code{font-size:.95em;overflow-wrap:anywhere}ol{padding-left:1.4rem}</style></head><body><main>
<h1>配置文件有 ${faults.length} 处错误，大厅还没有启动<br><small>${faults.length} faults in the configuration: the hall
has not started</small></h1>${list}
<p>改好并保存后，大厅会自动启动，本页自动刷新。<br>Mend and save the file: the hall then starts by itself, and this page
with it.</p>
<p>检查 check: <code>hallkeeper config check</code>　恢复备份 restore: <code>hallkeeper restore FILE</code>　新建 new:
<code>hallkeeper init --template 10 --out FILE</code></p></main></body></html>`;
}

/** Serves it on every address until it is closed. Rejects when the port cannot be had. */
export function serveFaults(
  asked: { readonly file: string; readonly host: string; readonly port: number },
  faults: () => readonly Fault[],
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === "/healthz") {
      response.writeHead(200, { "content-type": "application/json" }).end('{"status":"setup"}');
      return;
    }
    const isPage = request.method === "GET" && !/^\/(api|readyz|metrics|ws)\b/.test(request.url ?? "");
    const type = isPage ? "text/html; charset=utf-8" : "application/problem+json";
    response.writeHead(isPage ? 200 : 503, {
      ...{ "content-type": type, "cache-control": "no-store", connection: "close", "retry-after": "5" },
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    });
    response.end(isPage ? faultPage(asked.file, faults(), isFromHere(request)) : '{"status":503,"code":"INTERNAL"}');
  });
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(asked.port, asked.host, () => done(server));
  });
}
