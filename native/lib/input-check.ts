import { loadNative } from "./index.ts";
import { inputConformance } from "./input-conformance.ts";

/**
 * The conformance of the real input devices, run as root in the booted virtual machine (test-rig/vm/input.vm.test.ts), for nowhere else
 * is a uinput: `ALONGSIDE_NATIVE=… node input-check.mjs`. It ends with uvu's count.
 */
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;
/** An emulated machine under load. */
const PATIENCE_MS = 60_000;

inputConformance("native input", {
  openInput: loadNative().openInput,
  nowMs,
  async until(what, probe) {
    const end = nowMs() + PATIENCE_MS;
    while (!probe()) {
      if (nowMs() > end) throw new Error(`no ${what} within ${PATIENCE_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  },
});
