import { suite } from "uvu";
import * as assert from "uvu/assert";
import { decideAccess } from "./access.ts";

const test = suite("glass access");
const base = { host: "127.0.0.1:9000", origin: undefined, cookie: undefined, url: "/" };
const decide = (request: Partial<Parameters<typeof decideAccess>[0]>) => decideAccess({ ...base, ...request }, "secret", 9000);

test("takes the token out of the address and into a cookie that scripts cannot read", () => {
  assert.equal(decide({ url: "/log?token=secret&name=media" }), {
    kind: "redirect",
    to: "/log?name=media",
    cookie: "alongside_glass_9000=secret; HttpOnly; SameSite=Strict; Path=/",
  });
});

test("serves whoever has the cookie, beside other cookies", () => {
  assert.is(decide({ cookie: "a=b; alongside_glass_9000=secret" }).kind, "granted");
  assert.is(decide({ cookie: "alongside_glass_9000=secret", origin: "http://127.0.0.1:9000" }).kind, "granted");
});

test("refuses a missing, wrong or foreign token", () => {
  for (const request of [
    {},
    { url: "/?token=Secret" },
    { url: "/?token=" },
    { cookie: "alongside_glass_9001=secret" },
    { cookie: "alongside_glass_9000=" },
  ]) {
    assert.is(decide(request).kind, "refused");
  }
});

test("refuses other names of this machine (rebinding) and other pages", () => {
  const cookie = "alongside_glass_9000=secret";
  assert.is(decide({ cookie, host: "evil.example:9000" }).kind, "refused");
  assert.is(decide({ cookie, host: undefined }).kind, "refused");
  assert.is(decide({ cookie, origin: "http://evil.example" }).kind, "refused");
  assert.is(decide({ cookie, origin: "http://127.0.0.1:9001" }).kind, "refused");
});

test.run();
