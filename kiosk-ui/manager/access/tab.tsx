// People, signed-in consoles, paired devices and tokens.
import "./access.css";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useLooking } from "../../shared/ui/looking.ts";
import { Say } from "../../shared/ui/parts.tsx";
import type { TabComponent } from "../tabs.ts";
import { Devices } from "./devices.tsx";
import { People, Sessions } from "./people.tsx";
import { AccessRoom } from "./store.ts";
import { Tokens } from "./tokens.tsx";

/** Others change it too. */
const LOOK_MS = 10_000;

export const AccessTab: TabComponent = (): JSX.Element => {
  const room = useMemo(() => new AccessRoom(), []);
  useLooking(
    LOOK_MS,
    () => room.load(),
    () => undefined,
    [room],
  );
  const trouble = room.trouble.value;
  const done = room.done.value;
  return (
    <div class="access">
      <div class="access-said" role="status">
        {trouble !== null && (
          <p class="access-trouble">
            <Say class="inline" of={trouble} />
          </p>
        )}
        {done !== null && (
          <p class="access-done">
            <Say class="inline" of={done} />
          </p>
        )}
      </div>
      <Devices room={room} />
      <People room={room} />
      <Sessions room={room} />
      <Tokens room={room} />
    </div>
  );
};
