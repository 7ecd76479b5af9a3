import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { installedBody, isGood, kernels, must, version } from "./testing/installed-body.ts";
import { madeImage } from "./testing/made-image.ts";
import { WebFolder } from "./testing/web-folder.ts";

// A device that is updated by its own unit from a web server: of the next version only what is new passes over the network. Two starts.

const compression = "lz4";
const installed = await madeImage("old", { version: "1.0.0", compression });

const test = suite("updates from a server");

test("only the new blocks are fetched, put together, verified, written, and the version is found good", async () => {
  const next = await madeImage("next", { version: "1.0.1", compression });
  const server = new WebFolder(next.update);
  const port = await server.start();
  const body = installedBody(installed.disk);
  await body.start();
  try {
    await isGood(body);
    await body.guest.forward(port);
    // A desk that is not there: port 9 discards. Nobody is enrolled, so the health check does not ask for it.
    const toml = `[desk]\nurl = "ws://127.0.0.1:9"\n[update]\nquietMinutes = 0\nurl = "http://127.0.0.1:${port}/"\n`;
    await must(body, "sh", "-c", `mkdir -p /etc/alongside && printf '%s' '${toml}' >/etc/alongside/alongside.toml`);
    const { code } = await body.guest.run(["systemctl", "start", "update-fetch.service"]);
    assert.is(code, 0, await must(body, "journalctl", "-b", "-o", "cat", "-u", "update-fetch.service"));
    assert.equal(await kernels(body), ["alongside_1.0.0.efi", "alongside_1.0.1+3-0.efi"]);
    const root = readdirSync(next.update).find((name) => name.endsWith(".root")) ?? "";
    const { size } = statSync(join(next.update, root));
    assert.ok((server.sent["root"] ?? 0) < size / 10, `${JSON.stringify(server.sent)} of ${size}`);
    // By itself: nobody uses it.
    await body.startsAgain();
    assert.is(await version(body), "1.0.1");
    await isGood(body);
    assert.equal(await kernels(body), ["alongside_1.0.0.efi", "alongside_1.0.1.efi"]);
  } finally {
    await body.stop();
    await server.stop();
  }
});

test.run();
