import { type KeyObject, sign } from "node:crypto";

/** One element of DER (X.690): where it begins, where its content does, and where both end. */
interface Element {
  readonly tag: number;
  readonly at: number;
  readonly content: number;
  readonly end: number;
}

const SIGNING_TIME = Buffer.from("06092a864886f70d010905", "hex");
const SET = 0x31;
const UTC_TIME = 0x17;
const CHECKSUM = 64;
const PE32_PLUS = 0x20b;
const CERTIFICATE_TABLE = 112 + 4 * 8;
const CERTIFICATE_HEADER = 8;

/**
 * Gives the one signature of a PE file another signing time, and signs anew: the same content has the same signature then.
 * systemd-sbsign 257 writes the time of day. RFC 2315, 9.3, says what is signed.
 * @param file a PE32+ file signed by systemd-sbsign; it is changed
 * @param key an RSA key, the one of the signature
 * @param epoch seconds since 1970, before 2050
 * @throws Error when the file has no such signature
 */
export function settleSigningTime(file: Buffer, key: KeyObject, epoch: number): void {
  const header = file.readUInt32LE(0x3c) + 24;
  if (file.readUInt16LE(header) !== PE32_PLUS) throw new Error("no PE32+ file");
  const table = file.readUInt32LE(header + CERTIFICATE_TABLE);
  const bytes = file.readUInt32LE(header + CERTIFICATE_TABLE + 4);
  if (table === 0 || bytes <= CERTIFICATE_HEADER) throw new Error("a PE file without a signature");
  const [, , , attributes, , signature] = signerOf(file, table + CERTIFICATE_HEADER);
  if (!attributes || !signature) throw new Error("a signature without signed attributes");
  const time = childrenOf(file, attributes).find(({ content }) => file.subarray(content).indexOf(SIGNING_TIME) === 0);
  const [, values] = time ? childrenOf(file, time) : [];
  const [value] = values ? childrenOf(file, values) : [];
  if (value?.tag !== UTC_TIME) throw new Error("a signature without a signing time");
  file.write(utcTime(epoch), value.content, "ascii");
  // What is signed has the tag of a set.
  const signed = Buffer.concat([Buffer.from([SET]), file.subarray(attributes.at + 1, attributes.end)]);
  const made = sign("sha256", signed, key);
  if (made.length !== signature.end - signature.content) throw new Error("the key is not the one that has signed");
  made.copy(file, signature.content);
  file.writeUInt32LE(checksumOf(file, header + CHECKSUM), header + CHECKSUM);
}

/** The parts of the first SignerInfo of a SignedData (RFC 2315, 9.1 and 9.2). */
function signerOf(file: Buffer, at: number): readonly Element[] {
  const inside = (element: Element | undefined, index: number) => (element ? childrenOf(file, element).at(index) : undefined);
  const signedData = inside(inside(elementAt(file, at), 1), 0);
  const signer = inside(inside(signedData, -1), 0);
  return signer ? childrenOf(file, signer) : [];
}

function elementAt(file: Buffer, at: number): Element {
  const first = file.readUInt8(at + 1);
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 4 || first === 0x80) throw new Error("a length that DER does not have");
  const length = lengthBytes === 0 ? first : file.readUIntBE(at + 2, lengthBytes);
  const content = at + 2 + lengthBytes;
  if (content + length > file.length) throw new Error("a signature that is cut short");
  return { tag: file.readUInt8(at), at, content, end: content + length };
}

function childrenOf(file: Buffer, { content, end }: Element): readonly Element[] {
  const children: Element[] = [];
  for (let at = content; at < end; at = children.at(-1)?.end ?? end) children.push(elementAt(file, at));
  return children;
}

function utcTime(epoch: number): string {
  const digits = new Date(epoch * 1000).toISOString().replace(/[-:T]|\..*/g, "");
  return `${digits.slice(2)}Z`;
}

/** "PE Format", CheckSum: the sum of all 16-bit words with their carries, the field itself left out, and the file's length. */
function checksumOf(file: Buffer, field: number): number {
  let sum = 0;
  for (let at = 0; at < file.length; at += 2) {
    if (at === field || at === field + 2) continue;
    sum += at + 1 < file.length ? file.readUInt16LE(at) : file.readUInt8(at);
    sum = (sum & 0xffff) + (sum >>> 16);
  }
  return sum + file.length;
}
