import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ControlLab } from "./testing/control-lab.ts";
import { Lab } from "./testing/lab.ts";

const test = suite<{ lab: Lab }>("control between real sockets");
test.before.each(async (context) => {
  context.lab = await new Lab().start();
});
test.after.each(({ lab }) => lab.stop());

test("asked, allowed by the customer's own finger, the agent's hand reaches the kiosk", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const { screen, panel } = control.peers;
  const grant = await control.granted();
  control.input.event({ kind: "button", grant, button: 0, down: true, x: 0.25, y: 0.5 });
  control.input.event({ kind: "button", grant, button: 0, down: false, x: 0.25, y: 0.5 });
  control.input.event({ kind: "key", grant, code: 30, down: true });
  control.input.event({ kind: "text", grant, text: "Grüße" });
  const pointer = await screen.inbox.next("screen/pointer");
  assert.equal([pointer.x, pointer.y], [320, 400]);
  assert.ok((await screen.inbox.next("screen/button")).down);
  assert.not((await screen.inbox.next("screen/button")).down);
  assert.ok((await screen.inbox.next("screen/key")).down);
  assert.is((await screen.inbox.next("screen/text")).text, "Grüße");
  const state = await panel.state(({ control: now }) => now === "granted");
  assert.equal([state.surface, state.controlKinds], ["box", ["touch", "type"]]);
  await lab.desk.inbox.next("contact/marks", ({ marks: [mark] }) => mark?.name === "control-granted");
});

test.run();
