// Can a phone open the page? The technician's check, what the paper says, and the short code.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TokenBuckets } from "../../controller/http/token-buckets.ts";
import { addressKind, reachOf, scanNote } from "../../controller/views/reach.ts";
import { shortCodeOf } from "../../controller/views/short-code.ts";
import { House, MAINTAINER } from "./house.ts";
import { Phone } from "./phone-forms.ts";

let house: House;
let phone: Phone;

beforeEach(async () => {
  house = await House.open();
  phone = new Phone(house);
});
afterEach(async () => {
  expect(house.errors).toEqual([]);
  await house.close();
});

const get: Phone["get"] = (...asked) => phone.get(...asked);

describe("can a phone open it?", () => {
  const begin = async () => (await house.post("technician/reachability", undefined, MAINTAINER)).body;
  const known = async () => (await house.get("technician/reachability", MAINTAINER)).body;
  const scan = async (url: string, via: string, host: string) => {
    const path = new URL(url).pathname;
    const opens = await get(path, { host });
    const payload = new URLSearchParams({ via }).toString();
    return [opens.status, (await phone.post(path, payload, { host })).status];
  };

  test("a technician begins it, scans by mobile data and Wi-Fi, and the result stays", async () => {
    expect((await house.post("technician/reachability")).body.code).toBe("TECHNICIAN_KEY_NEEDED");
    const { url, svg, nonce } = await begin();
    expect(url).toBe(`http://hall.example:8080/t/check/${nonce}`);
    expect(svg).toContain("<svg");
    expect(await known()).toMatchObject({ reach: "public", checks: [] });
    expect(await scan(url, "wifi", "hall.example:8080")).toEqual([200, 200]);
    expect(await known()).toMatchObject({ reach: "hall", checks: [{ via: "wifi", current: true }] });
    expect(await scan(url, "mobile", "hall.example:8080")).toEqual([200, 200]);
    expect(await known()).toMatchObject({ reach: "public" });
    expect(await scan(url, "carrier pigeon", "hall.example:8080")).toEqual([200, 303]);
    const { body: rows } = await house.get("events?limit=1000");
    expect(rows.filter((one: { type: string }) => one.type === "reachability.checked")).toHaveLength(2);
    house.clock.advance(31 * 60_000);
    expect(await scan(url, "mobile", "hall.example:8080")).toEqual([410, 410]);
    expect((await get("/t/check/unknown")).status).toBe(410);
  });

  test("where nothing is public the paper says Wi-Fi and short code, and the code finds the ticket", async () => {
    const ticket = await house.ticket();
    const note = (url: string, wifi: string | null = null) =>
      house.hall.read((state) => scanNote(reachOf(state, url), wifi, "ABC123"));
    expect(await note("http://hall.example:8080/t/x")).toBe("请留意叫号，扫码可查看进度并评价");
    expect(await note("http://10.1.2.3:8080/t/x", "GovHall")).toBe(
      "请先连接大厅 Wi-Fi「GovHall」再扫码；在取号机输入短码 ABC123 也可查看",
    );
    expect(await note("http://127.0.0.1:8080/t/x")).toBe("请留意叫号，在取号机输入短码 ABC123 也可查看");
    const code = shortCodeOf(ticket.url.split("/t/")[1]);
    expect(code).toMatch(/^\d{8}$/);
    const found = await house.get(`tickets/code/${code}`);
    expect(found).toMatchObject({ status: 200, body: { number: "A001", state: "waiting", url: "", mayLeave: true } });
    expect((await house.get("tickets/code/%3F%3F%3F%3F")).body.code).toBe("TICKET_UNKNOWN");
    for (let i = 0; i < 20; i++) await house.get("tickets/code/99999999");
    expect((await house.get("tickets/code/99999999")).body.code).toBe("REQUESTS_TOO_MANY");
    // A right code would be a guess now, and so would an appointment's.
    expect((await house.get(`tickets/code/${code}`)).body.code).toBe("REQUESTS_TOO_MANY");
    expect((await house.post("appointments/check-in", { code: "12345678" })).body.code).toBe("REQUESTS_TOO_MANY");
  });

  test("addresses are told apart: anywhere, the hall's own network, this machine", () => {
    const kinds = (...hosts: string[]) => hosts.map((host) => addressKind(host));
    expect(new Set(kinds("hall.example", "8.8.8.8", "2400:cb00::1", "172.32.0.1"))).toEqual(new Set(["public"]));
    expect(
      new Set(kinds("10.0.0.1", "192.168.1.5", "172.16.0.9", "100.64.0.1", "fd00::1", "[fe80::1]", "hall.lan", "hall")),
    ).toEqual(new Set(["private"]));
    expect(new Set(kinds("127.0.0.1", "localhost", "::1", "::ffff:127.0.0.1"))).toEqual(new Set(["loopback"]));
  });
});

test("a bucket refills with time, forgets the quiet ones, and remembers no more than it may", () => {
  const buckets = new TokenBuckets({ burst: 2, perSecond: 0.5 }, 3);
  expect([buckets.take("a", 0), buckets.take("a", 0), buckets.take("a", 0)]).toEqual([0, 0, 2]);
  expect([buckets.take("a", 1_000), buckets.take("a", 2_000)]).toEqual([1, 0]);
  // A clock set back neither fills nor empties it.
  expect(buckets.take("a", 0)).toBe(2);
  for (const caller of ["b", "c", "d"]) expect(buckets.take(caller, 2_000)).toBe(0);
  expect(buckets.size).toBe(3);
});
