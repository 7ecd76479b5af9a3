import { closeSync, constants, fchownSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { FACE_HEADER_BYTES, FACE_MAGIC, FACE_MAX_HEIGHT, FACE_MAX_WIDTH } from "#protocol/face-frame";

const VERSION = 1;
const SEQUENCE_AT = 8;

/**
 * The file through which the shell host gets the face (protocol/face-frame.ts). It keeps its size and inode for ever, so that a reader
 * that has it open sees every writer; it is blank whenever no face is shown.
 */
export class FaceFile {
  readonly #path: string;
  readonly #header = new DataView(new ArrayBuffer(FACE_HEADER_BYTES));
  #fd = -1;
  #sequence = 0;
  #pixelBytes = FACE_MAX_WIDTH * FACE_MAX_HEIGHT * 4;

  constructor(path: string) {
    this.#path = path;
  }

  /** Makes or takes over the file and blanks it: what another call left there is gone. @throws when it cannot be written. */
  open(): void {
    if (this.#fd >= 0) return;
    this.#fd = openSync(this.#path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o640);
    this.#shareWithReader();
    // The sequence goes on where the last writer stopped, so that a reader never takes a new picture for the old one.
    const last = new DataView(new ArrayBuffer(4));
    if (readSync(this.#fd, last, 0, 4, SEQUENCE_AT) === 4) this.#sequence = last.getUint32(0, true);
    this.blank();
  }

  /** The shell host reads by the folder's group. */
  #shareWithReader(): void {
    try {
      fchownSync(this.#fd, -1, statSync(dirname(this.#path)).gid);
    } catch {
      // Not a member of that group: then reader and writer are the same user.
    }
  }

  /** Writes one picture of B,G,R,X pixels, rows packed. A reader sees the old or the new one, never a mixture that it takes for whole. */
  write(pixels: Uint8Array, width: number, height: number): void {
    if (this.#fd < 0) return;
    this.#begin(width, height);
    this.#put(pixels, FACE_HEADER_BYTES);
    this.#pixelBytes = Math.max(this.#pixelBytes, pixels.length);
    this.#end();
  }

  /** Shows nothing and leaves nothing: size 0×0, every pixel that was written is zero. */
  blank(): void {
    if (this.#fd < 0) return;
    this.#begin(0, 0);
    this.#put(new Uint8Array(this.#pixelBytes), FACE_HEADER_BYTES);
    this.#pixelBytes = 0;
    this.#end();
  }

  close(): void {
    if (this.#fd < 0) return;
    this.blank();
    closeSync(this.#fd);
    this.#fd = -1;
  }

  #begin(width: number, height: number): void {
    this.#sequence = (this.#sequence | 1) >>> 0;
    for (const [at, value] of [FACE_MAGIC, VERSION, this.#sequence, width, height].entries()) this.#header.setUint32(4 * at, value, true);
    this.#put(new Uint8Array(this.#header.buffer), 0);
  }

  #end(): void {
    this.#sequence = (this.#sequence + 1) >>> 0;
    this.#header.setUint32(SEQUENCE_AT, this.#sequence, true);
    this.#put(new Uint8Array(this.#header.buffer, SEQUENCE_AT, 4), SEQUENCE_AT);
  }

  #put(bytes: Uint8Array, at: number): void {
    let done = 0;
    while (done < bytes.length) done += writeSync(this.#fd, bytes, done, bytes.length - done, at + done);
  }
}
