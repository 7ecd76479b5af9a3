import type { ShiftCertificate } from "#protocol/signing";
import { isShiftCertificate } from "./guards.ts";

export type SignIn =
  | { readonly kind: "in" }
  | { readonly kind: "wrong" }
  | { readonly kind: "too-many"; readonly retryS: number }
  | { readonly kind: "unreachable" };

type Fetch = typeof fetch;

/** The desk's HTTP interface as far as the console needs it. The sign-in lives in a cookie that scripts cannot read. */
export class DeskApi {
  readonly #fetch: Fetch;

  constructor(fetcher: Fetch = (...args) => fetch(...args)) {
    this.#fetch = fetcher;
  }

  async signIn(name: string, password: string): Promise<SignIn> {
    try {
      const { status, headers } = await this.#post("/api/v1/login", { name, password });
      if (status < 300) return { kind: "in" };
      if (status === 429) return { kind: "too-many", retryS: Math.max(1, Number(headers.get("retry-after")) || 60) };
      return status === 401 || status === 400 ? { kind: "wrong" } : { kind: "unreachable" };
    } catch {
      return { kind: "unreachable" };
    }
  }

  async signOut(): Promise<void> {
    await this.#post("/api/v1/logout", {}).catch(() => undefined);
  }

  /** A ticket for the socket; null when nobody is signed in. @throws Error when the desk is out of reach */
  async ticket(): Promise<string | null> {
    const response = await this.#post("/api/v1/ticket", {});
    if (response.status === 401 || response.status === 403) return null;
    const body: unknown = response.ok ? await response.json() : null;
    const ticket = (body as { ticket?: unknown } | null)?.ticket;
    if (typeof ticket !== "string") throw new Error(`no ticket: the desk answered ${response.status}`);
    return ticket;
  }

  /** The operator's word for this console's key. @throws Error when it is not given */
  async shift(publicKey: string): Promise<ShiftCertificate> {
    const response = await this.#post("/api/v1/shift", { publicKey });
    const body: unknown = response.ok ? await response.json() : null;
    if (!isShiftCertificate(body)) throw new Error(`no shift certificate: the desk answered ${response.status}`);
    return body;
  }

  #post(path: string, body: object): Promise<Response> {
    return this.#fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "same-origin",
    });
  }
}
