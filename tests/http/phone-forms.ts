// A phone for tests of the pages over HTTP: opens pages, sends their forms, follows the way back.
import type { House } from "./house.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

export interface Page {
  readonly status: number;
  readonly text: string;
  readonly headers: Record<string, unknown>;
}
type Url = { readonly url: string };

/** Path of the citizen's page of a ticket. */
export const pathOf = (ticket: Url): string => `/t/${ticket.url.split("/t/")[1]}`;

/** What a reader sees, without markup and style. */
export const textOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

export class Phone {
  readonly #house: House;
  #made = 0;

  constructor(house: House) {
    this.#house = house;
  }

  async get(url: string, headers: Record<string, string> = {}): Promise<Page> {
    const response = await this.#house.app.inject({ method: "GET", url, headers });
    return { status: response.statusCode, text: response.body, headers: response.headers };
  }

  /** Sends any form to any address. */
  async post(url: string, payload: string, headers: Record<string, string> = {}): Promise<Page> {
    const response = await this.#house.app.inject({ method: "POST", url, headers: { ...FORM, ...headers }, payload });
    return { status: response.statusCode, text: response.body, headers: response.headers };
  }

  /** Sends a form of the ticket's page and follows the way back. */
  async send(
    ticket: Url,
    action: string,
    fields: Record<string, string> | string = {},
    headers: Record<string, string> = {},
  ): Promise<Page & { readonly location: string }> {
    this.#made += 1;
    const once = `once-word-${this.#made}`;
    const payload = typeof fields === "string" ? fields : new URLSearchParams({ once, ...fields }).toString();
    const answer = await this.post(`${pathOf(ticket)}/${action}?lang=en`, payload, headers);
    const location = String(answer.headers.location ?? "");
    return { ...answer, location, text: location === "" ? answer.text : (await this.get(location)).text };
  }

  /** Called, served and finished at window 1; answers with the case. */
  async served(ticket: { readonly id: string }): Promise<string> {
    await this.#house.post("windows/1/open", { staffId: "s01" });
    await this.#house.post("windows/1/call", { ticketId: ticket.id });
    await this.#house.post("windows/1/finish");
    const { body } = await this.#house.get("cases");
    return body.find((one: { ticketId: string }) => one.ticketId === ticket.id).id;
  }
}
