import type { DeskBus, Receiver } from "./port.ts";

/** The bus of a single desk: a table of functions. */
export class LocalBus implements DeskBus {
  readonly #receivers = new Map<string, Receiver>();

  listen(address: string, receive: Receiver): () => void {
    this.#receivers.set(address, receive);
    return () => {
      if (this.#receivers.get(address) === receive) this.#receivers.delete(address);
    };
  }

  async send(address: string, message: unknown): Promise<boolean> {
    const receive = this.#receivers.get(address);
    receive?.(message);
    return receive !== undefined;
  }

  async close(): Promise<void> {
    this.#receivers.clear();
  }
}
