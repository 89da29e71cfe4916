// How often the pages of a phone may be asked for: per token, per address, and more strictly for tokens that are none.
import type { FastifyRequest } from "fastify";
import { TokenBuckets } from "../token-buckets.ts";

/** A page that is watched asks about once a second at the very most. */
const PER_TOKEN = { burst: 30, perSecond: 1 };
/** A whole hall may stand behind one address of its Wi-Fi. */
const PER_ADDRESS = { burst: 600, perSecond: 40 };
/** Nobody mistypes 22 letters often: who does is guessing. */
const PER_ADDRESS_UNKNOWN = { burst: 20, perSecond: 0.2 };
const LOOPBACK = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/;

/** The address a request comes from. A proxy on this machine is believed about who asked it; nobody else is. */
export function addressOf(request: FastifyRequest): string {
  const peer = request.socket.remoteAddress ?? "";
  const forwarded = request.headers["x-forwarded-for"];
  if (!LOOPBACK.test(peer) || forwarded === undefined) return peer;
  const last = String(forwarded).split(",").at(-1)?.trim() ?? "";
  return last === "" ? peer : last.slice(0, 64);
}

export class Gate {
  readonly #nowMs: () => number;
  readonly #tokens = new TokenBuckets(PER_TOKEN);
  readonly #addresses = new TokenBuckets(PER_ADDRESS);
  readonly #unknown = new TokenBuckets(PER_ADDRESS_UNKNOWN);

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** 0: go on. Otherwise the seconds to wait. */
  enter(request: FastifyRequest<{ Params: { token: string } }>): number {
    const nowMs = this.#nowMs();
    const waitSeconds = this.#addresses.take(addressOf(request as FastifyRequest), nowMs);
    return waitSeconds > 0 ? waitSeconds : this.#tokens.take(request.params.token.slice(0, 64), nowMs);
  }

  /** For pages without a token. */
  address(request: FastifyRequest): number {
    return this.#addresses.take(addressOf(request), this.#nowMs());
  }

  /** A token that opens nothing: counted against the address alone. */
  missed(request: FastifyRequest<{ Params: { token: string } }>): number {
    return this.#unknown.take(addressOf(request as FastifyRequest), this.#nowMs());
  }
}
