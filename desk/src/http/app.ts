import { resolve } from "node:path";
import fastifyStatic from "@fastify/static";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { enrolRoutes } from "./enrol.ts";
import { HttpFailure, isHttpFailure } from "./failure.ts";
import { loginRoutes } from "./login.ts";
import { metricsRoutes } from "./metrics.ts";
import { openApi } from "./openapi.ts";
import { isOwnOrigin } from "./origin.ts";
import type { HttpParts } from "./parts.ts";
import { recordRoutes } from "./records.ts";
import { timeRoutes } from "./time.ts";

const LARGEST_BODY_BYTES = 64 * 1024;
const API_VERSION = "1";
/** The console loads nothing from elsewhere and runs nothing inline. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");
const HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

export type AppParts = HttpParts & {
  readonly isConnected: (device: string) => boolean;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
};

/** The desk's HTTP side: API, health, figures, and the console's files. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  // A field that is not known is refused, as on the sockets; query texts are read as numbers.
  const common = { bodyLimit: LARGEST_BODY_BYTES, ajv: { customOptions: { removeAdditional: false as const } } };
  const app = (parts.tls ? fastify({ ...common, https: parts.tls }) : fastify(common)) as unknown as FastifyInstance;

  app.addHook("onRequest", async (request, reply) => {
    reply.headers(HEADERS);
    if (parts.isSecure) reply.header("strict-transport-security", "max-age=31536000");
    reply.header("cache-control", request.url.startsWith("/api/") ? "no-store" : "no-cache");
    const isChanging = request.method !== "GET" && request.method !== "HEAD";
    if (isChanging && !isOwnOrigin(request.raw, parts.publicOrigin)) {
      throw new HttpFailure(403, "foreign-origin", "This request came from a page of another origin.");
    }
  });
  // A POST without a body is fine where none is asked for.
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, body === "" ? undefined : JSON.parse(String(body)));
    } catch {
      done(new HttpFailure(400, "not-json", "The body is one JSON value."));
    }
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (isHttpFailure(error)) return reply.status(error.status).headers(error.headers).send(failure(error.code, error.message));
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.status(status).send(failure(error.code ?? "refused", error.message));
    parts.log.error({ error, url: request.routeOptions.url }, "request failed");
    return reply.status(500).send(failure("internal", "The desk could not do this; it is logged there."));
  });
  app.setNotFoundHandler((request, reply) =>
    reply.status(404).send(failure("not-found", `There is nothing at ${request.url.split("?")[0]?.slice(0, 100)}.`)),
  );

  openApi(app, API_VERSION);
  await metricsRoutes(app, parts);
  await loginRoutes(app, parts);
  await enrolRoutes(app, parts);
  await timeRoutes(app, parts);
  await recordRoutes(app, parts);
  if (parts.consoleFolder !== null) {
    await app.register(fastifyStatic, { root: resolve(parts.consoleFolder), cacheControl: false, index: ["index.html"] });
  }
  return app;
}

function failure(code: string, message: string) {
  return { code, message };
}
