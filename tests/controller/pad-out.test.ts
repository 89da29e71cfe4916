// An unplugged rating pad: pages, strip and paper take its place at once, and it comes back by itself. No rating is
// lost or counted twice, also where it was asked when it went.
import { describe, expect, test } from "vitest";
import { padHardware } from "../../controller/views/windows.ts";
import { FleetHall, type FleetPlan } from "./fleet-hall.ts";

const PLAN: FleetPlan = {
  links: ["bus", "signs"],
  devices: [
    {
      ...{ id: "pad-1", model: "pad/ff68", link: "bus", window: "1" },
      settings: { address: 1, variant: "jackqchen", grades: { "0": 1, "1": 2, "2": 3, "3": 4, "4": 5 } },
    },
    { id: "strip-1", model: "led/onbon-bx5k", link: "signs", window: "1", settings: { address: 1, width: 128 } },
  ],
};

async function asking() {
  const hall = await FleetHall.open(PLAN);
  const serve = async () => {
    await hall.calls("1");
    await hall.does({ type: "arrived", windowId: "1" });
    await hall.does({ type: "finish", windowId: "1" });
    await hall.advance(1_500);
    return hall.state((state) => state.windows.get("1")?.invitedCaseId ?? "");
  };
  const rated = () =>
    hall.events().flatMap((event) => (event.type === "rating.recorded" ? [[event.data.caseId, event.data.level]] : []));
  const hardware = () => hall.state((state) => padHardware({ devices: hall.fleet.views(), state }, "1").hardware);
  const strip = () => hall.sim("strip-1").display;
  /** The line is cut: nothing gets through until it is mended. */
  const cut = async () => {
    hall.wire("bus").cut();
    await hall.advance(3_000);
  };
  const mend = async () => {
    hall.wire("bus").restore();
    await hall.advance(60_000);
  };
  return { hall, serve, rated, hardware, strip, cut, mend };
}

describe("a pad whose line is cut", () => {
  test("is replaced while it is asked: the touch elsewhere counts once, its own late one does not", async () => {
    const { hall, serve, rated, hardware, strip, cut, mend } = await asking();
    const caseId = await serve();
    expect(await hardware()).toBe("working");
    await cut();
    expect(await hardware()).toBe("down");
    expect(hall.types()).toContain("alarm.raised");
    expect(strip()).toContain("扫");
    const press = { reasons: [], comment: null, deviceId: null, windowId: null } as const;
    const given = { type: "record-rating", caseId, level: 2, channel: "window_pad", ...press } as const;
    expect((await hall.does(given)).ok).toBe(true);
    await hall.advance(1_500);
    expect(strip()).not.toContain("扫");
    await mend();
    expect(await hardware()).toBe("working");
    hall.sim("pad-1").press({ grade: 4 });
    await hall.advance(2_000);
    expect(rated()).toEqual([[caseId, 2]]);
  });

  test("is asked again when it is back, and the next person presses it as before", async () => {
    const { hall, serve, rated, cut, mend } = await asking();
    await cut();
    await mend();
    const caseId = await serve();
    hall.sim("pad-1").press({ grade: 0 });
    await hall.advance(2_000);
    expect(rated()).toEqual([[caseId, 1]]);
  });
});
