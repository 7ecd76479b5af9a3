import { request as httpRequest, type IncomingMessage } from "node:http";
import { type AgentOptions, Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";

/** A shop's HTTP proxy. */
export interface HttpProxy {
  /** `http://host[:port]`, or https: where the way to the proxy itself is encrypted. */
  readonly url: string;
  /** USER:PASSWORD, asked for at each connection; null where there is none. */
  readonly credentials: () => string | null;
  /** How long it may say nothing once it has accepted a connection. */
  readonly answerMs?: number;
}

/** The proxy gave no way to the desk; the message says why, and what would help. */
export class ProxyRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ProxyRefused";
  }
}

export function isProxyRefused(error: unknown): error is ProxyRefused {
  return error instanceof Error && error.name === "ProxyRefused";
}

const ANSWER_MS = 10_000;

type Target = ConnectionOptions & { readonly host?: string; readonly port?: number | string };
type Callback = (error: Error | null, socket: Duplex) => void;

/**
 * Connects through a proxy by CONNECT (RFC 9110, 9.3.6), and speaks TLS with the desk inside: the proxy sees the desk's name and
 * nothing else. For WebSockets and for requests.
 */
export class ProxyAgent extends HttpsAgent {
  readonly #proxy: HttpProxy;

  constructor(proxy: HttpProxy, options: AgentOptions = {}) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(target: Target, callback?: Callback): Duplex {
    const { host = "localhost", port = 443 } = target;
    const done = callback ?? (() => undefined);
    tunnel(this.#proxy, host, Number(port)).then(
      (socket) => done(null, connectTls({ ...target, socket, servername: target.servername ?? host })),
      (error: Error) => done(error, null as unknown as Duplex),
    );
    // Node takes the socket from the callback when nothing is returned (http.Agent, createConnection); its types do not say so.
    return undefined as unknown as Duplex;
  }
}

/** A connection to host and port, through the proxy. @throws ProxyRefused */
function tunnel(proxy: HttpProxy, host: string, port: number): Promise<Duplex> {
  const url = new URL(proxy.url);
  const place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const credentials = proxy.credentials();
  const authorization = credentials === null ? {} : { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
  const request = (url.protocol === "https:" ? httpsRequest : httpRequest)({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port || (url.protocol === "https:" ? 443 : 80),
    method: "CONNECT",
    path: place,
    headers: { host: place, ...authorization },
    agent: false,
    signal: AbortSignal.timeout(proxy.answerMs ?? ANSWER_MS),
  });
  return new Promise((resolve, reject) => {
    const refuse = (why: string) => reject(new ProxyRefused(`the proxy ${url.host} ${why}`));
    request.on("connect", (response: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (response.statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        return resolve(socket);
      }
      socket.destroy();
      refuse(answerInWords(response.statusCode ?? 0, place, credentials !== null));
    });
    // What is no proxy answers CONNECT like any request.
    request.on("response", (response) => {
      response.destroy();
      refuse(answerInWords(response.statusCode ?? 0, place, credentials !== null));
    });
    request.on("error", (error: NodeJS.ErrnoException) => refuse(faultInWords(error)));
    request.end();
  });
}

function answerInWords(status: number, place: string, hasCredentials: boolean): string {
  switch (status) {
    case 407:
      return hasCredentials
        ? "does not take the user and password that lie in proxy-credentials (407)"
        : "wants a user and a password (407): lay USER:PASSWORD into the file proxy-credentials beside alongside.toml";
    case 403:
      return `does not allow connections to ${place} (403): its operator has to`;
    case 502:
    case 503:
    case 504:
      return `cannot reach ${place} (${status})`;
    default:
      return `gives no way to ${place} (${status}): is it an HTTP proxy that knows CONNECT?`;
  }
}

function faultInWords({ code, name, message }: NodeJS.ErrnoException): string {
  if (code === "ECONNREFUSED") return "is not there: the connection is refused";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "has a name that cannot be looked up";
  if (name === "AbortError" || name === "TimeoutError" || code === "ETIMEDOUT") return "does not answer";
  return `cannot be used: ${message}`;
}
