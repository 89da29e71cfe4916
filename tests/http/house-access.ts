// The door of a house for tests: open to everybody but technicians, or locked like that of a real hall.
import type { RouteOptions } from "fastify";
import { type Access, startAccess } from "../../controller/access/start-access.ts";
import type { StaffRole } from "../../controller/contract/roles.ts";
import { isTicketToken } from "../../controller/http/access-guard.ts";
import type { Principal } from "../../controller/http/access-port.ts";
import type { Ports } from "../../controller/http/ports.ts";
import type { VirtualClock } from "../helpers/virtual-clock.ts";

/** A password costs next to nothing to check here. */
const COST_LOG2 = 4;

export interface DoorOptions {
  /** Nobody is trusted for sitting at the machine. */
  readonly locked?: boolean;
  readonly staff?: readonly { id: string; name: string; number: string; roles?: StaffRole[]; username?: string }[];
  readonly publicUrl?: string;
  /** Told of every route. */
  readonly listen?: (route: RouteOptions) => void;
}

/** All rights but the technician's come with the machine, unless the house is locked. */
export function openDoor(
  parts: Pick<Ports, "hall" | "sources" | "records"> & { dataDir: string; clock: VirtualClock; technicianKey: string },
  { locked = false, staff, publicUrl }: DoorOptions,
): Access {
  const { settings } = parts.sources;
  const { dataDir, clock, hall, technicianKey } = parts;
  const access = startAccess({
    ...{ dataDir, clock, hall, technicianKey, passwordCostLog2: COST_LOG2 },
    isTicketToken: (id) => isTicketToken(parts, id),
    config: {
      hall: { id: settings.hallId, name: settings.name, timezone: settings.timezone, languages: ["zh-CN"] },
      server: { host: "127.0.0.1", port: 0, publicUrl: publicUrl ?? null, allowedHosts: [] },
      security: { trustLoopback: !locked },
      staff: (staff ?? settings.staff).map((one) => ({ roles: ["window"] as StaffRole[], ...one })),
      kiosks: settings.kiosks as never,
      windows: settings.windows as never,
      zones: settings.zones as never,
      sound: {} as never,
    },
  });
  if (!locked) {
    const { port } = access;
    const known = port.principalsOf.bind(port);
    port.principalsOf = (request) => known(request).map(withoutTechnician);
  }
  return access;
}

function withoutTechnician(one: Principal): Principal {
  if (one.kind !== "loopback") return one;
  return { ...one, rights: new Set([...one.rights].filter((right) => right !== "technician")) };
}
