/* The keys that the virtual keyboard has: those of protocol/key-codes.ts, and no others. lib/key-table.test.ts compares both. */
#ifndef ALONGSIDE_KEY_TABLE_H
#define ALONGSIDE_KEY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const uint16_t key_table[];
extern const size_t key_table_size;

bool key_table_has(int code);

#endif
