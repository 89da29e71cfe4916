// The pair of keys the hall names itself with to push services (VAPID, RFC 8292). Made once, kept in the data folder.
import { createECDH } from "node:crypto";
import { secretKey } from "../secret-key.ts";

const CURVE = "prime256v1";
const PRIVATE_BYTES = 32;

/** Both as base64url; the public one is the uncompressed point. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Every phone's consent is bound to the public key: with `push.key` lost, all have to agree anew. */
export function vapidKeys(dataDir: string): VapidKeys {
  const secret = secretKey(dataDir, "push", PRIVATE_BYTES);
  const pair = createECDH(CURVE);
  pair.setPrivateKey(secret);
  return { publicKey: pair.getPublicKey().toString("base64url"), privateKey: secret.toString("base64url") };
}
