import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import { SignedTime } from "#protocol/signing";
import { answers } from "./failure.ts";
import type { HttpParts } from "./parts.ts";

/** 16 random bytes at least, so that no answer can be kept for a later question. */
const Question = Type.Object(
  { nonce: Type.String({ minLength: 22, maxLength: 64, pattern: "^[A-Za-z0-9_-]+$" }) },
  { additionalProperties: false },
);

/**
 * What time it is, on the operator's word: a device whose clock is wrong believes no certificate, but it knows the operator's key since
 * it was enrolled. Anybody may ask.
 */
export async function timeRoutes(app: FastifyInstance, { operatorKey }: HttpParts): Promise<void> {
  const schema = { summary: "The time, signed with the operator's key", querystring: Question, response: answers(SignedTime) };
  app.get("/api/v1/time", { schema }, async (request) => {
    const { nonce } = request.query as Static<typeof Question>;
    return operatorKey.signTime(nonce, Date.now());
  });
}
