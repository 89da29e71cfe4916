// What may leave the hall is off by default, and what is half said is a fault with its place.
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { parseConfig } from "../../config/load.ts";

const FILE = {
  version: 1,
  hall: { id: "test-hall", name: { "zh-CN": "测试大厅" } },
  services: [{ id: "social", prefix: "A", name: { "zh-CN": "社会保险" } }],
  windows: [{ id: "1", name: { "zh-CN": "1号窗口" }, services: ["social"] }],
  links: [
    { id: "line-1", type: "tcp", host: "192.0.2.1", port: 9000 },
    { id: "line-2", type: "tcp", host: "192.0.2.1", port: 9001 },
  ],
  devices: [
    { id: "modem-1", model: "modem/gsm", link: "line-1" },
    { id: "printer-1", model: "printer/escpos", link: "line-2" },
  ],
};

function faults(messages: object): string[] {
  const loaded = parseConfig(stringify({ ...FILE, messages }));
  return loaded.ok ? [] : loaded.faults.map((fault) => JSON.stringify(fault));
}

test("nothing leaves the hall, and contacts stay thirty days, unless the file says so", () => {
  const loaded = parseConfig(stringify(FILE));
  expect(loaded.ok && loaded.config.messages).toMatchObject({ sms: { via: "none" }, webhooks: [] });
  expect(loaded.ok && loaded.config.privacy).toEqual({ contactDays: 30, classDays: {} });
});

test("what is whole is taken", () => {
  const hook = { id: "city", url: "https://city.example/hooks", events: ["rating.*"], secretFile: "city.key" };
  expect(faults({ sms: { via: "modem", modem: "modem-1", signature: "【测试大厅】" }, webhooks: [hook] })).toEqual([]);
  const gateway = { url: "https://sms.example/send", headers: { "x-key": "{secret}" }, secretEnv: "SMS_KEY" };
  expect(faults({ sms: { via: "gateway", gateway } })).toEqual([]);
});

const GATEWAY = { url: "https://sms.example/send" };
const HOOK = { id: "city", url: "https://city.example/hooks", secretEnv: "CITY" };
test.each([
  ["a modem that is not named", { sms: { via: "modem" } }, "needs"],
  ["a modem that is not there", { sms: { via: "modem", modem: "modem-2" } }, "modem-1"],
  ["a printer as modem", { sms: { via: "modem", modem: "printer-1" } }, "not a modem"],
  ["a gateway that is not described", { sms: { via: "gateway" } }, "gateway"],
  ["a gateway body without the number", { sms: { via: "gateway", gateway: { ...GATEWAY, body: "{text}" } } }, "{to}"],
  [
    "a secret that is used and not named",
    { sms: { via: "gateway", gateway: { ...GATEWAY, headers: { "x-key": "{secret}" } } } },
    "secretFile",
  ],
  ["a signature without its brackets", { sms: { signature: "测试大厅" } }, "signature"],
  ["a webhook without a secret", { webhooks: [{ id: "city", url: "https://city.example" }] }, "signed"],
  ["a secret in the file itself", { webhooks: [{ ...HOOK, secret: "abc" }] }, "secret"],
  ["two places for one secret", { webhooks: [{ ...HOOK, secretFile: "x" }] }, "one is enough"],
  ["plain http", { webhooks: [{ ...HOOK, url: "http://city.example" }] }, "https"],
  ["a password in the address", { webhooks: [{ ...HOOK, url: "https://a:b@city.example" }] }, "password"],
  ["two webhooks of one name", { webhooks: [HOOK, HOOK] }, "twice"],
  ["a pattern that cannot match", { webhooks: [{ ...HOOK, events: ["Rating recorded"] }] }, "events"],
])("%s is a fault", (_what, messages, words) => {
  const found = faults(messages);
  expect(found.length).toBeGreaterThan(0);
  expect(found.join("\n")).toContain(words);
});

test("plain http inside the building is taken where it is asked for", () => {
  expect(faults({ webhooks: [{ ...HOOK, url: "http://10.1.2.3:8080/hook", private: true }] })).toEqual([]);
});
