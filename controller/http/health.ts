// Is it alive, is it ready, how is it doing: for supervisors and Prometheus.
import type { FastifyInstance } from "fastify";
import type { Gauge, Registry } from "prom-client";
import { type ContractCode, REFUSALS } from "../contract/refusals.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { may } from "./rights.ts";

/** Registers `/healthz`, `/readyz` and `/metrics`. */
export function healthRoutes(app: FastifyInstance, ports: Ports): void {
  // Touches nothing: it says that the process answers.
  app.get("/healthz", { ...may("public"), schema: { hide: true } }, async (_request, reply) =>
    reply.send({ status: "ok" }),
  );
  app.get("/readyz", { ...may("public"), schema: { hide: true } }, async (_request, reply) => {
    const { condition, durableSeq } = ports.hall;
    if (condition === "ok") return reply.send({ status: "ready", seq: durableSeq });
    const code = Object.hasOwn(REFUSALS, condition) ? (condition as ContractCode) : "HALL_STOPPING";
    return sendProblem(reply, code, `Not ready: ${condition}`);
  });

  let metrics: Promise<Metrics> | null = null;
  app.get("/metrics", { ...may("token", "manager", "technician"), schema: { hide: true } }, async (_request, reply) => {
    // Loaded at the first scrape: a start must not wait for it.
    metrics ??= makeMetrics();
    const { registry, refresh } = await metrics;
    await refresh(ports);
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

interface Metrics {
  readonly registry: Registry;
  readonly refresh: (ports: Ports) => Promise<void>;
}

async function makeMetrics(): Promise<Metrics> {
  const { default: client } = await import("prom-client");
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]): Gauge<L> =>
    new client.Gauge<L>({ name, help, labelNames, registers: [registry] });
  const waiting = gauge("hall_queue_waiting", "Tickets waiting, per service", "service");
  const open = gauge("hall_windows_open", "Windows open now");
  const up = gauge("hall_device_up", "1 while a device is online", "device");
  const screens = gauge("hall_screens", "Screens connected");
  const backlog = gauge("hall_announce_backlog", "Readings that wait, per sound zone", "zone");
  const seq = gauge("hall_log_seq", "Number of the newest event");
  const refresh = async (ports: Ports): Promise<void> => {
    await ports.hall.read((state) => {
      for (const service of state.settings.services) {
        waiting.set({ service: service.id }, state.waiting.get(service.id)?.length ?? 0);
      }
      open.set([...state.windows.values()].filter((window) => window.state === "open").length);
    });
    for (const device of ports.devices.list()) up.set({ device: device.id }, device.state === "online" ? 1 : 0);
    screens.set(ports.screens());
    for (const { zone, readings } of ports.sound?.backlog() ?? []) backlog.set({ zone }, readings);
    seq.set(ports.hall.durableSeq);
  };
  return { registry, refresh };
}
