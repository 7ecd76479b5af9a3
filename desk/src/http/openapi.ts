import type { FastifyInstance, RouteOptions } from "fastify";
import type { TSchema } from "typebox";

declare module "fastify" {
  interface FastifySchema {
    /** One line for the description; a route without it is not described. */
    summary?: string;
  }
}

interface RouteSchema {
  readonly summary?: string;
  readonly body?: TSchema;
  readonly params?: { properties?: Record<string, TSchema> };
  readonly querystring?: { properties?: Record<string, TSchema>; required?: string[] };
  readonly response?: Record<string, TSchema>;
}

const json = (schema: TSchema) => ({ "application/json": { schema } });

/** One operation of OpenAPI 3.1, whose schemas are JSON Schema as TypeBox makes them. */
export function operation(schema: RouteSchema): object {
  const { summary = "", body, params, querystring, response = {} } = schema;
  const inPath = Object.entries(params?.properties ?? {}).map(([name, type]) => ({ name, in: "path", required: true, schema: type }));
  const inQuery = Object.entries(querystring?.properties ?? {}).map(([name, type]) => ({
    name,
    in: "query",
    required: querystring?.required?.includes(name) ?? false,
    schema: type,
  }));
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    ...(body ? { requestBody: { required: true, content: json(body) } } : {}),
    responses: Object.fromEntries(
      Object.entries(response).map(([status, type]) => [
        // fastify writes 4xx where OpenAPI writes 4XX
        status.toUpperCase(),
        { description: status === "200" ? "Done" : "Refused", content: json(type) },
      ]),
    ),
  };
}

/** Collects every route that has a summary, and serves them as OpenAPI. Register before the routes. */
export function openApi(app: FastifyInstance, version: string): void {
  const paths: Record<string, Record<string, object>> = {};
  app.addHook("onRoute", ({ url, method, schema }: RouteOptions) => {
    const described = schema as RouteSchema | undefined;
    const verb = String(method).toLowerCase();
    if (!described?.summary || verb === "head") return;
    const path = url.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [verb]: operation(described) };
  });
  app.get("/api/v1/openapi.json", { schema: { summary: "This description" } }, async () => ({
    openapi: "3.1.0",
    info: { title: "Alongside desk", version },
    paths,
  }));
}
