import { createHmac } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { iceServers, NO_ICE } from "./ice.ts";

const config = { urls: ["stun:stun.example", "turn:turn.example?transport=udp", "turns:turn.example:443"], secret: "shared" };

test("without relays there are no servers", () => {
  assert.equal(iceServers(NO_ICE, "c1", "device", 0), []);
});

test("each side of a contact has a credential of its own that expires", () => {
  const [stun, turn] = iceServers(config, "c1", "device", 1_000_000);
  assert.equal(stun, { urls: ["stun:stun.example"] });
  assert.is(turn?.username, `${1000 + 6 * 3600}:c1-device`);
  assert.is(
    turn?.credential,
    createHmac("sha1", "shared")
      .update(turn?.username ?? "")
      .digest("base64"),
  );
  assert.is.not(iceServers(config, "c1", "console", 1_000_000)[1]?.username, turn?.username);
  assert.not.match(JSON.stringify(turn), "shared");
});

test.run();
