import { accessSync, constants } from "node:fs";
import { ensureKernel, INITRD, KERNEL } from "./images.ts";
import { type Accelerator, processorArguments } from "./machine.ts";
import { spawnTool } from "./tools.ts";

/** A guest of a kernel and 6 MB says its word within a second on a processor that runs guests. */
const PROBE_MS = 10_000;

export interface Choice {
  readonly accelerator: Accelerator;
  /** For people: why this one. */
  readonly why: string;
}

/** Runs a tiny guest with KVM: /dev/kvm may exist and still run nothing. */
export async function chooseAccelerator(probe: (accelerator: Accelerator) => Promise<string | null> = probeGuest): Promise<Choice> {
  try {
    accessSync("/dev/kvm", constants.R_OK | constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { accelerator: "tcg", why: code === "ENOENT" ? "this machine has no /dev/kvm" : "this user may not open /dev/kvm" };
  }
  const fault = await probe("kvm");
  return fault === null
    ? { accelerator: "kvm", why: "a guest ran with KVM" }
    : { accelerator: "tcg", why: `/dev/kvm is there, but ${fault}` };
}

/** Whether a guest runs with an accelerator. @returns null, or what went wrong in a few words */
export async function probeGuest(accelerator: Accelerator, limitMs = PROBE_MS): Promise<string | null> {
  const { folder } = await ensureKernel();
  const argv = [...processorArguments(accelerator), "-m", "256", "-display", "none", "-no-reboot", "-serial", "stdio"];
  const kernel = ["-kernel", `/run/kernel/${KERNEL}`, "-initrd", `/run/kernel/${INITRD}`, "-append", "console=ttyS0 quiet alongside.probe"];
  const child = await spawnTool([...argv, ...kernel], { kernel: folder }, ["ignore", "pipe", "pipe"]);
  let said = "";
  let errors = "";
  child.stdout?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, limitMs);
  const code = await new Promise((resolve) => child.once("close", resolve).once("error", resolve));
  clearTimeout(late);
  if (said.includes("initrd: alive")) return null;
  if (isLate) return `a guest did not come up within ${limitMs / 1000} s`;
  return `a guest did not run: ${errors.trim().split("\n")[0] || `QEMU ended with ${String(code)}`}`;
}
