// A certificate for 127.0.0.1 made on the spot, so that no test needs a tool or a file of the machine it runs on.
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 0x80) return Buffer.concat([Uint8Array.of(tag, body.length), body]);
  const size = body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), body]);
}

const seq = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const hex = (text: string) => Buffer.from(text, "hex");
const ECDSA_WITH_SHA256 = seq(hex("06082a8648ce3d040302"));
const COMMON_NAME = hex("0603550403");
const BASIC_CONSTRAINTS = hex("0603551d13");
const ALT_NAME = hex("0603551d11");
const TRUE = hex("0101ff");

function validity(): Buffer {
  const at = (ms: number) =>
    der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replace(/[-T:]/g, "")}Z`));
  return seq(at(Date.now() - 86_400_000), at(Date.now() + 86_400_000));
}

/** PEM of key and certificate; the certificate is its own authority. */
export function selfMadeCertificate(): { readonly key: string; readonly cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = seq(der(0x31, seq(COMMON_NAME, der(0x0c, Buffer.from("push stand-in")))));
  const address = seq(der(0x87, Uint8Array.of(127, 0, 0, 1)));
  const extensions = der(
    0xa3,
    seq(seq(BASIC_CONSTRAINTS, TRUE, der(0x04, seq(TRUE))), seq(ALT_NAME, der(0x04, address))),
  );
  const version3 = der(0xa0, hex("020102"));
  const spki = publicKey.export({ type: "spki", format: "der" });
  const body = seq(version3, hex("020101"), ECDSA_WITH_SHA256, name, validity(), name, spki, extensions);
  const signature = sign("sha256", body, createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" })));
  const whole = seq(body, ECDSA_WITH_SHA256, der(0x03, Uint8Array.of(0), signature));
  const lines = whole.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
