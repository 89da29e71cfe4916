// Tokens of programs: made with the rights they need, shown once.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { NewTokenView } from "../../../controller/contract/access.ts";
import { DEVICE_ROLES, type DeviceRole, STAFF_ROLES, type StaffRole } from "../../../controller/contract/roles.ts";
import { dayAndTime } from "../../shared/format.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import type { AccessRoom } from "./store.ts";
import { DEVICE_ROLE_WORDS, STAFF_ROLE_WORDS } from "./words.ts";

type Given = StaffRole | DeviceRole;
const WORDS = { ...STAFF_ROLE_WORDS, ...DEVICE_ROLE_WORDS };
const DAYS_DEFAULT = 365;

export function Tokens({ room }: { room: AccessRoom }): JSX.Element | null {
  const tokens = room.tokens.value;
  const label = useSignal("");
  const rights = useSignal<readonly Given[]>([]);
  const fresh = useSignal<string | null>(null);
  if (tokens === null) return null;
  const make = async () => {
    const body = { label: label.value.trim(), rights: rights.value, days: DAYS_DEFAULT };
    const answer = await room.change<NewTokenView>("tokens", body, { zh: "令牌已建立", en: "The token is made" });
    if (answer === null) return;
    fresh.value = answer.value.token;
    label.value = "";
    rights.value = [];
  };
  return (
    <Panel title={{ zh: "程序令牌", en: "Tokens of programs" }}>
      <ul class="access-list">
        {tokens.map((token) => (
          <li key={token.id}>
            <span>
              <b>{token.label}</b>　{token.rights.map((right) => WORDS[right].zh).join("、")}　至 until{" "}
              {token.expiresAt?.slice(0, 10) ?? "—"}　用过 used {dayAndTime(token.usedAt)}
            </span>
            <Press
              class="access-danger"
              onPress={() => void room.change(`tokens/${token.id}/revoke`, {}, { zh: "令牌已撤销", en: "Revoked" })}
            >
              撤销 Revoke
            </Press>
          </li>
        ))}
      </ul>
      {fresh.value !== null && (
        <p class="access-fresh">
          <Say
            class="inline"
            of={{ zh: "只显示这一次，请立即抄到程序里：", en: "Shown this once: put it into the program now" }}
          />
          <code>{fresh.value}</code>
        </p>
      )}
      <div class="access-form">
        <label>
          程序 Program
          <input
            name="token-label"
            maxLength={60}
            value={label.value}
            onInput={(event) => {
              label.value = event.currentTarget.value;
            }}
          />
        </label>
        <fieldset>
          <legend>权限 Rights</legend>
          {[...STAFF_ROLES, ...DEVICE_ROLES].map((right) => (
            <label key={right} class="access-check">
              <input
                type="checkbox"
                checked={rights.value.includes(right)}
                onChange={() => {
                  const has = rights.value.includes(right);
                  rights.value = has ? rights.value.filter((one) => one !== right) : [...rights.value, right];
                }}
              />
              <Say class="inline" of={WORDS[right]} />
            </label>
          ))}
        </fieldset>
        <Press
          class="primary"
          disabled={label.value.trim() === "" || rights.value.length === 0}
          onPress={() => void make()}
        >
          <Say of={{ zh: `建立令牌（${DAYS_DEFAULT} 天）`, en: `Make a token (${DAYS_DEFAULT} days)` }} />
        </Press>
      </div>
    </Panel>
  );
}
