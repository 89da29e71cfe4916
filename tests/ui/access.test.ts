// Who is let in at a page, and what the sign-in and pairing pages make of what is typed. Pure.
import { describe, expect, test } from "vitest";
import type { MeView } from "../../controller/contract/access.ts";
import { nextPage, passwordTrouble, troubleWords } from "../../kiosk-ui/login/view.ts";
import { codeOf } from "../../kiosk-ui/manager/access/devices.tsx";
import { admissionOf, signInAddress } from "../../kiosk-ui/shared/admission.ts";

describe("pages", () => {
  const me = (kind: MeView["kind"], rights: string[], place: string | null = null): MeView => ({
    ...{ kind, id: null, name: null, rights, place, setUpNeeded: false },
  });

  test("lead to the sign-in, show a code, or go on", () => {
    const manager = { kind: "staff", rights: ["manager"] } as const;
    expect(admissionOf(manager, me("loopback", ["manager"]))).toBe("in");
    expect(admissionOf(manager, me("nobody", ["public"]))).toBe("sign-in");
    expect(admissionOf(manager, me("staff", ["window"]))).toBe("may-not");
    const kiosk = { kind: "device", role: "kiosk", place: "kiosk-1" } as const;
    expect(admissionOf(kiosk, me("nobody", ["public"]))).toBe("pair");
    expect(admissionOf(kiosk, me("device", ["kiosk"], "kiosk-1"))).toBe("in");
    expect(admissionOf(kiosk, me("device", ["kiosk"], "kiosk-2"))).toBe("pair");
    expect(signInAddress({ pathname: "/window", search: "?id=1", hash: "" })).toBe("/login?next=%2Fwindow%3Fid%3D1");
  });

  test("the sign-in leads back into the hall and nowhere else", () => {
    const back = (next: string) => nextPage(`?next=${encodeURIComponent(next)}`, "http://hall.example");
    expect(back("/window?id=1#x")).toBe("/window?id=1#x");
    for (const trap of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", "/login", "\t//x"])
      expect([trap, back(trap)]).toEqual([trap, "/"]);
  });

  test("say how long to wait, and what is wrong with a password", () => {
    expect(troubleWords("SIGN_IN_LOCKED", "again in 30 s").zh).toContain("30 秒");
    expect(passwordTrouble("short", "short", 10)?.zh).toContain("10");
    expect(passwordTrouble("long enough 1", "long enough 2", 10)).not.toBeNull();
    expect(passwordTrouble("long enough 1", "long enough 1", 10)).toBeNull();
    expect([codeOf("123 456"), codeOf("12345"), codeOf("abcdef")]).toEqual(["123456", null, null]);
  });
});
