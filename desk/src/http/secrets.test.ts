import { test } from "uvu";
import * as assert from "uvu/assert";
import { isOwnOrigin } from "./origin.ts";
import { newEnrolCode, normalCode } from "./secrets.ts";
import { cookieFor, tokenOf } from "./signed-in.ts";

test("a code is the same however a person types it", () => {
  for (const typed of ["AB01-CDEF-GH23", "ab01cdefgh23", " abO1 cdef ghl3".replace("l", "2"), "ABOI-CDEF-GH23"]) {
    assert.is(normalCode(typed), "AB01-CDEF-GH23");
  }
  const code = newEnrolCode();
  assert.is(normalCode(code), code);
});

test("reads its own cookie among others, and survives any text", () => {
  assert.is(tokenOf("theme=dark; alongside_session=abc; x=y"), "abc");
  assert.is(tokenOf("alongside_sessions=abc"), null);
  assert.is(tokenOf(undefined), null);
  let seed = 5;
  for (let i = 0; i < 3000; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const text = Array.from({ length: seed % 40 }, (_, at) => String.fromCharCode((seed >>> (at % 16)) % 128)).join("");
    tokenOf(text);
    normalCode(text);
    isOwnOrigin({ headers: { origin: text, host: text } }, null);
  }
});

test("the cookie is secure except on plain http", () => {
  assert.match(cookieFor("t", 1000, true), /; Secure$/);
  assert.not.match(cookieFor("t", 1000, false), "Secure");
});

test("an origin is own when it is the host's, the public one, or none is named", () => {
  const own = (headers: Record<string, string>) => isOwnOrigin({ headers }, "https://desk.example");
  assert.ok(own({ host: "10.0.0.1:8080", origin: "https://desk.example" }));
  assert.ok(own({ host: "localhost:8080", origin: "http://localhost:8080" }));
  assert.ok(own({ host: "localhost:8080" }));
  assert.not(own({ host: "localhost:8080", origin: "http://localhost:9090" }));
  assert.not(own({ host: "localhost:8080", origin: "null" }));
  assert.not(own({ host: "localhost:8080", "sec-fetch-site": "cross-site" }));
});

test.run();
