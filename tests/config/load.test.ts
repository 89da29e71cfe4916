// Configuration files: the shipped ones pass, and every kind of fault is named with its place.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig, parseConfig } from "../../config/load.ts";

const root = resolve(import.meta.dirname, "..", "..");
const demo = readFileSync(join(root, "config", "demo-hall.yaml"), "utf8");

function faultsOf(text: string): string[] {
  const loaded = parseConfig(text);
  return loaded.ok ? [] : loaded.faults.map((fault) => `${fault.line} ${fault.place}: ${fault.message}`);
}

/** The demo hall with one piece of text replaced; the piece must be there. */
function broken(piece: string, by: string): string {
  expect(demo).toContain(piece);
  return demo.replace(piece, by);
}

function lineOf(text: string, piece: string): number {
  return text.slice(0, text.indexOf(piece)).split("\n").length;
}

describe("shipped configurations", () => {
  test.each(["demo-hall.yaml", "hall.example.yaml"])("%s is without fault", (name) => {
    const loaded = loadConfig(join(root, "config", name));
    expect(loaded).toMatchObject({ ok: true });
  });

  test("defaults are filled in and nothing can be changed afterwards", () => {
    const loaded = parseConfig(demo);
    if (!loaded.ok) throw new Error("the demo hall must load");
    expect(loaded.config.policy.rating).toMatchObject({ inviteSeconds: 30, periodDays: 7, inviteOnFinish: true });
    expect(loaded.config.links[0]).toMatchObject({ echo: false });
    expect(loaded.config.devices[0]?.settings).toMatchObject({ dotsPerLine: 576 });
    expect(Object.isFrozen(loaded.config.policy.calls)).toBe(true);
  });
});

