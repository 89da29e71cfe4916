// What the schema of messages cannot say: devices that are no modems, receivers without a secret, addresses inside.
import { modelById } from "../drivers/models.ts";
import type { Finding, Path } from "./finding.ts";
import type { Config } from "./schema.ts";
import { nearest } from "./suggest.ts";

type Reach = { readonly url: string; readonly private: boolean };

export function messageFaults(config: Config): Finding[] {
  return [...smsFaults(config), ...webhookFaults(config), ...pushFaults(config)];
}

/** No phone takes notices from an address it does not trust. */
function pushFaults({ messages: { push }, server: { publicUrl } }: Config): Finding[] {
  if (push === undefined || publicUrl?.startsWith("https://") === true) return [];
  return [{ path: ["messages", "push"], message: `notices to phones need "server.publicUrl" with https` }];
}

function smsFaults({ messages: { sms }, devices }: Config): Finding[] {
  const path = ["messages", "sms"];
  const findings: Finding[] = [];
  if (sms.via === "modem") {
    if (sms.modem === undefined) findings.push({ path, message: `"via: modem" needs "modem", the id of a device` });
    else findings.push(...modemFaults(sms.modem, devices, [...path, "modem"]));
  }
  if (sms.via === "gateway" && sms.gateway === undefined)
    findings.push({ path, message: `"via: gateway" needs "gateway" with its url` });
  const { gateway } = sms;
  if (gateway === undefined) return findings;
  findings.push(...reachFaults(gateway, [...path, "gateway"]));
  for (const field of ["{to}", "{text}"])
    if (!gateway.body.includes(field))
      findings.push({ path: [...path, "gateway", "body"], message: `the body does not hold ${field}` });
  const named = [gateway.body, ...Object.values(gateway.headers)].some((text) => text.includes("{secret}"));
  const has = gateway.secretFile !== undefined || gateway.secretEnv !== undefined;
  if (named && !has)
    findings.push({ path: [...path, "gateway"], message: `{secret} is used: name it by secretFile or secretEnv` });
  return findings;
}

function modemFaults(id: string, devices: Config["devices"], path: Path): Finding[] {
  const device = devices.find((one) => one.id === id);
  if (device === undefined) {
    const ids = devices.map((one) => one.id);
    const near = nearest(id, ids);
    return [{ path, message: `there is no device "${id}"${near === null ? "" : `; did you mean "${near}"?`}` }];
  }
  if (modelById(device.model)?.kind === "modem") return [];
  return [{ path, message: `"${id}" is a ${device.model}, not a modem` }];
}

function reachFaults({ url, private: inside }: Reach, path: Path): Finding[] {
  if (!URL.canParse(url)) return [{ path: [...path, "url"], message: `"${url}" is no address` }];
  const { protocol, username, password } = new URL(url);
  if (username !== "" || password !== "")
    return [{ path: [...path, "url"], message: "an address holds no name or password: use secretFile or secretEnv" }];
  if (protocol === "https:" || inside) return [];
  return [
    { path: [...path, "url"], message: `plain http is only for addresses inside: use https, or "private: true"` },
  ];
}

function webhookFaults({ messages: { webhooks } }: Config): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const [i, webhook] of webhooks.entries()) {
    const path = ["messages", "webhooks", i];
    if (seen.has(webhook.id)) findings.push({ path: [...path, "id"], message: `id "${webhook.id}" is used twice` });
    seen.add(webhook.id);
    findings.push(...reachFaults(webhook, path));
    const { secretFile, secretEnv } = webhook;
    if (secretFile === undefined && secretEnv === undefined)
      findings.push({ path, message: "a webhook is signed: name its secret by secretFile or secretEnv" });
    if (secretFile !== undefined && secretEnv !== undefined)
      findings.push({ path, message: "secretFile and secretEnv are both named: one is enough" });
  }
  return findings;
}
