import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Envelope, ReliableLink } from "./reliable.ts";

/** Carries envelopes to `to` and returns what it delivered; acknowledges as an end must. */
function carry(envelopes: readonly Envelope[], to: ReliableLink, back: ReliableLink): unknown[] {
  return envelopes.flatMap((envelope) => {
    const received = to.receive(envelope);
    if (envelope.seq > 0) back.receive(to.acknowledgement());
    return received.kind === "deliver" ? [received.body] : [];
  });
}

test("delivers in order and forgets what was acknowledged", () => {
  const [a, b] = [new ReliableLink(), new ReliableLink()];
  assert.equal(carry([a.send("one"), a.send("two")], b, a), ["one", "two"]);
  assert.is(a.pending, 0);
});

test("delivers once what was lost with the connection and sent again", () => {
  const [a, b] = [new ReliableLink(), new ReliableLink()];
  const first = a.send("arrives, its acknowledgement does not");
  b.receive(first);
  a.send("is lost");
  assert.equal(carry(a.unacknowledged(), b, a), ["is lost"]);
  assert.is(a.pending, 0);
});

test("names a gap instead of delivering out of order", () => {
  const [a, b] = [new ReliableLink(), new ReliableLink()];
  a.send("lost");
  assert.equal(b.receive(a.send("early")), { kind: "gap", expected: 1 });
});

test("refuses to keep more than its limit", () => {
  const link = new ReliableLink(2);
  link.send(1);
  link.send(2);
  assert.throws(() => link.send(3), /more than 2 messages/);
});

test("delivers everything exactly once over a link that breaks at any moment", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let round = 0; round < 200; round++) {
    const [a, b] = [new ReliableLink(), new ReliableLink()];
    const delivered: unknown[] = [];
    for (let n = 1; n <= 20; n++) {
      const envelope = a.send(n);
      if (random() < 0.6) {
        const received = b.receive(envelope);
        if (received.kind === "deliver") delivered.push(received.body);
        if (random() < 0.5) a.receive(b.acknowledgement());
      }
      if (random() < 0.3) delivered.push(...carry(a.unacknowledged(), b, a));
    }
    delivered.push(...carry(a.unacknowledged(), b, a));
    assert.equal(
      delivered,
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  }
});

test.run();
