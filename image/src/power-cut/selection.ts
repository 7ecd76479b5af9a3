/** A kernel on the boot partition. */
export interface Kernel {
  readonly name: string;
  readonly sha256: string;
}

/** How it is named: alongside_VERSION.efi, with +LEFT or +LEFT-DONE before the ending while it is on trial. */
const NAME = /^alongside_(?<version>\d+\.\d+\.\d+)(?:\+(?<left>\d+)(?:-\d+)?)?\.efi$/i;

export interface Choice extends Kernel {
  readonly version: string;
}

/** Which kernel systemd-boot starts: those without tries left come last, then the newest (systemd-boot(7), "Boot counting"). */
export function chosenOf(kernels: readonly Kernel[]): Choice | null {
  const choices = kernels.flatMap((kernel) => {
    const { version, left } = NAME.exec(kernel.name)?.groups ?? {};
    return version ? [{ ...kernel, version, isUsedUp: left !== undefined && Number(left) === 0 }] : [];
  });
  const [first] = choices.sort((a, b) => Number(a.isUsedUp) - Number(b.isUsedUp) || compare(b.version, a.version));
  return first ?? null;
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
