// One line per event about who may come in.
import type { LoggedEvent } from "../domain/events.ts";

const CHANGES: Readonly<Record<string, string>> = {
  created: "建立账号 account made",
  password: "密码已更换 new password",
  disabled: "账号停用 account off",
  enabled: "账号启用 account on",
  roles: "角色变更 roles changed",
};

/** Null: about something else. */
export function accessText(event: LoggedEvent): string | null {
  switch (event.type) {
    case "account.signed-in":
      return `${event.data.staffId} 登录 signed in`;
    case "account.signed-out":
      return `${event.data.staffId} ${event.data.reason === "ended" ? "被登出 sent out" : "退出 signed out"}`;
    case "account.locked":
      return event.data.staffId === null
        ? "某地址多次密码错误，暂停登录 an address is locked out"
        : `${event.data.staffId} 多次密码错误，暂停登录 locked out`;
    case "account.changed":
      return `${event.data.staffId} ${CHANGES[event.data.change] ?? event.data.change}`;
    case "device-page.paired":
      return `${event.data.role} ${event.data.place ?? ""} 已配对 paired`.replace("  ", " ");
    case "device-page.revoked":
      return `${event.data.role} ${event.data.place ?? ""} 配对已撤销 revoked`.replace("  ", " ");
    case "token.created":
      return `令牌 token ${event.data.tokenId} 已建立 made`;
    case "token.revoked":
      return `令牌 token ${event.data.tokenId} 已撤销 revoked`;
    default:
      return null;
  }
}
