// Whether a phone outside the hall's network can open the citizens' page: as tried, else by the address itself.
import { isIP } from "node:net";
import type { HallState, Reachability } from "../domain/types.ts";

/** `public`: from anywhere. `hall`: in the hall's own network. `nowhere`: on this machine alone. */
export type Reach = "public" | "hall" | "nowhere";

/** What kind of address this is. Names count as public: a private one would need a name server of its own. */
export function addressKind(host: string): "public" | "private" | "loopback" {
  const plain = host
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/^::ffff:/, "");
  if (plain === "localhost" || plain === "::1" || /^127\./.test(plain)) return "loopback";
  if (isIP(plain) === 4) {
    const isPrivate = /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;
    return isPrivate.test(plain) ? "private" : "public";
  }
  if (isIP(plain) === 6) return /^(f[cd]|fe[89ab])/.test(plain) ? "private" : "public";
  return /(\.local|\.lan|\.internal|\.home\.arpa)$/.test(plain) || !plain.includes(".") ? "private" : "public";
}

/** Host and port of the address on the paper; empty when it has none. */
export function hostOf(url: string): string {
  return /^https?:\/\/([^/]+)/.exec(url)?.[1]?.toLowerCase() ?? "";
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, "");
}

/** Checks of the present address; those of an earlier one say nothing. */
export function checksOf(state: HallState, url: string): readonly Reachability[] {
  const host = hostOf(url);
  return state.reachability.filter((check) => check.host.toLowerCase() === host);
}

/** How far the paper's address reaches. */
export function reachOf(state: HallState, url: string): Reach {
  const checks = checksOf(state, url);
  if (checks.some(({ via }) => via === "mobile")) return "public";
  if (checks.length > 0) return "hall";
  const kind = addressKind(nameOf(hostOf(url)));
  if (kind === "public") return "public";
  return kind === "private" ? "hall" : "nowhere";
}

/** The line on the paper beside the QR code: what to do so that it opens. */
export function scanNote(reach: Reach, wifi: string | null, shortCode: string): string {
  if (reach === "public") return "请留意叫号，扫码可查看进度并评价";
  const byCode = `在取号机输入短码 ${shortCode} 也可查看`;
  if (reach === "nowhere") return `请留意叫号，${byCode}`;
  return `请先连接大厅 Wi-Fi${wifi === null ? "" : `「${wifi}」`}再扫码；${byCode}`;
}
