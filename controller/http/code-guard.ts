// Codes that people type: short codes, appointment codes. Whoever types wrong ones again and again is made to wait.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { addressOf } from "./ticket-page/gate.ts";
import { TokenBuckets } from "./token-buckets.ts";

/** A person mistypes now and then; a program that tries them all is slowed to centuries. */
const PER_ADDRESS = { burst: 20, perSecond: 0.5 };
/** One person at a time stands at a kiosk. */
const PER_KIOSK = { burst: 12, perSecond: 0.2 };

/** Only wrong codes cost; a caller that has used up its share is refused right ones, too: they would be guesses. */
export class CodeGuard {
  readonly #addresses = new TokenBuckets(PER_ADDRESS);
  readonly #kiosks = new TokenBuckets(PER_KIOSK);
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Seconds to wait; 0: go on. */
  waitSeconds(address: string, kioskId: string | null): number {
    const nowMs = this.#nowMs();
    const atKiosk = kioskId === null ? 0 : this.#kiosks.waitSeconds(kioskId, nowMs);
    return Math.max(this.#addresses.waitSeconds(address, nowMs), atKiosk);
  }

  missed(address: string, kioskId: string | null): void {
    const nowMs = this.#nowMs();
    this.#addresses.take(address, nowMs);
    if (kioskId !== null) this.#kiosks.take(kioskId, nowMs);
  }
}

/** One guard for all routes of a service: trying the other route buys nobody a second share. */
const guards = new WeakMap<Ports, CodeGuard>();

function guardOf(ports: Ports): CodeGuard {
  const known = guards.get(ports);
  if (known !== undefined) return known;
  const guard = new CodeGuard(() => ports.sources.clock.nowMs());
  guards.set(ports, guard);
  return guard;
}

/** True: the caller was refused and answered. `isRight`: the code exists. */
export async function refusedGuess(
  ports: Ports,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: { readonly kioskId: string | null; readonly isRight: boolean },
): Promise<boolean> {
  const guard = guardOf(ports);
  // Names that callers make up must not become buckets of their own.
  const known = ports.sources.settings.kiosks.some(({ id }) => id === asked.kioskId);
  const kioskId = known ? asked.kioskId : null;
  const address = addressOf(request);
  const seconds = guard.waitSeconds(address, kioskId);
  if (seconds > 0) {
    await sendProblem(reply.header("retry-after", String(seconds)), "REQUESTS_TOO_MANY");
    return true;
  }
  if (!asked.isRight) guard.missed(address, kioskId);
  return false;
}
