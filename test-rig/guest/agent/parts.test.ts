import { test } from "uvu";
import * as assert from "uvu/assert";
import { readGuestRequest } from "../request.ts";
import { CONSUMER_BUTTON, createEvent, destroyEvent, HELP_BUTTON, inputEvent, readEvent, UHID_EVENT_BYTES } from "../uhid.ts";
import { appEnvironment } from "./actions.ts";
import { parseInputDevices } from "./inputs.ts";
import { recordOf, startedUnit } from "./journal-record.ts";
import { bordersOf } from "./probe.ts";
import { parseShow, stateOf, unitOf } from "./units.ts";

test("reads every verb with its fields", () => {
  for (const request of [
    { verb: "list" },
    { verb: "kill", name: "media", signal: "SIGSTOP" },
    { verb: "probe", name: "app", argv: ["true"] },
    { verb: "config", code: "ABC" },
    { verb: "uhid", ...HELP_BUTTON },
    { verb: "uhid", ...CONSUMER_BUTTON },
  ]) {
    assert.equal(readGuestRequest(JSON.stringify(request)), request);
  }
});

test("names the processes that exist when asked for another", () => {
  assert.throws(() => unitOf("glass"), /no process "glass"; there are pipewire, .*app/);
  assert.is(unitOf("shell"), "kiosk-shell.service");
});

test("reads systemctl show, and says states as the headless body's supervisor does", () => {
  const [one, two] = parseShow(
    "Id=a.service\nMainPID=7\nActiveState=activating\nSubState=auto-restart\n\nId=b.service\nActiveState=active\nSubState=running\nX=a=b\n",
  );
  assert.is(one?.MainPID, "7");
  assert.is(stateOf(one ?? {}), "pausing");
  assert.is(stateOf(two ?? {}), "running");
  assert.is(two?.X, "a=b");
  assert.is(stateOf({ ActiveState: "activating", SubState: "start" }), "waiting");
  assert.is(stateOf({ ActiveState: "failed", SubState: "failed" }), "stopped");
});

const base = { __MONOTONIC_TIMESTAMP: "1500000", PRIORITY: "6" };

test("makes records with the headless body's names of journal entries", () => {
  const line = { ...base, _PID: "50", _SYSTEMD_UNIT: "alongside-media.service", MESSAGE: "hello" };
  assert.equal(
    recordOf(line, () => 0),
    { name: "media", atMs: 1500, event: "line", stream: "stdout", text: "hello" },
  );
  const started = { ...base, _PID: "1", UNIT: "kiosk-app.service", MESSAGE_ID: "39f53479d3a045ac8e11786248231fbf", MESSAGE: "Started" };
  assert.equal(
    recordOf(started, () => 9),
    { name: "app", atMs: 1500, event: "started", pid: 9 },
  );
  assert.is(startedUnit(started), "kiosk-app.service");
  const killed = {
    ...base,
    _PID: "1",
    UNIT: "labwc.service",
    MESSAGE_ID: "98e322203f7a4ed290d09fe03c09fe15",
    EXIT_CODE: "killed",
    EXIT_STATUS: "6",
  };
  assert.equal(
    recordOf(killed, () => 0),
    { name: "labwc", atMs: 1500, event: "exited", restartInMs: null, code: null, signal: "SIGABRT" },
  );
  const failed = { ...killed, EXIT_CODE: "exited", EXIT_STATUS: "70" };
  assert.equal(
    recordOf(failed, () => 0),
    { name: "labwc", atMs: 1500, event: "exited", restartInMs: null, code: 70, signal: null },
  );
});

test("of the rest of the system it tells warnings only, and reads bytes as text", () => {
  assert.is(
    recordOf({ ...base, _PID: "1", UNIT: "tmp.mount", MESSAGE: "Mounted" }, () => 0),
    null,
  );
  const warning = { ...base, PRIORITY: "4", SYSLOG_IDENTIFIER: "kernel", MESSAGE: [111, 107] };
  assert.equal(
    recordOf(warning, () => 0),
    { name: "kernel", atMs: 1500, event: "line", stream: "stderr", text: "ok" },
  );
  assert.is(startedUnit({ _PID: "77", UNIT: "labwc.service", MESSAGE_ID: "39f53479d3a045ac8e11786248231fbf" }), null);
});

test("lays events out as linux/uhid.h does", () => {
  const created = createEvent(HELP_BUTTON);
  assert.is(created.length, UHID_EVENT_BYTES);
  assert.is(created.readUInt32LE(0), 11);
  assert.is(created.toString("latin1", 4, 15), "Help Button");
  assert.is(created.toString("latin1", 196, 202), "HB0001");
  assert.is(created.readUInt16LE(260), HELP_BUTTON.descriptor.length / 2);
  assert.is(created.readUInt32LE(264), 0x1209);
  assert.is(created.toString("hex", 280, 280 + 4), HELP_BUTTON.descriptor.slice(0, 8));
  assert.is(inputEvent(Buffer.from([1, 2])).toString("hex", 0, 8), "0c00000002000102");
  assert.is(destroyEvent().readUInt32LE(0), 1);
});

test("answers what the kernel waits for, and reads reports for the lamp", () => {
  const output = Buffer.alloc(UHID_EVENT_BYTES);
  output.writeUInt32LE(6, 0);
  output.set([0, 1], 4);
  output.writeUInt16LE(2, 4 + 4096);
  assert.equal(readEvent(output).output, Buffer.from([0, 1]));
  const set = Buffer.alloc(UHID_EVENT_BYTES);
  set.writeUInt32LE(13, 0);
  set.writeUInt32LE(42, 4);
  set.writeUInt16LE(1, 10);
  set[12] = 5;
  const { output: report, reply } = readEvent(set);
  assert.equal(report, Buffer.from([5]));
  assert.is(reply?.readUInt32LE(0), 14);
  assert.is(reply?.readUInt32LE(4), 42);
  const open = Buffer.alloc(UHID_EVENT_BYTES);
  open.writeUInt32LE(4, 0);
  assert.equal(readEvent(open), { output: null, reply: null });
});

test("a probe keeps a unit's borders, in their order, and drops how it is started", () => {
  const text =
    "# /usr/lib/systemd/system/a.service\n[Unit]\nAfter=b.service\n[Service]\nUser=kiosk\nExecStart=/bin/a\nRestartSec=1\n" +
    "# /usr/lib/systemd/system/a.service.d/1.conf\n[Service]\n# why\nPrivateNetwork=yes\nSystemCallFilter=~@clock @debug\nRuntimeDirectory=a\n";
  assert.equal(bordersOf(text), ["User=kiosk", "PrivateNetwork=yes", "SystemCallFilter=~@clock @debug"]);
});

test("changes the app's address and keeps the rest of its environment", () => {
  assert.is(
    appEnvironment("http://a/?b=$c", 'KIOSK_APP_LABEL="L"\nKIOSK_APP_URL="old"\n'),
    'KIOSK_APP_LABEL="L"\nKIOSK_APP_URL="http://a/?b=\\$c"\n',
  );
});

test("reads the kernel's list of input devices", () => {
  const list =
    'I: Bus=0003 Vendor=1209\nN: Name="Help Button"\nP: Phys=rig/uhid\nH: Handlers=kbd event3 \nB: EV=1\n\nI: Bus=0019\nN: Name="Power Button"\nP: Phys=PNP0C0C/button/input0\nH: Handlers=event0 \n\n';
  assert.equal(parseInputDevices(list)[0], { name: "Help Button", phys: "rig/uhid", handlers: ["kbd", "event3"] });
  assert.is(parseInputDevices(list).length, 2);
});

test.run();
