import { type FuzzTarget, utf8 } from "../target.ts";

const seeds = (): Uint8Array[] => [utf8("....................")];

/** Each step leads to the next only by a byte of its own: chance alone would need 2^40 runs. */
function descend(input: Uint8Array, bottom: () => void): void {
  if (input[3] === 0x91) {
    if (input[5] === 0x07) {
      if (input[11] === 0xe3) {
        if (input[2] === 0x44) {
          if (input[7] === 0xb8) bottom();
        }
      }
    }
  }
}

/** Shows that the fuzzer finds its way in, which a slice without findings does not. */
export const plantedFault: FuzzTarget = {
  name: "planted-fault",
  covers: ["/fuzz/targets/planted"],
  maxBytes: 32,
  seeds,
  dictionary: [],
  run(input) {
    descend(input, () => {
      throw new Error("found: five steps in");
    });
    return [];
  },
};

/** Shows that an input that never ends is a finding. */
export const plantedHang: FuzzTarget = {
  ...plantedFault,
  name: "planted-hang",
  run(input) {
    while (input[0] === 0x2f);
    return [];
  },
};
