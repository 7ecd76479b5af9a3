import { test } from "uvu";
import * as assert from "uvu/assert";
import { deviceConfig } from "../config.ts";
import type { HidButton } from "../guest/hid-button.ts";
import { bootedBody, pidOf } from "../guest/testing/booted-body.ts";
import { CONSUMER_BUTTON, HELP_BUTTON } from "../guest/uhid.ts";
import { findSurface } from "../panel-layout.ts";
import { until } from "../wait.ts";

// Help by a button beside the glass: USB HID devices that the guest's kernel takes for real ones.

const body = await bootedBody();
const LIMIT_MS = 30_000 * body.patience;
/** A desk that is not there: port 9 discards. */
const KIOSK = deviceConfig({ deskPort: 9, label: "Kiosk", model: "virtual machine", idleSeconds: 86_400 });
/** As the button is sold, and the lamp as its maker says. */
const HELP = `
[[help.buttons]]
vendor = ${HELP_BUTTON.vendor}
product = ${HELP_BUTTON.product}
report = { byte = 0, mask = 1 }
lamp = { report = 0, byte = 0, on = 1, off = 0, size = 4 }
`;
const PRESSED = Buffer.from([1, 0, 0, 0]);
const DARK = "0000000000";

/** How often the daemon said it since. */
function count(words: string, since = 0): number {
  const lines = body.log.records.slice(since).filter(({ name }) => name === "daemon");
  return lines.filter((record) => record.event === "line" && record.text.includes(words)).length;
}

/** Plugs in the button and waits until the daemon has it open. */
async function plug(): Promise<HidButton> {
  const before = count("a help button came");
  const button = await body.guest.plug(HELP_BUTTON);
  await until("the button", LIMIT_MS, () => count("a help button came") > before);
  return button;
}

async function unplug(button: HidButton): Promise<void> {
  const before = count("a help button went");
  button.unplug();
  await until("its end", LIMIT_MS, () => count("a help button went") > before);
}

const isPanelShown = async () => findSurface(await body.look()).kind === "panel";

test.before(async () => {
  const began = body.log.records.length;
  await body.guest.configure({ toml: `${KIOSK}${HELP}` });
  await until("the panel page", LIMIT_MS, () => count("panel connected", began) > 0);
});

test("a button that is plugged in opens the panel; while nobody waits its lamp is out", async () => {
  const button = await plug();
  await until("the lamp's report", LIMIT_MS, () => button.outputs.length > 0);
  assert.is(button.outputs[0]?.toString("hex"), DARK);
  assert.not(await isPanelShown());
  button.press();
  await until("the panel on the glass", LIMIT_MS, isPanelShown);
  await unplug(button);
});

test("unplugged while pressed it breaks nothing, and works when it comes again", async () => {
  const pid = await pidOf(body, "daemon");
  const button = await plug();
  button.report(PRESSED);
  await unplug(button);
  const again = await plug();
  again.press();
  await unplug(again);
  assert.is(await pidOf(body, "daemon"), pid, "the daemon is still the same");
});

test("a consumer control that the kernel knows as a key needs no configuration", async () => {
  const button = await body.guest.plug(CONSUMER_BUTTON);
  await until("the key", LIMIT_MS, () => count(`"name":"${CONSUMER_BUTTON.name}`) > 0);
  button.unplug();
});

test.after(() => body.stop());
test.run();
