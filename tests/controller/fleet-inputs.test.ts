// What devices report to a running hall: codes, cards, presses and results, and what becomes of each.
import { describe, expect, test } from "vitest";
import { CARDS } from "../../simulators/readers/samv-cards.ts";
import { fromHex, toHex } from "../drivers/adapters/adapter.ts";
import { FleetHall, type FleetPlan } from "./fleet-hall.ts";

const inputs = (hall: FleetHall, id: string) =>
  hall.fleet.inputs.after(id, 0).inputs.map(({ what, became }) => `${what} → ${became}`);
const tokenOf = (hall: FleetHall, ticketId: string) => hall.state((state) => state.tickets.get(ticketId)?.token ?? "");

describe("a scanned code", () => {
  const PLAN: FleetPlan = {
    links: ["scan-1", "scan-2"],
    devices: [
      { id: "desk", model: "scanner/line", link: "scan-1" },
      { id: "at-1", model: "scanner/line", link: "scan-2", window: "1" },
    ],
  };
  const scan = async (hall: FleetHall, id: string, text: string) => {
    expect(hall.sim(id).press({ text })).toEqual({ ok: true });
    await hall.advance(1_000);
  };

  test("of the ticket that is called says at its window that its holder has come", async () => {
    const hall = await FleetHall.open(PLAN);
    const ticketId = await hall.calls("1");
    await scan(hall, "at-1", `http://hall.example/t/${await tokenOf(hall, ticketId)}`);
    expect(await hall.state((state) => state.tickets.get(ticketId)?.state)).toBe("serving");
    expect(hall.events().at(-1)?.actor).toBe("device:at-1");
    expect(inputs(hall, "at-1")).toEqual([expect.stringMatching(/^code of \d+ characters → arrived$/)]);
  });

  test("of a ticket that another window has called means nothing at this one", async () => {
    const hall = await FleetHall.open(PLAN);
    await hall.calls("1");
    const other = await hall.calls("2");
    await scan(hall, "at-1", await tokenOf(hall, other));
    expect(await hall.state((state) => state.tickets.get(other)?.state)).toBe("called");
    expect(hall.types().at(-1)).toBe("device.input");
  });

  test("of a missed ticket brings it back at a scanner that stands in no window", async () => {
    const hall = await FleetHall.open(PLAN);
    const ticketId = await hall.calls("1");
    await hall.does({ type: "missed", windowId: "1" });
    await scan(hall, "desk", await tokenOf(hall, ticketId));
    expect(await hall.state((state) => state.tickets.get(ticketId)?.state)).toBe("waiting");
    // Once more: it is refused by the rule, and logged with the rule's own word.
    await scan(hall, "desk", await tokenOf(hall, ticketId));
    expect(hall.events().at(-1)).toMatchObject({ type: "device.input", data: { became: "TICKET_NOT_MISSED" } });
  });

  test.each([
    "Z9Q8",
    "110101199001011234",
    "http://evil.example/t/short",
    "x".repeat(300),
    "https://hall.example/t/AAAAAAAAAAAAAAAAAAAAAA",
  ])("that is no ticket here (%j) is logged, but not what it says", async (text) => {
    const hall = await FleetHall.open(PLAN);
    await hall.calls("1");
    await scan(hall, "at-1", text);
    const last = hall.events().at(-1);
    expect(last).toMatchObject({ type: "device.input", data: { became: "no ticket for this place" } });
    const kept = JSON.stringify([hall.events(), hall.fleet.inputs.after("at-1", 0), hall.log]);
    expect(kept).not.toContain(text);
    const wire = hall.fleet.member("at-1")?.wireLog.text() ?? "";
    expect(wire).not.toBe("");
    expect(wire).not.toContain(toHex(Buffer.from(text)));
  });
});

describe("a card", () => {
  const PLAN: FleetPlan = { links: ["reader"], devices: [{ id: "reader-1", model: "reader/samv", link: "reader" }] };

  test("leaves nothing of a person behind: not in events, inputs, logs or the byte log", async () => {
    const hall = await FleetHall.open(PLAN);
    for (const key of Object.keys(CARDS)) {
      hall.sim("reader-1").press({ key });
      await hall.advance(8_000);
    }
    const read = hall.events().filter(({ type }) => type === "device.input");
    expect(read).toHaveLength(Object.keys(CARDS).length);
    for (const { data } of read) expect(JSON.stringify(data)).toMatch(/"card [0-9a-f]{12}"/);
    const member = hall.fleet.member("reader-1");
    const kept = JSON.stringify([
      hall.events(),
      hall.fleet.inputs.after("reader-1", 0),
      hall.log,
      member?.status(),
      member?.wireLog.frames(),
    ]);
    for (const { name, idNumber, address, birth } of Object.values(CARDS))
      for (const word of [name, idNumber, address, birth, idNumber.slice(6, 14)]) {
        expect(kept).not.toContain(word);
        expect(kept).not.toContain(toHex(Buffer.from(word, "utf16le")));
      }
    expect(inputs(hall, "reader-1")[0]).toMatch(/^张\* 990\*{13}\S{2} → card [0-9a-f]{12}$/);
  });

  test("is the same card when it comes again, and another one is another", async () => {
    const hall = await FleetHall.open(PLAN);
    for (const key of ["card-1", "card-2", "card-1"]) {
      hall.sim("reader-1").press({ key });
      await hall.advance(8_000);
    }
    const keys = hall.events().flatMap((event) => (event.type === "device.input" ? [event.data.input] : []));
    expect(keys).toHaveLength(3);
    expect(keys[0]).toBe(keys[2]);
    expect(keys[0]).not.toBe(keys[1]);
  });
});

