// The byte pipes of a configured link. Native modules are loaded only where a hall uses them.
import type { DeviceConfig, LinkConfig } from "../config/schema.ts";
import { systemClock } from "../drivers/kernel/clock.ts";
import { isFrameModel } from "../drivers/kernel/model.ts";
import type { Transport } from "../drivers/kernel/transport.ts";
import { modelById } from "../drivers/models.ts";
import type { LinkPipes } from "./lines.ts";

/** Closed transports for the link and its devices; opening is the link's business. */
export async function pipesOf(link: LinkConfig, devices: readonly DeviceConfig[]): Promise<LinkPipes> {
  if (link.type === "websocket") return websocketPipes(link, devices);
  const transport = await transportOf(link);
  const lined = await inLines(transport, devices);
  return { transportFor: () => lined };
}

type ByteLink = Exclude<LinkConfig, { type: "websocket" }>;

/** The one transport of a link that is a byte pipe. */
export async function transportOf(link: ByteLink): Promise<Transport> {
  switch (link.type) {
    case "tcp": {
      const { tcpTransport } = await import("../drivers/transports/tcp.ts");
      return tcpTransport({ host: link.host, port: link.port });
    }
    case "serial": {
      const { serialTransport } = await import("../drivers/transports/serial.ts");
      const { path, baudRate, dataBits, parity, stopBits } = link;
      return serialTransport({ path, baudRate, dataBits, parity, stopBits });
    }
    case "file": {
      const { usbFileTransport } = await import("../drivers/transports/usb-file.ts");
      return usbFileTransport({ path: link.path });
    }
    case "hid": {
      const { hidTransport } = await import("../drivers/transports/hid.ts");
      return hidTransport(link);
    }
  }
}

/** Devices that talk in lines get whole lines; the config check sees to it that they are alone on their link. */
async function inLines(transport: Transport, devices: readonly DeviceConfig[]): Promise<Transport> {
  const [first] = devices;
  const model = modelById(first?.model ?? "");
  if (first === undefined || model === undefined || !isFrameModel(model)) return transport;
  const lineEnd = model.lineEnd?.(first.settings as never);
  if (lineEnd === undefined) return transport;
  const { lineDiscipline } = await import("../drivers/transports/line-discipline.ts");
  return lineDiscipline(transport, { lineEnd, clock: systemClock });
}

async function websocketPipes(
  { host, port }: Extract<LinkConfig, { type: "websocket" }>,
  devices: readonly DeviceConfig[],
): Promise<LinkPipes> {
  const { websocketServer } = await import("../drivers/transports/websocket.ts");
  const { greet } = await import("../drivers/pads/json-ws.ts");
  // Checked by the model's schema.
  const known = devices.map(({ id: key, window = "", settings }) => ({
    key,
    windowName: window,
    windowNumber: String(settings.windowNumber),
    heartbeatSeconds: Number(settings.heartbeatSeconds),
  }));
  const server = websocketServer({ host, port, greet: greet(known), clock: systemClock });
  return { transportFor: ({ id }) => server.lineFor(id), server };
}
