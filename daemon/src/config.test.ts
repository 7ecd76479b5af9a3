import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deskAddress, isConfigError, parseConfig } from "./config.ts";
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

test("names the line of a mistake and what would have been right there", () => {
  assert.is(fault(`${MINIMAL}[input]\nbackend = "uinputs"\n`), 'line 4: input.backend: must be one of "uinput", "virtual"');
  assert.match(fault(`# hall\n${MINIMAL}\n[device]\nlabel = 7\n`), /^line 6: device\.label: must be string$/);
  assert.match(
    fault(`${MINIMAL}[device]\nlable = "x"\n`),
    /^line 4: device\.lable: is not a known key; known: label, model, serial, locale$/,
  );
  assert.match(fault(`${MINIMAL}media.startKbps = 5\n`), /^line 3: |desk/);
  assert.match(fault(`${MINIMAL}[peers]\nscreen = -1\n`), /^line 4: peers\.screen: must be string, or be >= 0$/);
  const button = "[[help.buttons]]\nvendor = 1\nproduct = 2\ncolour = 3\n";
  assert.match(fault(`${MINIMAL}${button}`), /^line 6: help\.buttons\.0\.colour: is not a known key; known: vendor, product/);
  assert.match(fault(`${MINIMAL}\n[devices]\n`), /^line 4: \[devices\] is not a known table/);
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

test("a proxy is a host and a port, without secrets", () => {
  const withProxy = (proxy: string, url = "wss://desk.example.org") => `[desk]\nurl = "${url}"\nproxy = "${proxy}"\n`;
  for (const good of ["http://proxy:3128", "http://10.0.0.1", "https://[::1]:8443/"])
    assert.is(parseConfig(withProxy(good)).desk.proxy, good);
  assert.match(fault(withProxy("proxy:3128")), /such as "http:/);
  assert.match(fault(withProxy("socks5://proxy:1080")), /such as "http:/);
  assert.match(fault(withProxy("http://me:secret@proxy:3128")), /USER:PASSWORD into the file proxy-credentials/);
  assert.not.match(fault(withProxy("http://me:secret@proxy:3128")), /secret@/);
  assert.match(fault(withProxy("http://proxy:3128/path")), /without a path/);
  assert.match(fault(withProxy("http://proxy:3128", "ws://127.0.0.1")), /wss:/);
});

test("finds the desk's two addresses", () => {
  assert.equal(deskAddress("wss://desk.example.org"), { socket: "wss://desk.example.org/ws/device", http: "https://desk.example.org" });
  assert.equal(deskAddress("ws://127.0.0.1:80/"), { socket: "ws://127.0.0.1/ws/device", http: "http://127.0.0.1" });
  assert.equal(deskAddress("wss://h/shop/ws/device"), { socket: "wss://h/shop/ws/device", http: "https://h/shop" });
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
