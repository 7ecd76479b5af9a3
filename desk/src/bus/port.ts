/** Receives what is sent to an address, in the order in which it was sent. */
export type Receiver = (message: unknown) => void;

/**
 * Carries messages between the sockets of all desks, never truth: whoever is not there gets nothing.
 * Addresses are `device.<id>` and `agent.<name>`; the newest listener of an address has it.
 */
export interface DeskBus {
  /** Takes an address over. The returned function gives it up, if it is still the caller's. */
  listen(address: string, receive: Receiver): () => void;
  /** False when nobody listens. */
  send(address: string, message: unknown): Promise<boolean>;
  close(): Promise<void>;
}
