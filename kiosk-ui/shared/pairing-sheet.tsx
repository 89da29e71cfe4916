// Covers a device page until somebody lets it in: six digits to read aloud, and what to do with them.
import "./ui/pairing.css";
import { signal } from "@preact/signals";
import { type JSX, render } from "preact";
import type { ClaimView, PairingView } from "../../controller/contract/access.ts";
import type { DeviceRole } from "../../controller/contract/roles.ts";
import { type Answer, newKey, post } from "./api.ts";
import type { Both } from "./i18n/both.ts";
import { Say } from "./ui/parts.tsx";

const POLL_MS = 2_000;
const AGAIN_MS = 10_000;

const NAMES: Readonly<Record<DeviceRole, Both>> = {
  kiosk: { zh: "取号机", en: "Kiosk" },
  pad: { zh: "评价器", en: "Rating pad" },
  board: { zh: "大厅屏", en: "Hall board" },
  player: { zh: "语音播放", en: "Sound player" },
};

const code = signal<string | null>(null);

/** `1 2 3 4 5 6` in two groups: easier to read across a hall. */
export function grouped(digits: string): string {
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

function Sheet(props: { role: DeviceRole; place: string | null }): JSX.Element {
  return (
    <main class="pairing">
      <p class="pairing-what">
        <Say class="inline" of={NAMES[props.role]} />
        {props.place !== null && <b> {props.place}</b>}
      </p>
      <h1>
        <Say of={{ zh: "本设备尚未配对", en: "This device is not paired yet" }} />
      </h1>
      <p class="pairing-code">{code.value === null ? "··· ···" : grouped(code.value)}</p>
      <p class="pairing-how">
        <Say
          of={{
            zh: "请管理员在“管理 → 人员与设备”中输入这个配对码",
            en: "A manager types this code under Manager → Access",
          }}
        />
      </p>
      <p class="quiet">
        <Say of={{ zh: "配对码 10 分钟更换一次", en: "The code changes every 10 minutes" }} />
      </p>
    </main>
  );
}

const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Asks for a code, waits, asks for the next one; ends with a fresh page that has its rights. */
export function showPairing(role: DeviceRole, place: string | null): void {
  const root = document.createElement("div");
  root.className = "pairing-cover";
  document.body.append(root);
  render(<Sheet role={role} place={place} />, root);
  void waitToBePaired(role, place);
}

async function waitToBePaired(role: DeviceRole, place: string | null): Promise<void> {
  for (;;) {
    const begun: Answer<PairingView> = await post("/access/pairing", { role, place }, { key: newKey(), giveUpMs: 0 });
    if (!begun.ok) {
      code.value = null;
      await later(AGAIN_MS);
      continue;
    }
    code.value = begun.value.code;
    if (await isPaired(begun.value.secret)) {
      window.location.reload();
      return;
    }
  }
}

/** False: the code has expired, or the service was started anew. */
async function isPaired(secret: string): Promise<boolean> {
  for (;;) {
    await later(POLL_MS);
    const claim: Answer<ClaimView> = await post("/access/pairing/claim", { secret }, { key: newKey(), giveUpMs: 0 });
    if (claim.ok && claim.value.state === "paired") return true;
    if (!claim.ok && claim.code === "PAIRING_UNKNOWN") return false;
  }
}