describe("a pad that names what it was asked about", () => {
  const PLAN: FleetPlan = {
    links: ["pad"],
    devices: [
      {
        id: "pad-1",
        model: "pad/json-ws",
        link: "pad",
        window: "1",
        settings: { windowNumber: "1", grades: { "5": 5, "4": 4, "1": 1 } },
      },
    ],
  };

  async function opened() {
    const hall = await FleetHall.open(PLAN);
    const heard: { type: string; RateID?: string }[] = [];
    hall.wire("pad").receive = (bytes) => {
      for (const line of Buffer.from(bytes).toString().trim().split("\n")) heard.push(JSON.parse(line));
    };
    const rate = async (RateID: string, Content: string) => {
      const text = `${JSON.stringify({ type: "RateSubmit", RateID, Content })}\n`;
      hall.wire("pad").send(fromHex(Buffer.from(text).toString("hex")));
      await hall.advance(1_000);
    };
    const serves = async () => {
      await hall.calls("1");
      await hall.does({ type: "arrived", windowId: "1" });
      await hall.does({ type: "finish", windowId: "1" });
      await hall.advance(1_000);
      return heard.filter(({ type }) => type === "RateQuest").at(-1)?.RateID ?? "";
    };
    return { hall, heard, rate, serves };
  }
  const levels = (hall: FleetHall) =>
    hall.events().flatMap((event) => (event.type === "rating.recorded" ? [[event.data.caseId, event.data.level]] : []));

  test("is asked under the name of the case, and rates that one", async () => {
    const { hall, rate, serves } = await opened();
    const caseId = await serves();
    expect(await hall.state((state) => state.cases.has(caseId))).toBe(true);
    await rate(caseId, "4");
    expect(levels(hall)).toEqual([[caseId, 4]]);
    expect(inputs(hall, "pad-1")).toEqual(["grade 4 → level 4"]);
  });

  test("that answers late rates the case it was asked about, never the next person's", async () => {
    const { hall, rate, serves } = await opened();
    const first = await serves();
    const second = await serves();
    expect(second).not.toBe(first);
    await rate(first, "1");
    await rate(second, "5");
    expect(levels(hall)).toEqual([
      [first, 1],
      [second, 5],
    ]);
  });

  test("counts once however often it says so", async () => {
    const { hall, rate, serves } = await opened();
    const caseId = await serves();
    await rate(caseId, "5");
    await hall.advance(5_000);
    await rate(caseId, "1");
    expect(levels(hall)).toEqual([[caseId, 5]]);
    expect(inputs(hall, "pad-1").at(-1)).toBe("grade 1 → CASE_ALREADY_RATED");
  });

  test.each([
    ["a case of nobody", "c_nobody", "5", "not a case of this window"],
    ["the technician's test", "test", "5", "a test"],
    ["a grade that is not in its map", "", "9", "not in the pad's grade map"],
  ])("says %s: logged, never counted", async (_what, name, content, became) => {
    const { hall, rate, serves } = await opened();
    const caseId = await serves();
    await rate(name === "" ? caseId : name, content);
    expect(levels(hall)).toEqual([]);
    expect(hall.events().at(-1)).toMatchObject({ type: "device.input", data: { deviceId: "pad-1", became } });
  });

  test("of another window is not believed", async () => {
    const { hall, rate } = await opened();
    await hall.calls("2");
    await hall.does({ type: "arrived", windowId: "2" });
    await hall.does({ type: "finish", windowId: "2" });
    const foreign = await hall.state((state) => [...state.cases.keys()][0] ?? "");
    await rate(foreign, "5");
    expect(levels(hall)).toEqual([]);
  });
});

describe("a keypad", () => {
  const settings = { address: 1, variant: "jackqchen" };
  const PLAN: FleetPlan = {
    links: ["bus-1"],
    devices: [{ id: "keypad-1", model: "keypad/ff68", link: "bus-1", window: "1", settings }],
  };

  test("of a hall whose disk is full is told that its press was not done, and presses again later", async () => {
    const hall = await FleetHall.open(PLAN);
    hall.store.full = true;
    hall.sim("keypad-1").press({ key: "call" });
    await hall.advance(2_000);
    expect(inputs(hall, "keypad-1").every((line) => !line.endsWith("→ call"))).toBe(true);
    hall.store.full = false;
    hall.sim("keypad-1").press({ key: "call" });
    await hall.advance(2_000);
    expect(await hall.state((state) => state.windows.get("1")?.state)).toBe("open");
    expect(hall.errors).toEqual([]);
  });

  test("of a hall whose log has failed is refused, and no exception goes astray", async () => {
    const hall = await FleetHall.open(PLAN);
    hall.store.append = () => {
      throw new Error("the disk is gone");
    };
    hall.sim("keypad-1").press({ key: "call" });
    await hall.advance(2_000);
    expect(hall.errors).toHaveLength(1);
    hall.sim("keypad-1").press({ key: "call" });
    await hall.advance(2_000);
    const refused = hall.log.filter((line) => JSON.stringify(line).includes("input not"));
    expect(refused.length).toBeGreaterThanOrEqual(2);
  });
});
