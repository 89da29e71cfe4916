// Paired pages: let one in by the code on its screen, give its place to another, send it away.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { PairedDevicesView, PairedDeviceView } from "../../../controller/contract/access.ts";
import { DEVICE_ROLES, type DeviceRole } from "../../../controller/contract/roles.ts";
import { dayAndTime } from "../../shared/format.ts";
import { both } from "../../shared/i18n/both.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import type { AccessRoom } from "./store.ts";
import { DEVICE_ROLE_WORDS } from "./words.ts";

const CODE = /^\d{6}$/;

/** `123 456` and `123456` are the same code. */
export const codeOf = (typed: string): string | null => {
  const digits = typed.replace(/\s/g, "");
  return CODE.test(digits) ? digits : null;
};

const nameOf = ({ places }: PairedDevicesView, role: DeviceRole, place: string | null): string => {
  if (place === null) return "全厅 Whole hall";
  const found = places[role].find(({ id }) => id === place);
  return found === undefined ? place : both(found.name).zh;
};

export function Devices({ room }: { room: AccessRoom }): JSX.Element | null {
  const known = room.devices.value;
  if (known === null) return null;
  return (
    <Panel title={{ zh: "配对设备", en: "Paired devices" }}>
      <PairForm room={room} known={known} />
      <div class="access-scroll">
        <table>
          <thead>
            <tr>
              <th>用途 Role</th>
              <th>位置 Place</th>
              <th>备注 Label</th>
              <th>配对 Paired</th>
              <th>最近 Seen</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {known.devices.map((device) => (
              <Row key={device.id} room={room} known={known} device={device} />
            ))}
          </tbody>
        </table>
      </div>
      {known.devices.length === 0 && (
        <p class="quiet">
          <Say class="inline" of={{ zh: "还没有配对的设备", en: "No device is paired yet" }} />
        </p>
      )}
    </Panel>
  );
}

function PairForm({ room, known }: { room: AccessRoom; known: PairedDevicesView }): JSX.Element {
  const code = useSignal("");
  const role = useSignal<DeviceRole>("kiosk");
  const place = useSignal<string | null>(null);
  const label = useSignal("");
  const places = known.places[role.value];
  // A kiosk and a pad act for one place; a board and a player may belong to the whole hall.
  const hasWhole = role.value === "board" || role.value === "player";
  const chosen = places.some(({ id }) => id === place.value) ? place.value : hasWhole ? null : (places[0]?.id ?? null);
  const digits = codeOf(code.value);
  const pair = async () => {
    const body = { code: digits, role: role.value, place: chosen, label: label.value.trim() };
    const answer = await room.change("pairing/approve", body, { zh: "已配对", en: "The device is paired" });
    if (answer === null) return;
    code.value = "";
    label.value = "";
  };
  return (
    <div class="access-form">
      <p class="access-waiting">
        <Say
          class="inline"
          of={
            known.waiting.length === 0
              ? { zh: "没有设备在等待配对", en: "No device waits to be paired" }
              : {
                  zh: `${known.waiting.length} 台设备正显示配对码：输入它屏幕上的 6 位数字`,
                  en: `${known.waiting.length} waiting: type the 6 digits on its screen`,
                }
          }
        />
      </p>
      <label>
        配对码 Code
        <input
          class="access-code"
          name="pairing-code"
          inputMode="numeric"
          autocomplete="off"
          maxLength={7}
          placeholder="000 000"
          value={code.value}
          onInput={(event) => {
            code.value = event.currentTarget.value;
          }}
        />
      </label>
      <label>
        用途 Role
        <select
          name="pairing-role"
          value={role.value}
          onChange={(event) => {
            role.value = event.currentTarget.value as DeviceRole;
          }}
        >
          {DEVICE_ROLES.map((one) => (
            <option key={one} value={one}>
              {DEVICE_ROLE_WORDS[one].zh} {DEVICE_ROLE_WORDS[one].en}
            </option>
          ))}
        </select>
      </label>
      <label>
        位置 Place
        <select
          name="pairing-place"
          value={chosen ?? ""}
          onChange={(event) => {
            place.value = event.currentTarget.value === "" ? null : event.currentTarget.value;
          }}
        >
          {hasWhole && <option value="">全厅 Whole hall</option>}
          {places.map(({ id, name }) => (
            <option key={id} value={id}>
              {both(name).zh}
            </option>
          ))}
        </select>
      </label>
      <label>
        备注 Label
        <input
          name="pairing-label"
          maxLength={60}
          value={label.value}
          onInput={(event) => {
            label.value = event.currentTarget.value;
          }}
        />
      </label>
      <Press
        class="primary"
        id="pair"
        disabled={digits === null || (chosen === null && !hasWhole)}
        onPress={() => void pair()}
      >
        <Say of={{ zh: "配对", en: "Pair" }} />
      </Press>
    </div>
  );
}

function Row(props: { room: AccessRoom; known: PairedDevicesView; device: PairedDeviceView }): JSX.Element {
  const { room, known, device } = props;
  const asked = useSignal<"nothing" | "revoke" | "swap">("nothing");
  const code = useSignal("");
  const digits = codeOf(code.value);
  const path = `devices/${encodeURIComponent(device.id)}`;
  const revoke = () => room.change(`${path}/revoke`, {}, { zh: "已撤销", en: "It may no longer" });
  const swap = async () => {
    const done = { zh: "新设备已接替", en: "The new device has taken its place" };
    if ((await room.change(`${path}/swap`, { code: digits }, done)) !== null) asked.value = "nothing";
  };
  return (
    <tr data-device={device.id}>
      <td>
        <Say class="inline" of={DEVICE_ROLE_WORDS[device.role]} />
      </td>
      <td>{nameOf(known, device.role, device.place)}</td>
      <td>{device.label}</td>
      <td>{dayAndTime(device.pairedAt)}</td>
      <td>{dayAndTime(device.seenAt)}</td>
      <td class="access-acts">
        {asked.value === "nothing" && (
          <>
            <Press
              onPress={() => {
                asked.value = "swap";
              }}
            >
              更换 Swap
            </Press>
            <Press
              class="access-danger"
              onPress={() => {
                asked.value = "revoke";
              }}
            >
              撤销 Revoke
            </Press>
          </>
        )}
        {asked.value === "swap" && (
          <input
            class="access-code"
            name="swap-code"
            inputMode="numeric"
            maxLength={7}
            placeholder="新设备的码 000 000"
            value={code.value}
            onInput={(event) => {
              code.value = event.currentTarget.value;
            }}
          />
        )}
        {asked.value !== "nothing" && (
          <>
            <Press
              class="access-danger"
              disabled={asked.value === "swap" && digits === null}
              onPress={() => void (asked.value === "swap" ? swap() : revoke())}
            >
              {asked.value === "swap" ? "接替 Take over" : "确认撤销 Revoke now"}
            </Press>
            <Press
              onPress={() => {
                asked.value = "nothing";
              }}
            >
              取消 Cancel
            </Press>
          </>
        )}
      </td>
    </tr>
  );
}
