import type { Point } from "../finger.ts";
import { isTouchable, placeOf } from "../panel-layout.ts";
import type { Rig } from "../rig.ts";
import { pause } from "../wait.ts";
import { isQuestionOpen } from "./looks.ts";

/** Longest that a step of control may take on a busy machine. */
export const HAND_MS = 30_000;
/** A customer who said no is left alone for ten seconds, after the next no for twenty, and so on. */
const ASK_MS = 120_000;
const PAUSE_MS = 15_000;

/** The agent asks until the question is at the customer's glass, and its answers may be touched. */
export async function ask(rig: Rig): Promise<void> {
  const button = rig.agent.page.getByRole("button", { name: "Ask for control", exact: true });
  let sinceMs = Date.now();
  await rig.until("the question on the glass", ASK_MS * rig.body.patience, async () => {
    await rig.reach("in-contact");
    if ((await rig.agent.control())?.state === "asking") return isQuestionOpen(rig);
    // An emulated machine loses calls, and after a question that was lost with one the customer is left alone for long: not so in
    // another contact.
    if (rig.body.patience > 1 && Date.now() - sinceMs > PAUSE_MS) {
      await rig.reach("ready");
      sinceMs = Date.now();
    } else if (await button.isEnabled({ timeout: 1000 }).catch(() => false)) {
      await button.click({ timeout: 1000 }).catch(() => undefined);
      await pause(200);
    }
    return false;
  });
}

/** The agent may touch and type: asked for, and allowed by the customer's own finger. */
export async function grant(rig: Rig): Promise<void> {
  const tries = rig.body.patience > 1 ? 4 : 1;
  for (let n = 1; n < tries; n++) {
    await grantOnce(rig);
    // A call that an emulated machine loses takes the grant with it.
    if (
      await isGranted(rig, PAUSE_MS).then(
        () => true,
        () => false,
      )
    )
      return;
  }
  await grantOnce(rig);
  await isGranted(rig);
}

async function grantOnce(rig: Rig): Promise<void> {
  await rig.reach("in-contact");
  const { state } = (await rig.agent.control()) ?? { state: "none" };
  if (state === "none") await ask(rig);
  if (state === "none" || state === "asking") await allow(rig);
}

/**
 * The customer's finger on "Allow". A touch whose word reaches the daemon only after half a second does not count: on a busy machine
 * the question is still there then, and is touched again.
 */
export async function allow(rig: Rig): Promise<void> {
  await rig.until("the customer's answer to count", HAND_MS * rig.body.patience, async () => {
    if ((await rig.agent.control())?.state !== "asking") return true;
    // Not waited for: the question may go at any moment.
    const surface = await rig.customer.surface();
    if (isTouchable("ask.allow", surface)) await rig.finger.tap(placeOf("ask.allow", surface));
    await pause(1000);
    return false;
  });
}

/** Waits until events pass. */
export async function isGranted(rig: Rig, withinMs = HAND_MS * rig.body.patience): Promise<void> {
  await rig.until("control to be granted", withinMs, async () => {
    const control = await rig.agent.control();
    return control?.state === "granted" && control.reason === "allowed";
  });
}

/** Waits until the agent has no control, for that reason. */
export async function isOver(rig: Rig, reason: string): Promise<void> {
  await rig.until(`control to be over: ${reason}`, HAND_MS * rig.body.patience, async () => {
    const control = await rig.agent.control();
    return control?.state === "none" && control.reason === reason;
  });
}

/** What a console that keeps to no rule sends, whatever it was granted: methods of the console's own sender. */
export type Deed =
  | readonly ["touch", finger: number, phase: "down" | "move" | "up", place: Point]
  | readonly ["button", button: number, down: boolean, place: Point]
  | readonly ["move", place: Point]
  | readonly ["wheel", dx: number, dy: number, place: Point]
  | readonly ["key", code: number, down: boolean]
  | readonly ["text", text: string];

/** Sends events without asking the page whether they may be sent, under the number of the grant that the device told last. */
export async function force(rig: Rig, deeds: readonly Deed[], times = 1): Promise<void> {
  const scaled = deeds.map((deed) => deed.map((part) => (typeof part === "object" ? { x: part.x / 1280, y: part.y / 800 } : part)));
  await rig.agent.page.evaluate(
    ([all, count]) => {
      const { input, state } = (window as never as { alongsideStats: { input: Sender; state(): PageState } }).alongsideStats;
      type Sender = Record<string, (...args: readonly unknown[]) => void>;
      type PageState = { contact: { control: { grant: number } } | null };
      const right = { grant: state().contact?.control.grant ?? 0, kinds: ["touch", "type"] };
      for (let n = 0; n < count; n++) {
        for (const [name, ...args] of all) {
          input.allow?.(right);
          input[String(name)]?.(...args);
        }
      }
    },
    [scaled, times] as const,
  );
}

/** Down and up with a finger, and with the mouse. */
export function taps(place: Point): readonly Deed[] {
  return [
    ["touch", 0, "down", place],
    ["touch", 0, "up", place],
    ["button", 0, true, place],
    ["button", 0, false, place],
  ];
}

/** Down and up with a key of that Linux code. */
export function keys(...codes: readonly number[]): readonly Deed[] {
  return codes.flatMap((code): Deed[] => [
    ["key", code, true],
    ["key", code, false],
  ]);
}
