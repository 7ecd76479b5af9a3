import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttp, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fetchFile } from "./curl.ts";

// The way to a server of updates, with real TLS and a real proxy on loopback.

const test = suite("the way to a server of updates");
const folder = mkdtempSync(join(tmpdir(), "alongside-road-"));
const path = (name: string) => join(folder, name);
const servers: Server[] = [];

/** A certificate for 127.0.0.1 that signs itself. */
function certificate(name: string, days: string): void {
  const subject = ["-subj", "/CN=updates", "-addext", "subjectAltName=IP:127.0.0.1"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path(`${name}.key`)];
  execFileSync("openssl", ["req", "-x509", ...key, "-out", path(`${name}.pem`), "-days", days, ...subject], { stdio: "ignore" });
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** A server of updates with one file. */
async function updates(name: string): Promise<string> {
  const tls = { cert: readFileSync(path(`${name}.pem`)), key: readFileSync(path(`${name}.key`)) };
  return `https://127.0.0.1:${await listen(createHttps(tls, (_request, response) => response.end("a file")))}`;
}

/** A proxy that lets everybody through, or answers with a status. */
async function proxy(status = 200): Promise<{ readonly url: string; readonly seen: string[] }> {
  const seen: string[] = [];
  const server = createHttp();
  server.on("connect", (request, near) => {
    seen.push(request.url ?? "");
    near.on("error", () => {});
    if (status !== 200) {
      near.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const far = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
      near.write("HTTP/1.1 200 OK\r\n\r\n");
      near.pipe(far).pipe(near);
    });
    far.on("error", () => near.destroy());
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, seen };
}

/** Fetches the file. @returns what came, or why nothing did */
async function fetched(url: string, ca = "", by = ""): Promise<string> {
  rmSync(path("got"), { force: true });
  try {
    await fetchFile({ url, ca, proxy: by, agent: "alongside/1.0.0" }, { name: "SHA256SUMS", to: path("got"), mostBytes: 1000 });
  } catch (error) {
    return (error as Error).message;
  }
  return existsSync(path("got")) ? readFileSync(path("got"), "utf8") : "";
}

test.before(() => {
  certificate("own", "30");
  certificate("other", "30");
});
test.after(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(folder, { recursive: true });
});

test("believes the operator's own authority, and no other", async () => {
  const url = await updates("own");
  assert.is(await fetched(url, path("own.pem")), "a file");
  assert.is(await fetched(url), "the certificate of the server of updates is not trusted here");
  assert.is(await fetched(url, path("other.pem")), "the certificate of the server of updates is not trusted here");
  assert.is(await fetched(url, path("none.pem")), "the file of update.ca cannot be read");
});

test("a server that speaks no TLS is told", async () => {
  const port = await listen(createHttp((_request, response) => response.end("a file")));
  assert.is(await fetched(`https://127.0.0.1:${port}`), "the server of updates speaks no TLS that this device can speak");
});

test("goes through a proxy, whose refusals are told", async () => {
  const url = await updates("own");
  const open = await proxy();
  assert.is(await fetched(url, path("own.pem"), open.url), "a file");
  assert.equal(open.seen, [url.replace("https://", "")]);
  assert.is(await fetched(url, path("own.pem"), (await proxy(407)).url), "the proxy asks for a password");
  assert.is(await fetched(url, path("own.pem"), (await proxy(403)).url), "the proxy refuses the way to the server of updates (403)");
  assert.is(
    await fetched(url, path("own.pem"), "http://127.0.0.1:9"),
    "the server of updates, or the proxy on the way there, cannot be reached",
  );
});

test("a name that nobody knows is told", async () => {
  assert.is(await fetched("https://updates.invalid"), "the name of the server of updates is not known");
});

test.run();
