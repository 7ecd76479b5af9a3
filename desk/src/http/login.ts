import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import { Base64Url, EpochMs, Id, Label } from "#protocol/common";
import { ShiftCertificate } from "#protocol/signing";
import { ROLES } from "../../core/permissions.ts";
import { isRawKey } from "../keys.ts";
import { answers, HttpFailure } from "./failure.ts";
import type { HttpParts } from "./parts.ts";
import { PASSWORD_LENGTH, PasswordCheck } from "./passwords.ts";
import { newToken, secretHash } from "./secrets.ts";
import { COOKIE, cookieFor, LOGIN_LASTS_MS, signedIn } from "./signed-in.ts";
import { Throttle } from "./throttle.ts";

const SHIFT_LASTS_MS = 8 * 3600_000;
/** Wrong passwords before the first delay: of one name from one address, and of all names from one address. */
const FREE_PER_NAME = 3;
const FREE_PER_ADDRESS = 20;

const LoginBody = Type.Object({ name: Id, password: Type.String({ maxLength: PASSWORD_LENGTH.most }) }, { additionalProperties: false });
const Person = Type.Object({ name: Id, label: Label, role: Type.Union(ROLES.map((role) => Type.Literal(role))), expiresMs: EpochMs });
const ShiftBody = Type.Object({ publicKey: Base64Url }, { additionalProperties: false });
const Ticket = Type.Object({ ticket: Base64Url, lastsMs: Type.Integer() });
const Done = Type.Object({ ok: Type.Boolean() });

/** Signing in and out, and what a console needs to begin. */
export async function loginRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const { store, operatorKey, tickets, clock, log, isSecure } = parts;
  const passwords = new PasswordCheck();
  await passwords.start();
  const perName = new Throttle(FREE_PER_NAME, () => clock.nowMs());
  const perAddress = new Throttle(FREE_PER_ADDRESS, () => clock.nowMs());

  app.post("/api/v1/login", { schema: { summary: "Sign in", body: LoginBody, response: answers(Person) } }, async (request, reply) => {
    const { name, password } = request.body as Static<typeof LoginBody>;
    const key = `${request.ip} ${name}`;
    const waitMs = perName.begin(key) || perAddress.begin(request.ip);
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      throw new HttpFailure(429, "too-many-attempts", `Too many attempts. Try again in ${seconds} s.`, { "retry-after": String(seconds) });
    }
    const account = await store.account(name);
    if (!(await passwords.isRight(account?.passwordHash, password))) {
      log.warn({ address: request.ip }, "sign-in failed");
      throw new HttpFailure(401, "wrong-password", "Name or password is wrong");
    }
    perName.succeeded(key);
    perAddress.succeeded(request.ip);
    const token = newToken();
    const login = await store.addLogin(secretHash(token), name, LOGIN_LASTS_MS);
    reply.header("set-cookie", cookieFor(token, LOGIN_LASTS_MS, isSecure));
    return { name, label: login.label, role: login.role, expiresMs: login.expiresMs };
  });

  app.get("/api/v1/session", { schema: { summary: "Who is signed in", response: answers(Person) } }, async (request) => {
    const { account, label, role, expiresMs } = await signedIn(store, request);
    return { name: account, label, role, expiresMs };
  });

  app.post("/api/v1/logout", { schema: { summary: "Sign out", response: answers(Done) } }, async (request, reply) => {
    const login = await signedIn(store, request);
    await store.removeLogin(login.tokenHash);
    await parts.signOut(login.account, login.tokenHash.toString("hex"));
    reply.header("set-cookie", `${COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`);
    return { ok: true };
  });

  const shift = { summary: "Certify a console's key for a shift", body: ShiftBody, response: answers(ShiftCertificate) };
  app.post("/api/v1/shift", { schema: shift }, async (request) => {
    const login = await signedIn(store, request, "contact:take");
    const { publicKey } = request.body as Static<typeof ShiftBody>;
    if (!isRawKey(publicKey)) throw new HttpFailure(400, "bad-key", "publicKey is a raw Ed25519 public key: 32 bytes in base64url.");
    const certificate = operatorKey.certifyShift(login.account, publicKey, Date.now() + SHIFT_LASTS_MS);
    await store.audit(login.account, "shift.certified", login.account, { publicKey, expiresMs: certificate.expiresMs });
    return certificate;
  });

  const ticket = { summary: "A single-use ticket for the agents' socket, good for 30 s", response: answers(Ticket) };
  app.post("/api/v1/ticket", { schema: ticket }, async (request) => {
    const login = await signedIn(store, request, "contact:take");
    return tickets.make({ id: login.account, login: login.tokenHash.toString("hex") });
  });
}
