import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type DeskToDevice, deskToDeviceCodec, deviceSocketReplyCodec } from "#protocol/desk-device";
import { type DeviceCertificate, helloText } from "#protocol/signing";
import { PROTOCOL_VERSION } from "#protocol/version";
import { LinkClient } from "./link-client.ts";

export const CONTEXT = { app: "check-in", page: "Name", locale: "en", health: "good", healthNotes: [], version: "1" } as const;

/** An enrolled device: its key and what the desk gave it. */
export interface EnrolledDevice {
  readonly device: string;
  readonly key: KeyObject;
  readonly certificate: DeviceCertificate;
  readonly operatorKey: string;
}

/** A fresh Ed25519 key and its raw public half. */
export function newKey(): { key: KeyObject; publicKey: string } {
  const { privateKey: key, publicKey } = generateKeyPairSync("ed25519");
  return { key, publicKey: publicKey.export({ format: "jwk" }).x ?? "" };
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** The body of an answer whose shape the test knows. */
export async function jsonOf<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

/** Enrols over HTTP as a device does. @throws Error with the desk's refusal */
export async function enrolDevice(base: string, code: string, { key, publicKey } = newKey()): Promise<EnrolledDevice> {
  const response = await fetch(`${base}/api/v1/enrol`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code, publicKey, label: "Front desk", model: "test", serial: "1" }),
  });
  if (!response.ok) throw new Error((await jsonOf<Refusal>(response)).code);
  return { key, ...(await jsonOf<Omit<EnrolledDevice, "key">>(response)) };
}

/** Plays a device on /ws/device. */
export class DeviceClient extends LinkClient<DeskToDevice> {
  readonly device: string;

  constructor(base: string, { device, key }: Pick<EnrolledDevice, "device" | "key">, version: number = PROTOCOL_VERSION) {
    const prove = (nonce: string, session: string | undefined) => {
      const signature = sign(null, Buffer.from(helloText(device, nonce)), key).toString("base64url");
      return { type: "hello/prove", version, device, signature, ...(session ? { session } : {}) };
    };
    super(`${base.replace("http", "ws")}/ws/device`, { socket: deviceSocketReplyCodec, body: deskToDeviceCodec }, prove);
    this.device = device;
  }

  /** Asks for a person and waits until the desk has it. */
  async request(contact: string): Promise<void> {
    this.send({ type: "contact/request", contact, context: CONTEXT });
    await this.settled();
  }
}
