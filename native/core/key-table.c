#include "key-table.h"

const uint16_t key_table[] = {
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,             // Escape … Tab
	16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,            // KeyQ … Enter
	29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41,            // ControlLeft … Backquote
	42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54,            // ShiftLeft … ShiftRight
	55, 56, 57,                                                    // NumpadMultiply, AltLeft, Space
	71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 86,        // Numpad7 … NumpadDecimal, IntlBackslash
	96, 97, 98, 100,                                               // NumpadEnter, ControlRight, NumpadDivide, AltRight
	102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 127,         // Home … Delete, ContextMenu
};
const size_t key_table_size = sizeof key_table / sizeof *key_table;

bool key_table_has(int code) {
	for (size_t i = 0; i < key_table_size; i++) {
		if (key_table[i] == code)
			return true;
	}
	return false;
}
