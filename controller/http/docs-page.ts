// The readable documentation: one page and one script of our own, so that it works without a network.

/** Shell of `/docs`; the script fills it from `/openapi.json`. */
export const DOCS_HTML = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hallkeeper 接口文档 · API</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; }
summary { cursor: pointer; padding: .3rem 0; }
code, pre { font-family: ui-monospace, monospace; font-size: .875rem; }
pre { background: #f3f5f7; padding: .75rem; overflow: auto; }
.method { display: inline-block; min-width: 4rem; font-weight: 700; }
</style>
<h1>Hallkeeper 接口文档 · API</h1>
<p><a href="/openapi.json">/openapi.json</a></p>
<main id="calls">…</main>
<script src="/docs/docs.js" defer></script>
</html>
`;

/** Everything is set as text, never as markup. */
export const DOCS_SCRIPT = `"use strict";
(async () => {
  const main = document.getElementById("calls");
  const put = (parent, tag, text) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    parent.append(node);
    return node;
  };
  try {
    const api = await (await fetch("/openapi.json")).json();
    main.textContent = "";
    put(main, "p", api.info.description);
    for (const [path, methods] of Object.entries(api.paths)) {
      for (const [method, call] of Object.entries(methods)) {
        const details = put(main, "details");
        const summary = put(details, "summary");
        put(summary, "span", method.toUpperCase()).className = "method";
        put(summary, "code", path);
        const body = call.requestBody && call.requestBody.content["application/json"];
        if (call.parameters) put(details, "pre", JSON.stringify(call.parameters, null, 2));
        if (body) {
          put(details, "h4", "请求 · Request");
          put(details, "pre", JSON.stringify(body.schema, null, 2));
        }
        put(details, "h4", "应答 · Responses");
        put(details, "pre", JSON.stringify(call.responses, null, 2));
      }
    }
  } catch (error) {
    main.textContent = String(error);
  }
})();
`;
