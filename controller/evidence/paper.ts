// A checkpoint on paper: what a clerk takes home at closing cannot be changed from the machine room.
import type { TicketPaper } from "../../drivers/kernel/model.ts";
import type { CheckpointFile } from "../contract/evidence.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { HallSettings } from "../domain/types.ts";

const GROUP = 8;

export function checkpointPaper(
  { seq, hash, at, keyId, note }: CheckpointFile,
  settings: Pick<HallSettings, "name" | "timezone">,
): TicketPaper {
  const groups = hash.match(new RegExp(`.{${GROUP}}`, "g")) ?? [];
  return {
    hall: settings.name["zh-CN"] ?? Object.values(settings.name)[0] ?? "",
    number: String(seq),
    service: "日志检查点 Log checkpoint",
    ahead: "",
    estimate: "",
    time: isoWithOffset(Date.parse(at), settings.timezone).slice(0, 16).replace("T", " "),
    place: "",
    notes: [
      `前 ${seq} 条记录的校验码 Check code of the first ${seq} entries:`,
      groups.slice(0, 4).join(" "),
      groups.slice(4).join(" "),
      `签名公钥 Key ${keyId}`,
      "请保存本条，凭它可发现日志被改动。 Keep this slip: with it any change of the log is found.",
    ],
    qr: note,
    shortCode: "",
    reprint: false,
  };
}
