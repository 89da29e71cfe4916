// What becomes of one text message on a socket that devices open to us; the device's model decides, the transport does.
export interface Greeting {
  readonly reply: string | null;
  /** Logged in for the line of this key. */
  readonly key: string | null;
  /** To be handed to the line the connection is logged in for. */
  readonly forward: boolean;
  /** Nobody could read it. */
  readonly malformed: boolean;
  /** After a login: silence this long means that the device's program hangs; null: any silence is fine. */
  readonly quietMsMax: number | null;
}
