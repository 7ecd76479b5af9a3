/**
 * Linux key codes (linux/input-event-codes.h) whose number QEMU does not share. QEMU counts as XT keyboards do, with 0x80 for the
 * prefixed keys; up to 88 both are the same.
 */
const prefixed: Readonly<Record<number, number>> = {
  96: 0x9c, // keypad Enter
  97: 0x9d, // right Control
  98: 0xb5, // keypad slash
  99: 0xb7, // Print
  100: 0xb8, // right Alt
  102: 0xc7, // Home
  103: 0xc8, // Up
  104: 0xc9, // Page Up
  105: 0xcb, // Left
  106: 0xcd, // Right
  107: 0xcf, // End
  108: 0xd0, // Down
  109: 0xd1, // Page Down
  110: 0xd2, // Insert
  111: 0xd3, // Delete
  113: 0xa0, // Mute
  114: 0xae, // Volume down
  115: 0xb0, // Volume up
  116: 0xde, // Power
  119: 0xc6, // Pause
  125: 0xdb, // left Meta
  126: 0xdc, // right Meta
  127: 0xdd, // Menu
  138: 0xf5, // Help
};
const SHARED = 88;

/** QEMU's number of a Linux key code. @throws Error for a key that QEMU's keyboards do not have */
export function qemuKey(code: number): number {
  const number = code >= 1 && code <= SHARED ? code : prefixed[code];
  if (number === undefined)
    throw new Error(`QEMU's keyboard has no key ${code}; it has 1 to ${SHARED} and ${Object.keys(prefixed).join(", ")}`);
  return number;
}

/** Rows of a US keyboard with the code of their first key: plain characters, then those with Shift. */
const rows = [
  [2, "1234567890-=", "!@#$%^&*()_+"],
  [16, "qwertyuiop[]", "QWERTYUIOP{}"],
  [30, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
  [43, "\\zxcvbnm,./", "|ZXCVBNM<>?"],
  [57, " ", " "],
  [28, "\n", "\n"],
  [15, "\t", "\t"],
] as const;
const SHIFT = 42;

/** The presses and releases by which a person types a text on a US keyboard. @throws Error for what it has no key for */
export function keysOf(text: string): { readonly code: number; readonly isDown: boolean }[] {
  return [...text].flatMap((character) => {
    const row = rows.find(([, plain, shifted]) => plain.includes(character) || shifted.includes(character));
    if (!row) throw new Error(`a US keyboard has no key for ${JSON.stringify(character)}`);
    const [first, plain, shifted] = row;
    const isPlain = plain.includes(character);
    const code = first + (isPlain ? plain : shifted).indexOf(character);
    const press = [
      { code, isDown: true },
      { code, isDown: false },
    ];
    return isPlain ? press : [{ code: SHIFT, isDown: true }, ...press, { code: SHIFT, isDown: false }];
  });
}
