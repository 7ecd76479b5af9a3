import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import { Base64Url, EpochMs, Id } from "#protocol/common";
import { DeviceCertificate } from "#protocol/signing";
import { isRawKey } from "../keys.ts";
import type { EnrolRefusal } from "../store/port.ts";
import { answers, HttpFailure } from "./failure.ts";
import type { HttpParts } from "./parts.ts";
import { newEnrolCode, normalCode, secretHash } from "./secrets.ts";
import { signedIn } from "./signed-in.ts";
import { Throttle } from "./throttle.ts";

/** Wrong codes of one address before the first delay. */
const FREE_CODES = 10;
const MINUTE_MS = 60_000;
const DEFAULT_MINUTES = 60;

const Text = Type.String({ maxLength: 100 });
const EnrolBody = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 40 }), publicKey: Base64Url, label: Text, model: Text, serial: Text },
  { additionalProperties: false },
);
const Enrolled = Type.Object({ device: Id, certificate: DeviceCertificate, operatorKey: Base64Url });
const CodeBody = Type.Object(
  { minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 30 * 24 * 60 })) },
  { additionalProperties: false },
);
const Code = Type.Object({ code: Type.String(), expiresMs: EpochMs });

const REFUSALS: Readonly<Record<EnrolRefusal, string>> = {
  "unknown-code": "This enrolment code is not known here: check it for typing errors.",
  "used-code": "This enrolment code was used by another device: each code is for one.",
  "expired-code": "This enrolment code is too old: ask for a new one.",
};

/** Devices become known to the desk by a one-time code and their own key. */
export async function enrolRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const { store, operatorKey, clock, log } = parts;
  const throttle = new Throttle(FREE_CODES, () => clock.nowMs());

  app.post("/api/v1/enrol", { schema: { summary: "Enrol a device", body: EnrolBody, response: answers(Enrolled) } }, async (request) => {
    const { code, publicKey, label, model, serial } = request.body as Static<typeof EnrolBody>;
    if (!isRawKey(publicKey)) throw new HttpFailure(400, "bad-key", "publicKey is a raw Ed25519 public key: 32 bytes in base64url.");
    const waitMs = throttle.begin(request.ip);
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      throw new HttpFailure(429, "too-many-attempts", `Too many attempts. Try again in ${seconds} s.`, { "retry-after": String(seconds) });
    }
    const result = await store.enrol(secretHash(normalCode(code)), { publicKey, label, model, serial });
    if (!result.ok) throw new HttpFailure(403, result.code, REFUSALS[result.code]);
    throttle.succeeded(request.ip);
    log.info({ device: result.device.id }, "enrolled");
    const certificate = operatorKey.certifyDevice(result.device.id, publicKey);
    return { device: result.device.id, certificate, operatorKey: operatorKey.publicKey };
  });

  const make = { summary: "Make a one-time enrolment code", body: CodeBody, response: answers(Code) };
  app.post("/api/v1/enrol-codes", { schema: make }, async (request) => {
    const login = await signedIn(store, request, "enrol-code:make");
    const { minutes } = request.body as Static<typeof CodeBody>;
    const code = newEnrolCode();
    const { expiresMs } = await store.addEnrolCode(secretHash(code), (minutes ?? DEFAULT_MINUTES) * MINUTE_MS, login.account);
    return { code, expiresMs };
  });
}
