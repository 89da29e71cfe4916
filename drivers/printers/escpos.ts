// Ticket printers that speak ESC/POS, Chinese models first (hardware.md §1).
import type { PrinterModel } from "../kernel/model.ts";
import { EscposSession } from "./escpos-session.ts";
import { EscposSettings } from "./escpos-settings.ts";

export type { EscposSettings } from "./escpos-settings.ts";

/** At most one unmarked paper per job; `printed` only on proof; doubt is shown, never guessed. */
export const escpos: PrinterModel<EscposSettings> = {
  id: "printer/escpos",
  title: "票据打印机 / ESC/POS ticket printer",
  kind: "printer",
  links: ["tcp", "serial", "file", "memory"],
  settings: EscposSettings,
  session: (settings) => new EscposSession(settings),
};
