// The SIM card of a modem: whether it is there, and its PIN (hardware.md §8).

const PIN = "1234";
const TRIES = 3;
/** 3GPP TS 27.007 */
export const CME = { noSim: 10, puk: 12, wrongPin: 16 } as const;

/** Why a card cannot be used, in the words of +CPIN?. */
export type CardTrouble = "SIM PIN" | "SIM PUK" | "none";

/** One card. What is wrong with it otherwise follows from the device's fault. */
export class Card {
  #open = false;
  #tries = TRIES;

  /** A restart asks for the PIN again; wrong tries stay counted. */
  restart(): void {
    this.#open = false;
  }

  /** Null: the card can be used. */
  trouble(fault: string): CardTrouble | null {
    if (fault === "no-sim") return "none";
    if (this.#tries === 0) return "SIM PUK";
    return fault === "pin-needed" && !this.#open ? "SIM PIN" : null;
  }

  /** Null: taken. Otherwise the number of the error; three wrong tries lock the card. */
  enter(pin: string, fault: string): number | null {
    const trouble = this.trouble(fault);
    if (trouble === "none") return CME.noSim;
    if (trouble === "SIM PUK") return CME.puk;
    if (pin !== PIN) {
      this.#tries--;
      return CME.wrongPin;
    }
    this.#tries = TRIES;
    this.#open = true;
    return null;
  }
}
