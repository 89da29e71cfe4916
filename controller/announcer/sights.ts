// Where a call is seen: strips that answered for it, boards and pages that are connected.
import type { Member } from "../lines.ts";
import type { SinkState } from "./deliveries.ts";

/** Screens that show the newest of what concerns this call now. */
export interface Audience {
  readonly boards: number;
  readonly phones: number;
}

type Seen = Omit<SinkState, "atMs">;

/** `final`: whoever has not answered by now has not. */
export function sightsOf(
  members: readonly Member[],
  call: { readonly windowId: string },
  audience: Audience,
  final: boolean,
): Seen[] {
  const strips = members
    .filter(({ config, model }) => model.kind === "led" && config.window === call.windowId)
    .map((member) => stripSeen(member, final));
  const { boards, phones } = audience;
  return [
    ...strips,
    ...(boards === 0
      ? []
      : [{ id: "boards", kind: "board", state: "shown", detail: `${boards} 块屏 screens` } as const]),
    ...(phones === 0 ? [] : [{ id: "phone", kind: "phone", state: "shown", detail: "" } as const]),
  ];
}

function stripSeen({ config, device, status }: Member, final: boolean): Seen {
  const strip = { id: config.id, kind: "strip" } as const;
  const { state, detail } = status();
  if (state === "offline" || state === "faulted") return { ...strip, state: "failed", detail };
  if (device?.told === "acknowledged") return { ...strip, state: "shown", detail: "" };
  if (device?.told === "sent")
    return { ...strip, state: "unconfirmed", detail: "已发送，此屏不会应答 sent; this strip cannot answer" };
  return final ? { ...strip, state: "failed", detail: "未应答 no answer" } : { ...strip, state: "pending", detail: "" };
}
