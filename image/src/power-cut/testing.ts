type Step = "flush" | { readonly at: number; readonly data: Uint8Array } | { readonly at: number; readonly discard: number };

/** A log as QEMU writes it, with sectors of 512 bytes. */
export function logOf(steps: readonly Step[]): Uint8Array {
  const sector = (numbers: readonly number[]) => {
    const view = new DataView(new ArrayBuffer(512));
    for (const [index, number] of numbers.entries()) view.setBigUint64(index * 8, BigInt(number), true);
    return new Uint8Array(view.buffer);
  };
  const head = sector([0, 1, steps.length, 512]);
  new DataView(head.buffer).setBigUint64(0, 0x6a736677736872n, true);
  const parts = steps.flatMap((step) => {
    if (step === "flush") return [sector([0, 0, 1, 0])];
    if ("discard" in step) return [sector([step.at / 512, step.discard / 512, 4, 0])];
    return [sector([step.at / 512, step.data.length / 512, 0, 0]), step.data];
  });
  // Of its own: slice() of a Buffer is a view.
  return Uint8Array.from(Buffer.concat([head, ...parts]));
}
