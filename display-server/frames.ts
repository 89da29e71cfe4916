// WebSocket frames as bytes, built once for all screens (RFC 6455 section 5.2: a server's frames are not masked).

const FIN_TEXT = 0x81;
const FIN_PING = 0x89;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** An empty ping; every client answers it by itself. */
export const PING_FRAME: Buffer = Buffer.from([FIN_PING, 0]);

/** One whole text message as one unmasked frame. */
export function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headBytes = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headBytes + length);
  frame[0] = FIN_TEXT;
  if (headBytes === 2) frame[1] = length;
  else if (headBytes === 4) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headBytes, "utf8");
  return frame;
}
