import { isProtocolError } from "#protocol/errors";
import { decodeInput, encodeInput, type InputEvent, MAX_FINGERS, MAX_INPUT_BYTES, MAX_TEXT_UNITS } from "#protocol/input";
import { isKnownKey } from "#protocol/key-codes";
import { demand, type FuzzTarget } from "../target.ts";

const samples: readonly InputEvent[] = [
  { kind: "touch", grant: 1, finger: 9, phase: "down", x: 0, y: 1 },
  { kind: "move", grant: 2, sequence: 65_535, x: 0.5, y: 0.25 },
  { kind: "button", grant: 3, button: 2, down: true, x: 1, y: 1 },
  { kind: "wheel", grant: 4, dx: -120, dy: 32_767, x: 0.1, y: 0.9 },
  { kind: "key", grant: 5, code: 30, down: true },
  { kind: "text", grant: 6, text: "Grüße, 你好, שלום 🙂\n" },
  { kind: "release", grant: 7 },
];

/** One message of the input channel, as the network brings it. */
export const codec: FuzzTarget = {
  name: "codec",
  covers: ["/protocol/input", "/protocol/key-codes"],
  maxBytes: MAX_INPUT_BYTES + 2,
  seeds: () => samples.map((event) => encodeInput(event)),
  dictionary: [Uint8Array.of(0x3d, 0xd8, 0x42, 0xde), Uint8Array.of(0x28, 0x20), Uint8Array.of(0xff, 0xff), Uint8Array.of(9, 0, 10, 0)],
  run(input) {
    let event: InputEvent;
    try {
      event = decodeInput(input);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      return [error.message];
    }
    assertBounds(event);
    demand(Buffer.compare(encodeInput(event), input) === 0, "an event is written as it was read", { event });
    return [event.kind];
  },
};

function assertBounds(event: InputEvent): void {
  demand(event.grant >= 0 && event.grant <= 65_535, "a grant is a u16", { event });
  if ("x" in event) demand(event.x >= 0 && event.x <= 1 && event.y >= 0 && event.y <= 1, "a place lies in the picture", { event });
  if (event.kind === "touch") demand(event.finger < MAX_FINGERS, "a finger is one of ten", { event });
  if (event.kind === "key") demand(isKnownKey(event.code), "a key is a known one", { event });
  if (event.kind === "text") demand(event.text.length <= MAX_TEXT_UNITS && !/\p{Cs}/u.test(event.text), "a text is whole", { event });
}
