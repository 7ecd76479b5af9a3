import type { Limits } from "../../core/contact-state.ts";
import { type DeskStore, StoreUnusable } from "./port.ts";
import { SqliteStore } from "./sqlite.ts";

/**
 * Opens the store that an address names, as `sqlite:PATH`.
 * @throws StoreUnusable
 */
export function openStore(address: string, limits?: Limits): DeskStore {
  const [, scheme, rest] = /^([a-z]+):(.*)$/.exec(address) ?? [];
  if (scheme === "sqlite" && rest) return new SqliteStore(rest, limits);
  if (scheme === "postgres" || scheme === "postgresql") {
    throw new StoreUnusable("this version stores in sqlite: only; postgres:// is not built yet");
  }
  throw new StoreUnusable(`a store is named as sqlite:PATH, not ${JSON.stringify(address)}`);
}