describe("faults", () => {
  test("an unknown key is named with a suggestion and its line", () => {
    const text = broken("minimumSecondsBetween: 10", "minimumSecondBetween: 10");
    expect(faultsOf(text)).toEqual([
      `${lineOf(text, "minimumSecondBetween")} policy.calls.minimumSecondBetween: ` +
        `unknown key "minimumSecondBetween"; did you mean "minimumSecondsBetween"?`,
    ]);
  });

  test("several faults are all listed, in the order of the file", () => {
    const text = broken("prefix: A", "prefix: a1")
      .replace("inviteSeconds: 30", "inviteSeconds: soon")
      .replace("version: 1", "version: 2");
    const places = faultsOf(text).map((fault) => fault.split(": ")[0]?.split(" ")[1]);
    expect(places).toEqual(["version", "services[0].prefix", "policy.rating.inviteSeconds"]);
  });

  test("a number written as text is refused, not converted", () => {
    expect(faultsOf(broken("digits: 3", 'digits: "3"'))[0]).toMatch(/services\[0\]\.digits: must be integer/);
  });

  test("an unknown model, link, window and service are each named with what there is", () => {
    expect(
      faultsOf(
        broken('model: led/onbon-bx5k, link: bus-2, window: "1"', 'model: led/onbon-bx5, link: bus-2, window: "1"'),
      )[0],
    ).toMatch(/devices\[1\]\.model: there is no model "led\/onbon-bx5"; did you mean "led\/onbon-bx5k"\?/);
    expect(faultsOf(broken("link: net-printer, settings", "link: net-print, settings")).join()).toMatch(
      /no link "net-print"/,
    );
    expect(
      faultsOf(
        broken('window: "3", settings: { address: 3, width', 'window: "9", settings: { address: 3, width'),
      ).join(),
    ).toMatch(/no window "9"/);
    expect(faultsOf(broken("services: [enterprise, tax]", "services: [enterprise, taxes]")).join()).toMatch(
      /windows\[2\]\.services\[1\]: there is no service "taxes"; did you mean "tax"\?/,
    );
  });

  test("an id, a staff number and a bus address used twice are faults", () => {
    expect(faultsOf(broken("- { id: s02", "- { id: s01")).join()).toMatch(/staff\[1\]\.id: id "s01" is used twice/);
    expect(faultsOf(broken('number: "1002"', 'number: "1001"')).join()).toMatch(/staff number "1001" is used twice/);
    expect(faultsOf(broken("settings: { address: 2, width", "settings: { address: 1, width")).join()).toMatch(
      /address 1 on link "bus-2" is taken by "strip-1"/,
    );
  });

  test("a model's own settings are checked against the model", () => {
    expect(faultsOf(broken("address: 1, width: 96", "address: 1, widht: 96")).join()).toMatch(
      /settings\.widht: unknown key/,
    );
    expect(
      faultsOf(broken("variant: jackqchen, grades: { 0: 2, 1: 3, 2: 4, 3: 5 }", "variant: jackqchen")).join(),
    ).toMatch(/settings\.grades: "grades" is missing/);
    expect(faultsOf(broken("grades: { 0: 2,", "grades: { 0: 7,")).join()).toMatch(/devices\[9\]\.settings/);
  });

  test("a faulty link is reported against its own kind only", () => {
    const faults = faultsOf(
      broken("type: tcp, host: 127.0.0.1, port: 15001", "type: tcp, host: 127.0.0.1, port: 70000"),
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/links\[0\]\.port/);
    expect(faultsOf(broken("type: tcp, host: 127.0.0.1, port: 15001", "type: telnet")).join()).toMatch(
      /one of serial, tcp, file/,
    );
  });

  test("a printer shares its line with nobody and a kiosk's printer is a printer", () => {
    expect(faultsOf(broken("printer: printer-1", "printer: strip-1")).join()).toMatch(
      /"strip-1" is a led\/onbon-bx5k, not a printer/,
    );
  });

  test("a time zone that does not exist is a fault", () => {
    expect(faultsOf(broken("Asia/Shanghai", "Asia/Shangri-La")).join()).toMatch(/hall\.timezone/);
  });

  test("broken YAML and files that are not there are faults, not crashes", () => {
    expect(faultsOf("hall: [unclosed")[0]).toMatch(/YAML/);
    expect(faultsOf("- just\n- a list").length).toBeGreaterThan(0);
    expect(faultsOf("").length).toBeGreaterThan(0);
    expect(loadConfig("/nonexistent/hall.yaml")).toMatchObject({
      ok: false,
      faults: [{ message: expect.stringMatching(/cannot read/) }],
    });
  });
});

describe("lines and the keys of some kinds", () => {
  const withDevices = (lines: string) => demo.replace(/^links:[\s\S]*?(?=^policy:)/m, lines);
  const PADS = `links:
  - { id: pads, type: websocket, host: 127.0.0.1, port: 16011 }
devices:
  - { id: pad-1, model: pad/json-ws, link: pads, window: "1", settings: { windowNumber: "1", grades: { "5": 5 } } }
`;

  test("a listening line must not take the hall's own port", () => {
    const own = /port: (\d+)/.exec(demo)?.[1] ?? "";
    const faults = faultsOf(withDevices(PADS.replace("16011", own)).replace(/printer: printer-1/g, "printer: null"));
    expect(faults.join("\n")).toMatch(/links\[0\]\.port: port \d+ is the hall's own/);
    expect(faultsOf(withDevices(PADS).replace(/printer: printer-1/g, "printer: null"))).toEqual([]);
  });

  test("a key that means nothing for a kind is a warning, not a fault", () => {
    const odd = PADS.replace('window: "1"', 'window: "1", windows: ["1"], kiosk: kiosk-1, expectEverySeconds: 9');
    const loaded = parseConfig(withDevices(odd).replace(/printer: printer-1/g, "printer: null"));
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
    const words = loaded.warnings.map(({ place, message }) => `${place} ${message}`).join("\n");
    expect(words).toMatch(/devices\[0\]\.windows "windows" means nothing for a pad/);
    expect(words).toMatch(/devices\[0\]\.kiosk "kiosk" means nothing for a pad/);
    expect(words).not.toContain("expectEverySeconds");
  });
});
