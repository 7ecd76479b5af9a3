import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { DeskFixture } from "../testing/desk-fixture.ts";
import { jsonOf } from "../testing/device-client.ts";

const test = suite<{ desk: DeskFixture; folder: string }>("the desk over HTTP");
test.before(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), "desk-console-"));
  writeFileSync(join(context.folder, "index.html"), "<!doctype html><title>Console</title>");
  context.desk = await DeskFixture.start({ consoleFolder: context.folder });
});
test.after(async ({ desk, folder }) => {
  await desk.stop();
  rmSync(folder, { recursive: true });
});

test("serves the console with a strict policy", async ({ desk }) => {
  const response = await fetch(`${desk.base}/`);
  assert.match(await response.text(), "Console");
  assert.match(response.headers.get("content-security-policy") ?? "", "default-src 'none'");
  assert.not.match(response.headers.get("content-security-policy") ?? "", "unsafe");
  assert.is(response.headers.get("x-content-type-options"), "nosniff");
});

test("serves nothing outside the console's folder", async ({ desk }) => {
  for (const path of ["/../package.json", "/%2e%2e/%2e%2e/etc/passwd", "/..%2fdesk.db", "/none.js"]) {
    assert.is((await fetch(`${desk.base}${path}`)).status >= 400, true, path);
  }
});

test("is healthy and tells its figures without names", async ({ desk }) => {
  assert.equal(await jsonOf(await fetch(`${desk.base}/healthz`)), { status: "ok" });
  const device = await desk.device();
  await device.request("c1");
  const figures = await (await fetch(`${desk.base}/metrics`)).text();
  assert.match(figures, 'alongside_contacts{state="queued"} 1');
  assert.match(figures, "alongside_queue_waiting 1");
  assert.match(figures, 'alongside_connections{role="device"} 1');
  assert.not.match(figures, device.device);
});

test("describes every route of its API", async ({ desk }) => {
  const description = await jsonOf<{ openapi: string; paths: Record<string, Record<string, { requestBody?: object }>> }>(
    await fetch(`${desk.base}/api/v1/openapi.json`),
  );
  assert.is(description.openapi, "3.1.0");
  const routes = Object.entries(description.paths).flatMap(([path, verbs]) => Object.keys(verbs).map((verb) => `${verb} ${path}`));
  for (const route of [
    "post /api/v1/login",
    "post /api/v1/logout",
    "post /api/v1/enrol",
    "post /api/v1/enrol-codes",
    "post /api/v1/shift",
    "post /api/v1/ticket",
    "get /api/v1/contacts",
    "get /api/v1/contacts/{id}",
    "get /api/v1/devices",
    "get /healthz",
    "get /metrics",
  ]) {
    assert.ok(routes.includes(route), route);
  }
  assert.ok(description.paths["/api/v1/login"]?.post?.requestBody);
});

test("answers what it does not know with a plain failure", async ({ desk }) => {
  assert.is((await fetch(`${desk.base}/api/v1/none`)).status, 404);
  const oversized = await fetch(`${desk.base}/api/v1/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "x", password: "y".repeat(100_000) }),
  });
  assert.is(oversized.status, 413);
  const garbage = await fetch(`${desk.base}/api/v1/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  assert.is(garbage.status, 400);
});

test.run();
