import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isConfigError } from "./config.ts";
import { parseNetwork, wiredUnit } from "./network-config.ts";
import { mutated, seeded } from "./testing/seeded.ts";

const STATIC =
  '[wired]\naddress = "192.168.1.20/24"\ngateway = "192.168.1.1"\ndns = ["192.168.1.1", "2001:db8::1"]\ndomains = ["shop.example"]\n';
const test = suite<{ folder: string }>("network configuration");
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "alongside-network-"));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

function fault(text: string): string {
  try {
    parseNetwork(text);
  } catch (error) {
    assert.ok(isConfigError(error), String(error));
    return error.message;
  }
  throw new Error("was accepted");
}

test("a cable with an address of its own becomes a file of systemd-networkd", () => {
  const lines = wiredUnit(parseNetwork(STATIC))?.split("\n") ?? [];
  for (const line of ["Address=192.168.1.20/24", "Gateway=192.168.1.1", "DNS=192.168.1.1", "DNS=2001:db8::1", "Domains=shop.example"]) {
    assert.ok(lines.includes(line), line);
  }
  assert.not(lines.some((line) => line.startsWith("DHCP")));
});

test("a router is on the cable, in its network or by its link's own address", () => {
  for (const gateway of ["2001:db8::1", "fe80::1"]) {
    const unit = wiredUnit(parseNetwork(`[wired]\naddress = "2001:db8::5/64"\ngateway = "${gateway}"\n`));
    assert.match(unit ?? "", `Gateway=${gateway}\n`);
  }
});

test("without an address of its own the network is asked, as without the file", () => {
  assert.is(wiredUnit(parseNetwork("")), null);
  assert.is(wiredUnit(parseNetwork("[wired]\n")), null);
});

test("says on which line it is wrong and what would have been right", () => {
  for (const address of [
    "192.168.1.20",
    "192.168.1.300/24",
    "192.168.1.20/33",
    "kiosk/24",
    "1.2.3.4/24/1",
    "::1/129",
    "1.2.3.4/0",
    "fe80::1%eth0/64",
  ]) {
    assert.match(fault(`[wired]\naddress = "${address}"\n`), /^line 2: wired\.address: must be an address with its network, such as "192/);
  }
  assert.match(
    fault('[wired]\naddress = "10.0.0.2/8"\ngateway = "router"\n'),
    /^line 3: wired\.gateway: must be an address such as 10\.0\.0\.2$/,
  );
  assert.match(fault('[wired]\naddress = "10.0.0.2/8"\ngateway = "10.0.0.2"\n'), /the kiosk's own address/);
  assert.match(fault('[wired]\naddress = "10.0.0.2/8"\ngateway = "fe80::1"\n'), /wired\.gateway/);
  assert.match(
    fault('[wired]\naddress = "192.168.1.20/24"\ngateway = "192.168.2.1"\n'),
    /^line 3: wired\.gateway: is not in .* 192\.168\.1\.20\/24/,
  );
  assert.match(fault('[wired]\naddress = "2001:db8::5/64"\ngateway = "2001:db8:1::1"\n'), /wired\.gateway: is not in/);
  assert.match(fault('[wired]\naddress = "10.0.0.2/8"\ndns = ["dns.example"]\n'), /^line 3: wired\.dns: "dns\.example" is no address/);
  assert.match(fault('[wired]\ngateway = "10.0.0.1"\n'), /^line 2: wired\.gateway: goes with an address/);
  assert.match(
    fault('[wired]\nadress = "10.0.0.1/8"\n'),
    /^line 2: wired\.adress: is not a known key; known: address, gateway, dns, domains$/,
  );
  assert.match(fault("[wifi]\n"), /wifi: is not a known key; known: wired/);
  assert.match(fault("[wired"), /^line 1: /);
});

test("no text of the file reaches systemd-networkd as a line of its own", () => {
  const random = seeded(3);
  const good = { address: "192.168.1.20/24", gateway: "192.168.1.1", dns: ["192.168.1.1"], domains: ["shop.example"] };
  for (let n = 0; n < 2000; n++) {
    const garbled = mutated(good, random).replace(/^\{/, "wired = {").replaceAll('":', '"=');
    try {
      for (const line of wiredUnit(parseNetwork(garbled))?.split("\n") ?? []) assert.match(line, /^(#.*|\[\w+\]|\w+=[\w.:!*/ -]+|)$/);
    } catch (error) {
      assert.ok(isConfigError(error), `${String(error)} for ${garbled}`);
    }
  }
  assert.match(fault('[wired]\naddress = "10.0.0.2/8"\ndomains = ["a\\nDHCP=yes"]\n'), /wired\.domains/);
});

test("the program keeps to the last good file, and says what is wrong with the one that is there", ({ folder }) => {
  const config = join(folder, "network.toml");
  const unit = join(folder, "out/70-alongside-wired.network");
  const program = fileURLToPath(new URL("network-main.js", import.meta.url));
  const args = ["--config", config, "--state", join(folder, "state"), "--out", join(folder, "out")];
  const make = (text: string) => {
    writeFileSync(config, text);
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
    return { status, stderr, made: existsSync(unit) ? readFileSync(unit, "utf8") : null };
  };
  const told = () => (existsSync(join(folder, "state/fault")) ? readFileSync(join(folder, "state/fault"), "utf8") : null);
  const bad = make("[wired]\naddress = 5\n");
  assert.equal([bad.status, bad.made], [78, null]);
  assert.match(bad.stderr, /line 2: wired\.address: must be string\): there is no last good one/);
  const good = make(STATIC);
  assert.is(good.status, 0, good.stderr);
  assert.match(good.made ?? "", "Address=192.168.1.20/24");
  assert.is(told(), null);
  const broken = make("[wired]\naddress = 5\n");
  assert.equal([broken.status, broken.made], [0, good.made]);
  assert.match(told() ?? "", /line 2: wired\.address/);
  assert.is(make("").made, null, "back to what the network tells");
  make(STATIC);
  make("[wired]\naddress = 5\n");
  rmSync(config);
  const { status } = spawnSync(process.execPath, [program, ...args]);
  assert.equal([status, existsSync(unit), told()], [0, false, null], "the file was taken away");
});

test.run();
