import type { Socket } from "node:net";
import type { PeerCredentials } from "#native";

/** Who is at the other end of a unix socket; null when that cannot be told. */
export function credentialsOf(socket: Socket, read: (fd: number) => PeerCredentials): PeerCredentials | null {
  // Node keeps the descriptor to itself; libuv's handle has it.
  const { fd } = (socket as unknown as { _handle: { fd: number } | null })._handle ?? { fd: -1 };
  try {
    return read(fd);
  } catch {
    return null;
  }
}
