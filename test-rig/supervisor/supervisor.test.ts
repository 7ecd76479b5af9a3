import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fileFor } from "./app-server.ts";
import { readRequest } from "./control-message.ts";
import { launchOf } from "./launch.ts";
import { cpuOf, descendants, kilobytes } from "./memory.ts";
import { readOptions } from "./options.ts";
import { countEnds, pauseMs } from "./restart.ts";
import { folders, processTable } from "./table.ts";
import { readUsers } from "./users.ts";

const test = suite("supervisor");
const options = { width: 1280, height: 800, transform: 0, scale: 1, appPort: 8000, appLabel: "Riverside Clinic", without: [] };

test("starts every process as a user without any capability and without a way to get one", () => {
  for (const entry of processTable(options)) {
    const { command, args } = launchOf(entry);
    const line = [command, ...args].join(" ");
    assert.match(line, `setpriv --reuid=${entry.user} --regid=${entry.user} --init-groups`);
    assert.match(line, "--inh-caps=-all --ambient-caps=-all --bounding-set=-all --no-new-privs");
    assert.is.not(entry.user, "root");
  }
});

test("cuts off the network of those that need none, before it gives up root", () => {
  const offline = processTable(options).filter(({ network }) => !network);
  assert.equal(offline.map(({ name }) => name).sort(), ["glass", "labwc", "pipewire", "screen", "wireplumber"]);
  for (const entry of offline) {
    const words = [launchOf(entry).command, ...launchOf(entry).args];
    assert.equal(words.slice(0, 3), ["unshare", "--net", "--"]);
    assert.ok(words.indexOf("setpriv") > 2);
  }
});

test("help goes before the app, however much that computes", () => {
  const niceOf = (name: string) => processTable(options).find((entry) => entry.name === name)?.nice ?? 0;
  for (const name of ["daemon", "media", "screen", "shell", "labwc"]) assert.ok(niceOf(name) < niceOf("app"), name);
});

test("hands a process nothing of the supervisor's environment", () => {
  process.env.SECRET_OF_THE_RIG = "x";
  for (const entry of processTable(options)) assert.not("SECRET_OF_THE_RIG" in launchOf(entry).env);
  delete process.env.SECRET_OF_THE_RIG;
});

test("opens no folder of the device to all but the daemon's sockets and the homes' parent", () => {
  const open = folders.filter(({ mode }) => (mode & 0o007) !== 0).map(({ path }) => path);
  assert.equal(open, ["/run/alongside/daemon", "/run/alongside/home"]);
});

test("leaves processes out by name", () => {
  assert.not(processTable({ ...options, without: ["media"] }).some(({ name }) => name === "media"));
});

test("pauses 200 ms before the first restart, at most 2 s, and starts over after a healthy run", () => {
  let ends = 0;
  const pauses = Array.from({ length: 6 }, () => {
    ends = countEnds(ends, 10, false);
    return pauseMs(ends);
  });
  assert.equal(pauses, [200, 400, 800, 1600, 2000, 2000]);
  assert.is(pauseMs(countEnds(ends, 60_000, false)), 200);
  assert.is(pauseMs(countEnds(ends, 10, true)), 200, "media ends after each contact and is wanted again at once");
});

test("finds numbers of users and groups, and names the hook when one is missing", () => {
  const users = readUsers("root:x:0:0::/:/bin/sh\nrig:x:908:908::/:/bin/false\n", "rig:x:908:\nkiosk-wayland:x:911:rig\n");
  assert.is(users.uid("rig"), 908);
  assert.is(users.gid("kiosk-wayland"), 911);
  assert.throws(() => users.gid("nobody-here"), /users\.sh/);
});

test("adds up a process tree", () => {
  const parents = new Map([
    [2, 1],
    [3, 2],
    [4, 3],
    [5, 1],
  ]);
  assert.equal(descendants(2, parents), [2, 3, 4]);
  assert.is(kilobytes("Rss:  120 kB\nPss:                  80 kB\nPss_Dirty: 5 kB\n", "Pss"), 80);
  assert.is(cpuOf("7 (a) b) S 1 1 1 0 -1 0 0 0 0 0 150 50 0 0 20 0 1 0 9"), 2000);
});

test("serves files of the app and nothing beside it", () => {
  assert.is(fileFor("/opt/app", "/"), "/opt/app/index.html");
  assert.is(fileFor("/opt/app", "/a/b.css?x=1"), "/opt/app/a/b.css");
  for (const url of ["/%2e%2e/secret", "/..%2fsecret", "/a/%2e%2e/%2e%2e/secret", "/%00", "/%ff", "//other/../../x"]) {
    const file = fileFor("/opt/app", url);
    assert.ok(file === null || file.startsWith("/opt/app/"), `${url} → ${file}`);
  }
});

test("refuses options that do not fit, naming the field", () => {
  assert.equal(readOptions(JSON.stringify(options)), options);
  assert.throws(() => readOptions(JSON.stringify({ ...options, width: 1 })), /\/width/);
  assert.throws(() => readOptions(undefined), /options/);
});

test("accepts each request of the control socket", () => {
  const accepted = [
    { id: 1, verb: "list" },
    { id: 2, verb: "kill", name: "media", signal: "SIGKILL" },
    { id: 3, verb: "stop", name: "media" },
    { id: 4, verb: "start", name: "media" },
    { id: 5, verb: "set-app", url: "http://127.0.0.1/" },
    { id: 6, verb: "pipe", argv: ["grim", "-"] },
  ];
  for (const request of accepted) assert.equal(readRequest(JSON.stringify(request)), request);
});

test("refuses mutated requests with words, and throws nothing but Error", () => {
  const seed = JSON.stringify({ id: 2, verb: "kill", name: "media", signal: "SIGKILL" });
  let state = 1;
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  let refused = 0;
  for (let round = 0; round < 5000; round++) {
    const at = random(seed.length);
    const mutated = seed.slice(0, at) + String.fromCharCode(32 + random(95)) + seed.slice(at + random(3));
    try {
      const request = readRequest(mutated);
      assert.is(request.verb, "kill");
    } catch (error) {
      assert.instance(error, Error);
      assert.match((error as Error).message, /a request is/);
      refused += 1;
    }
  }
  assert.ok(refused > 1000);
});

test.run();
