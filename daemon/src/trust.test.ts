import { generateKeyPairSync, sign } from "node:crypto";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { callText, deviceText, fingerprintOf, shiftText } from "#protocol/signing";
import type { CallAnswer } from "../core/session-event.ts";
import { createSigner, isSignedBy, rawPublicKey } from "./identity.ts";
import { mutated, seeded } from "./testing/seeded.ts";
import { type AnswerChanges, sdpWith, TestConsole } from "./testing/test-console.ts";
import { CallTrust } from "./trust.ts";

const test = suite("trust");
const operator = generateKeyPairSync("ed25519").privateKey;
const device = generateKeyPairSync("ed25519").privateKey;
const signText = (text: string) => sign(null, Buffer.from(text), operator).toString("base64url");
const certificate = { device: "kiosk-1", publicKey: rawPublicKey(device) };
const signer = createSigner(device, { ...certificate, signature: signText(deviceText(certificate)) });
const shift = {
  shiftCertificate: (agent: string, publicKey: string, expiresMs = Date.now() + 3_600_000) => ({
    agent,
    publicKey,
    expiresMs,
    signature: signText(shiftText({ agent, publicKey, expiresMs })),
  }),
};
const agent = new TestConsole(shift);
const sdp = sdpWith("A");

function offered(contact = "c1", call = 1) {
  const trust = new CallTrust(() => ({ signer, operatorKey: rawPublicKey(operator) }), Date.now);
  const nonce = trust.begin(contact, call, fingerprintOf(sdp));
  return { trust, offer: { contact, call, sdp, nonce } };
}

function verdict(changes: AnswerChanges = {}, edit: (answer: CallAnswer) => CallAnswer = (answer) => answer, participant = "ann"): string {
  const { trust, offer } = offered();
  const result = trust.check(edit(agent.answer(offer, changes)), participant);
  return result.isTrusted ? "trusted" : result.reason;
}

test("trusts the console of the accepted agent, and gives the device's word in turn", () => {
  const { trust, offer } = offered();
  const result = trust.check(agent.answer(offer), "ann");
  assert.ok(result.isTrusted);
  const { claims, signature } = trust.confirm(result.claims);
  assert.is(claims.role, "device");
  assert.is(claims.deviceNonce, offer.nonce);
  assert.ok(isSignedBy(rawPublicKey(device), callText(claims), signature));
});

test("a nonce is fresh for each call and good for one answer", () => {
  const { trust, offer } = offered();
  const answer = agent.answer(offer);
  assert.ok(trust.check(answer, "ann").isTrusted);
  const again = trust.check(answer, "ann");
  assert.ok(!again.isTrusted && again.reason === "no call is being offered");
  assert.is.not(trust.begin("c1", 2, fingerprintOf(sdp)), offer.nonce);
  assert.ok(offer.nonce.length >= 43, "32 bytes");
});

const other = fingerprintOf(sdpWith("E"));
const refusals: [string, AnswerChanges, string][] = [
  ["another contact's claims", { claims: { contact: "c2" } }, "the answer is about another contact"],
  ["the device's own role", { claims: { role: "device" } }, "the answer is not signed as a console"],
  ["another offer's nonce", { claims: { deviceNonce: "AAAA" } }, "the answer is for another offer (nonce)"],
  ["another device's fingerprint", { claims: { deviceFingerprint: other } }, "the answer is for another offer (fingerprint)"],
  ["a guessable nonce", { claims: { consoleNonce: "AAAA" } }, "the console's nonce is too short"],
  ["an answer swapped after signing", { sdp: sdpWith("E") }, "the answer's fingerprint is not the signed one"],
  ["an answer without a fingerprint", { sdp: "v=0" }, "the answer's fingerprint is not the signed one"],
  ["an answer with two fingerprints", { sdp: sdpWith("C") + sdpWith("E") }, "the answer's fingerprint is not the signed one"],
  ["a claim swapped for another answer", { claims: { consoleFingerprint: other } }, "the answer's fingerprint is not the signed one"],
  ["an old answer", { claims: { expiresMs: Date.now() - 600_000 } }, "the answer has expired"],
  ["an answer for ever", { claims: { expiresMs: Date.now() + 86_400_000 } }, "the answer holds for too long"],
  ["a shift that is over", { certificateExpiresMs: Date.now() - 600_000 }, "the shift certificate has expired"],
  ["another agent's shift", { agent: "bob" }, "the shift certificate is for another agent"],
  ["a shift that was prolonged", { certificate: { expiresMs: Date.now() + 9e9 } }, "the shift certificate is not the operator's"],
  ["a shift given to another key", { certificate: { publicKey: rawPublicKey(device) } }, "the shift certificate is not the operator's"],
  ["no signature", { signature: "" }, "the signature is not the console's"],
  ["a signature of something else", { signature: signText("x") }, "the signature is not the console's"],
];
for (const [what, changes, reason] of refusals) test(`refuses ${what}`, () => assert.is(verdict(changes), reason));

test("refuses an answer to another contact or call", () => {
  assert.is(
    verdict({}, (answer) => ({ ...answer, contact: "c2" })),
    "the answer is about another contact",
  );
  assert.is(
    verdict({}, (answer) => ({ ...answer, call: 2 })),
    "no call is being offered",
  );
});

test("refuses an agent who was not the one to accept", () => {
  assert.is(verdict({}, undefined, "bob"), "the shift certificate is for another agent");
});

test("refuses a certificate that another operator has signed", () => {
  const trust = new CallTrust(() => ({ signer, operatorKey: rawPublicKey(device) }), Date.now);
  const nonce = trust.begin("c1", 1, fingerprintOf(sdp));
  const result = trust.check(agent.answer({ contact: "c1", call: 1, sdp, nonce }), "ann");
  assert.ok(!result.isTrusted && result.reason === "the shift certificate is not the operator's");
});

test("a device that is not enrolled signs nothing", () => {
  const trust = new CallTrust(() => null, Date.now);
  assert.throws(() => trust.certificate, /not enrolled/);
});

test("any change to what was signed is refused", () => {
  const random = seeded(3);
  for (let n = 0; n < 1500; n++) {
    const { trust, offer } = offered();
    const good = agent.answer(offer);
    let claims: CallAnswer["claims"];
    try {
      claims = JSON.parse(mutated(good.claims, random));
    } catch {
      continue;
    }
    if (JSON.stringify(claims) === JSON.stringify(good.claims)) continue;
    const isSameText = typeof claims === "object" && claims !== null && callText(claims) === callText(good.claims);
    if (typeof claims !== "object" || claims === null || typeof claims.consoleNonce !== "string") continue;
    assert.is(trust.check({ ...good, claims }, "ann").isTrusted, isSameText, JSON.stringify(claims));
  }
});

test.run();
