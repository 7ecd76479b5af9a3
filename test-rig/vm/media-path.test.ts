import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rewriteCandidate } from "./media-path.ts";

const test = suite("media path");
const open = async (port: number) => port + 1;

test("names an opened port of loopback instead of the guest's own address", async () => {
  assert.is(
    await rewriteCandidate("candidate:1 1 udp 2122260223 10.0.2.15 40000 typ host generation 0 ufrag x network-id 1", open),
    "candidate:1 1 udp 2122260223 127.0.0.1 40001 typ host generation 0 ufrag x network-id 1",
  );
});

test("leaves every other candidate alone", async () => {
  for (const other of [
    "",
    "candidate:1 1 tcp 1518280447 10.0.2.15 9 typ host tcptype active",
    "candidate:1 1 udp 1686052607 192.0.2.7 40000 typ srflx raddr 10.0.2.15 rport 40000",
    "candidate:1 1 udp 2122260223 10.0.2.151 40000 typ host",
  ])
    assert.is(await rewriteCandidate(other, open), other);
});

test.run();
