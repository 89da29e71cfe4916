// At closing the board shows what was signed of the log: whoever photographs it can tell later whether it was changed.
import "./closing.css";
import type { JSX } from "preact";
import type { ClosingCheckpointView } from "../../controller/contract/evidence.ts";
import { QrCode } from "../kiosk/qr.tsx";
import { Say } from "../shared/ui/parts.tsx";

/** Takes the place of the calls: nobody is called or served any more. */
export function ClosingCheckpoint({ checkpoint }: { checkpoint: ClosingCheckpointView }): JSX.Element {
  return (
    <section class="closing" aria-label="日志检查点 Log checkpoint">
      <h2>
        <Say class="inline" of={{ zh: "今日日志已签名", en: "Today's log is signed" }} />
      </h2>
      <QrCode text={checkpoint.note} label="签名检查点 Signed checkpoint" />
      <p class="closing-code">
        {checkpoint.seq} · {checkpoint.short}
      </p>
      <Say
        class="closing-how"
        of={{ zh: "拍照留存，可核对日志未被改动", en: "Keep a photo: it shows if the log is ever changed" }}
      />
    </section>
  );
}
