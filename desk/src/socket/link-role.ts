import type { Codec } from "#protocol/codec";
import type { Identity, LinkSession } from "./link-session.ts";

/** The desk will not talk to this peer. `code` for programs, `message` for people. */
export class HelloRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "HelloRefused";
    this.code = code;
  }
}

export function isHelloRefused(error: unknown): error is HelloRefused {
  return error instanceof Error && error.name === "HelloRefused";
}

/** A well-formed message that the desk may not carry out; the link goes on. */
export class MessageRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "MessageRefused";
    this.code = code;
  }
}

export function isMessageRefused(error: unknown): error is MessageRefused {
  return error instanceof Error && error.name === "MessageRefused";
}

/** What devices and consoles do differently on the same kind of link. All run in the desk's Serial. */
export interface LinkRole<In extends { type: string }> {
  readonly name: "device" | "agent";
  readonly codec: Codec<In>;
  /** @param first the peer's first message, of this version but not checked further. @throws HelloRefused, ProtocolError */
  authenticate(first: unknown, nonce: string): Promise<{ identity: Identity; session?: string | undefined }>;
  /** @throws MessageRefused */
  received(session: LinkSession, message: In): Promise<void>;
  opened(session: LinkSession, isResumed: boolean): Promise<void>;
  /** The socket is gone, at this moment. */
  disconnected(session: LinkSession): Promise<void>;
  /** It has been gone for longer than a blink of the network. */
  lost(session: LinkSession): Promise<void>;
  /** It has been gone for so long that the session is forgotten. */
  forgotten(session: LinkSession): Promise<void>;
  /** Another live connection of the same identity came with no knowledge of this session; the newest wins. */
  replaced(session: LinkSession): Promise<void>;
}

export interface LinkTiming {
  readonly helloMs: number;
  readonly pingMs: number;
  /** A link that is back by then was never lost. */
  readonly graceMs: number;
  /** For how long a session waits for its peer. */
  readonly keepMs: number;
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
}

export const DEFAULT_TIMING: LinkTiming = {
  helloMs: 10_000,
  pingMs: 15_000,
  graceMs: 2000,
  keepMs: 60_000,
  messagesPerSecond: 100,
  // A call begins with about thirty candidates from each side.
  messageBurst: 300,
};
