// The byte pipe of a configured link. Native modules are loaded only where a hall uses them.
import type { LinkConfig } from "../config/schema.ts";
import type { Transport } from "../drivers/kernel/transport.ts";

/** A closed transport for the link; opening is the link's business. */
export async function transportOf(link: LinkConfig): Promise<Transport> {
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
    case "hid":
      // No model accepts a HID link, so the configuration check has refused it before.
      throw new Error(`link ${link.id}: HID is not driven by this version`);
  }
}
