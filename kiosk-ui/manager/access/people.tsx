// Accounts of people, and where they are signed in.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { AccountView } from "../../../controller/contract/access.ts";
import { PASSWORD_CHARS_MIN } from "../../../controller/contract/access-limits.ts";
import { STAFF_ROLES, type StaffRole } from "../../../controller/contract/roles.ts";
import { dayAndTime } from "../../shared/format.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import type { AccessRoom } from "./store.ts";
import { STAFF_ROLE_WORDS } from "./words.ts";

export function People({ room }: { room: AccessRoom }): JSX.Element | null {
  const accounts = room.accounts.value;
  const open = useSignal<string | null>(null);
  if (accounts === null) return null;
  return (
    <Panel title={{ zh: "人员账号", en: "People" }}>
      <div class="access-scroll">
        <table>
          <thead>
            <tr>
              <th>姓名 Name</th>
              <th>用户名 User name</th>
              <th>角色 Roles</th>
              <th>状态 State</th>
              <th>最近登录 Last sign-in</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => (
              <tr key={account.staffId} data-account={account.staffId}>
                <td>{account.name}</td>
                <td>{account.username}</td>
                <td>{account.roles.map((role) => STAFF_ROLE_WORDS[role].zh).join("、")}</td>
                <td>{stateOf(account)}</td>
                <td>{dayAndTime(account.lastSignInAt)}</td>
                <td class="access-acts">
                  <Press
                    pressed={open.value === account.staffId}
                    onPress={() => {
                      open.value = open.value === account.staffId ? null : account.staffId;
                    }}
                  >
                    {account.hasPassword ? "管理 Manage" : "建立账号 Make account"}
                  </Press>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {accounts
        .filter(({ staffId }) => staffId === open.value)
        .map((account) => (
          <Account key={`${account.staffId} ${account.roles.join()}`} room={room} account={account} />
        ))}
    </Panel>
  );
}

function stateOf({ hasPassword, disabled, lockedUntil }: AccountView): string {
  if (!hasPassword) return "无账号 none";
  if (disabled) return "已停用 off";
  return lockedUntil === null ? "可登录 on" : `锁定至 locked until ${lockedUntil.slice(11, 16)}`;
}

function Account({ room, account }: { room: AccessRoom; account: AccountView }): JSX.Element {
  const password = useSignal("");
  const roles = useSignal<readonly StaffRole[]>(account.roles);
  const id = encodeURIComponent(account.staffId);
  const save = async () => {
    const answer = account.hasPassword
      ? await room.change(
          `accounts/${id}/password`,
          { password: password.value },
          { zh: "密码已更换", en: "New password set" },
        )
      : await room.change(
          "accounts",
          { staffId: account.staffId, password: password.value, roles: roles.value },
          { zh: "账号已建立", en: "The account is made" },
        );
    if (answer !== null) password.value = "";
  };
  const toggle = (role: StaffRole) => {
    const has = roles.value.includes(role);
    roles.value = has ? roles.value.filter((one) => one !== role) : [...roles.value, role];
  };
  return (
    <div class="access-form access-account">
      <b>{account.name}</b>
      <fieldset>
        <legend>角色 Roles</legend>
        {STAFF_ROLES.map((role) => (
          <label key={role} class="access-check">
            <input type="checkbox" checked={roles.value.includes(role)} onChange={() => toggle(role)} />
            <Say class="inline" of={STAFF_ROLE_WORDS[role]} />
          </label>
        ))}
        {account.hasPassword && (
          <Press
            disabled={roles.value.length === 0}
            onPress={() =>
              void room.change(`accounts/${id}/roles`, { roles: roles.value }, { zh: "角色已保存", en: "Roles saved" })
            }
          >
            保存角色 Save roles
          </Press>
        )}
      </fieldset>
      <label>
        {account.hasPassword ? "新密码 New password" : "首个密码 First password"}
        <input
          type="password"
          name="account-password"
          autocomplete="new-password"
          value={password.value}
          placeholder={`≥ ${PASSWORD_CHARS_MIN}`}
          onInput={(event) => {
            password.value = event.currentTarget.value;
          }}
        />
      </label>
      <Press class="primary" disabled={password.value === ""} onPress={() => void save()}>
        {account.hasPassword ? "更换密码 Set password" : "建立账号 Make account"}
      </Press>
      {account.hasPassword && (
        <Press
          class="access-danger"
          onPress={() =>
            void room.change(
              `accounts/${id}/${account.disabled ? "enable" : "disable"}`,
              {},
              account.disabled ? { zh: "账号已启用", en: "Account on" } : { zh: "账号已停用", en: "Account off" },
            )
          }
        >
          {account.disabled ? "启用账号 Switch on" : "停用账号 Switch off"}
        </Press>
      )}
    </div>
  );
}

export function Sessions({ room }: { room: AccessRoom }): JSX.Element | null {
  const sessions = room.sessions.value;
  const accounts = room.accounts.value;
  if (accounts === null) return null;
  const nameOf = (staffId: string) => accounts.find((one) => one.staffId === staffId)?.name ?? staffId;
  return (
    <Panel title={{ zh: "现在登录", en: "Signed in now" }}>
      <ul class="access-list">
        {sessions.map((session) => (
          <li key={session.id}>
            <span>
              <b>{nameOf(session.staffId)}</b>　{dayAndTime(session.createdAt)} → {dayAndTime(session.seenAt)}
              {session.own && "　（本机 this one）"}
            </span>
            {!session.own && (
              <Press
                class="access-danger"
                onPress={() => void room.change(`sessions/${session.id}/end`, {}, { zh: "已登出", en: "Signed out" })}
              >
                登出 End
              </Press>
            )}
          </li>
        ))}
        {sessions.length === 0 && <li class="quiet">没有人登录 Nobody</li>}
      </ul>
      <p>
        <a href="/login">更换密码、退出登录 · Change password, sign out</a>
      </p>
    </Panel>
  );
}
