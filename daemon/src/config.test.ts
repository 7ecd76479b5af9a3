import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deskAddress, isConfigError, parseConfig, readConfig } from "./config.ts";
import { mutated, seeded } from "./testing/seeded.ts";
import { uidOf } from "./users.ts";

const test = suite("config");
const MINIMAL = '[desk]\nurl = "wss://desk.example.org"\n';

/** The message with which a text is refused. */
function fault(text: string): string {
  try {
    parseConfig(text);
  } catch (error) {
    assert.ok(isConfigError(error), String(error));
    return error.message;
  }
  throw new Error("was accepted");
}

test("one line is enough; the rest are the paths and users of the image", () => {
  const config = parseConfig(MINIMAL);
  assert.is(config.paths.state, "/var/lib/alongside");
  assert.is(config.peers.screen, "alongside-screen");
  assert.equal(config.policy.grants, ["view", "hear"]);
  assert.is(config.app.idleSeconds, 120);
});

test("users are names or numbers", () => {
  assert.is(parseConfig(`${MINIMAL}[peers]\nscreen = 904\n`).peers.screen, 904);
  const passwd = () => "root:x:0:0::/root:/bin/sh\nalongside-screen:x:904:904::/:/usr/sbin/nologin\n";
  assert.is(uidOf("alongside-screen", passwd), 904);
  assert.is(uidOf("nobody-here", passwd), null);
  assert.is(uidOf(7, passwd), 7);
});

test("says where it is wrong and what would have been right", () => {
  assert.match(fault(""), /desk\.url is missing/);
  assert.match(fault("[desk]\nurl = 5\n"), /desk\.url/);
  assert.match(fault("[desk\n"), /line 1/);
  assert.match(fault(`${MINIMAL}[dvice]\nlabel = "x"\n`), /\[dvice\].*known: desk, device/);
  assert.match(fault(`${MINIMAL}[device]\nlable = "x"\n`), /device.*lable|device/);
  assert.match(fault(`device = 5\n${MINIMAL}`), /device must be a table/);
  assert.match(fault(`${MINIMAL}[paths]\nrun = "relative"\n`), /paths\.run/);
  assert.match(fault(`${MINIMAL}[policy]\ngrants = ["touch"]\n`), /touch needs the customer's answer/);
  assert.match(fault(`${MINIMAL}[app]\nidleSeconds = 3\n`), /app\.idleSeconds.*0 for never.*at least 10/);
  assert.match(fault(`${MINIMAL}[app]\nidleSeconds = -1\n`), /app\.idleSeconds/);
  assert.is(parseConfig(`${MINIMAL}[app]\nidleSeconds = 0\n`).app.idleSeconds, 0);
  assert.match(fault(`${MINIMAL}[media]\nstartKbps = 5000\nmaxKbps = 1000\n`), /startKbps/);
});

test("only a desk on this machine may do without TLS", () => {
  assert.match(fault('[desk]\nurl = "ws://desk.example.org"\n'), /must begin with wss/);
  assert.match(fault('[desk]\nurl = "ws://127.0.0.1.example.org"\n'), /must begin with wss/);
  assert.match(fault('[desk]\nurl = "ws://10.0.0.1"\n'), /must begin with wss/);
  for (const host of ["127.0.0.1", "localhost", "[::1]"]) assert.ok(parseConfig(`[desk]\nurl = "ws://${host}:8080"\n`));
  assert.match(fault('[desk]\nurl = "https://desk.example.org"\n'), /wss:/);
  assert.match(fault('[desk]\nurl = "wss://user:pw@desk.example.org"\n'), /no user, password/);
  assert.match(fault('[desk]\nurl = "nonsense"\n'), /wss:/);
});

test("finds the desk's two addresses", () => {
  assert.equal(deskAddress("wss://desk.example.org"), { socket: "wss://desk.example.org/ws/device", http: "https://desk.example.org" });
  assert.equal(deskAddress("ws://127.0.0.1:80/"), { socket: "ws://127.0.0.1/ws/device", http: "http://127.0.0.1" });
  assert.equal(deskAddress("wss://h/shop/ws/device"), { socket: "wss://h/shop/ws/device", http: "https://h/shop" });
});

test("names the file that cannot be read", () => {
  assert.throws(() => readConfig("/absent/alongside.toml"), /\/absent\/alongside\.toml/);
});

test("refuses in words whatever the file holds", () => {
  const random = seeded(5);
  const good = { desk: { url: "wss://h" }, device: { label: "x" }, peers: { screen: 1 }, media: { startKbps: 500, maxKbps: 900 } };
  const toml = (table: object) =>
    Object.entries(table)
      .map(
        ([name, values]) =>
          `[${name}]\n${Object.entries(values)
            .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
            .join("")}`,
      )
      .join("");
  for (let n = 0; n < 3000; n++) {
    const text = toml(good);
    const at = random(text.length);
    const garbled = random(2)
      ? `${text.slice(0, at)}${String.fromCharCode(random(127))}${text.slice(at + random(3))}`
      : mutated(good, random);
    try {
      parseConfig(garbled);
    } catch (error) {
      assert.ok(isConfigError(error), `${String(error)} for ${garbled}`);
    }
  }
});

test.run();
