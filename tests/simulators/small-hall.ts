// A small simulated hall on free ports: one bus with a strip, a keypad and a pad, and one printer.
import type { SimDeviceEntry, SimHallFile, SimLink } from "../../simulators/hall-file.ts";

/** A loopback link on a free port. */
export const tcpLink = (id: string): SimLink => ({ id, type: "tcp", host: "127.0.0.1", port: 0, path: "" });

/** A pseudo-terminal at `path`. */
export const ptyLink = (id: string, path: string): SimLink => ({ id, type: "serial", host: "", port: 0, path });

const entry = (id: string, model: string, link: string, settings = {}): SimDeviceEntry => ({
  id,
  model,
  link,
  window: link === "bus" ? "w1" : null,
  settings,
});

export function smallHall(links: readonly SimLink[] = [tcpLink("bus"), tcpLink("paper")]): SimHallFile {
  return {
    info: {
      name: { zh: "测试大厅", en: "Test hall" },
      baseUrl: "http://127.0.0.1:1",
      windows: [{ id: "w1", name: "1" }],
      kiosks: [],
    },
    links,
    devices: [
      entry("strip-1", "led/onbon-bx5k", "bus", { address: 1 }),
      entry("keypad-1", "keypad/ff68", "bus", { address: 1, variant: "jackqchen" }),
      entry("pad-1", "pad/ff68", "bus", { address: 2, variant: "jackqchen", grades: { 0: 1, 4: 5 } }),
      entry("printer-1", "printer/escpos", "paper"),
      entry("voice-1", "voice/none", "bus"),
    ],
  };
}
