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
  if (number === undefined) throw new Error(`QEMU's keyboard has no key ${code}; it has 1 to ${SHARED} and ${Object.keys(prefixed).join(", ")}`);
  return number;
}
