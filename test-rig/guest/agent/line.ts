import { close, constants, open, read, write } from "node:fs";

export interface LineEvents {
  onData(chunk: Buffer): void;
  /** Nobody is at the other end just now. */
  onGone(): void;
}

/** The agent's way to the host. */
export interface Line {
  start(events: LineEvents): void;
  /** @param taken called when the bytes are on their way, so that the next may follow */
  send(bytes: Buffer, taken: () => void): void;
  /** Leaves unsent what is not sent yet. */
  forget(): void;
}

/** Without a host, or without the device at all, the port is looked at again after this time. */
const AGAIN_MS = 250;

/**
 * A virtio-serial port. Reading waits in a thread until bytes come, and returns none while no host is connected; writing waits until
 * the host takes them (drivers/char/virtio_console.c). So there is one write at a time, and a session begins behind it.
 */
export class PortLine implements Line {
  readonly #path: string;
  #fd: number | null = null;
  #queue: { readonly bytes: Buffer; readonly taken: () => void }[] = [];
  #isWriting = false;
  #isGone = true;

  constructor(path: string) {
    this.#path = path;
  }

  start(events: LineEvents): void {
    open(this.#path, constants.O_RDWR, (error, fd) => {
      if (error) {
        setTimeout(() => this.start(events), AGAIN_MS);
        return;
      }
      this.#fd = fd;
      this.#read(fd, events);
      this.#write();
    });
  }

  send(bytes: Buffer, taken: () => void): void {
    this.#queue.push({ bytes, taken });
    this.#write();
  }

  forget(): void {
    const left = this.#queue;
    this.#queue = [];
    for (const { taken } of left) taken();
  }

  #read(fd: number, events: LineEvents): void {
    read(fd, Buffer.alloc(64 * 1024), 0, 64 * 1024, null, (error, length, buffer) => {
      if (error) {
        this.#fd = null;
        close(fd, () => undefined);
        setTimeout(() => this.start(events), AGAIN_MS);
      } else if (length === 0) {
        if (!this.#isGone) events.onGone();
        this.#isGone = true;
        setTimeout(() => this.#read(fd, events), AGAIN_MS);
      } else {
        this.#isGone = false;
        events.onData(buffer.subarray(0, length));
        this.#read(fd, events);
      }
    });
  }

  #write(): void {
    const next = this.#queue[0];
    if (!next || this.#isWriting || this.#fd === null) return;
    this.#queue.shift();
    this.#isWriting = true;
    this.#writeAll(this.#fd, next.bytes, () => {
      this.#isWriting = false;
      next.taken();
      this.#write();
    });
  }

  #writeAll(fd: number, bytes: Buffer, done: () => void): void {
    write(fd, bytes, 0, bytes.length, null, (error, length) => {
      if (error || length >= bytes.length) done();
      else this.#writeAll(fd, bytes.subarray(length), done);
    });
  }
}
