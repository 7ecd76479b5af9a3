import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inTop } from "../../test-rig/paths.ts";
import { readRecipe } from "../../test-rig/roots/recipe.ts";
import { ensureRoot } from "../../test-rig/roots.ts";
import { ensureMade, hashOf } from "../../test-rig/vm/cache.ts";
import { runTool } from "../../test-rig/vm/tools.ts";
import type { Board } from "../src/board.ts";
import { PAGE, writePageTree } from "./page.ts";

const DISK = "plain.raw";
/**
 * Cog in cage, both in software as in the image where no GPU is, and with what the emulated machine's image is spared too
 * (test-rig/guest/tree/usr/lib/systemd/system-generators/rig-emulated).
 */
const UNIT = `[Unit]
# The graphics card may come later.
StartLimitIntervalSec=0
After=seatd.service
Wants=seatd.service
[Service]
User=kiosk
RuntimeDirectory=browser
Environment=XDG_RUNTIME_DIR=/run/browser HOME=/run/browser LIBSEAT_BACKEND=seatd WLR_LIBINPUT_NO_DEVICES=1
Environment=WLR_RENDERER=pixman LIBGL_ALWAYS_SOFTWARE=1 WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1 JSC_useJIT=0
ExecStart=/usr/bin/cage -- /usr/bin/cog --platform=wl file://${PAGE}
Restart=always
RestartSec=200ms
`;

/** The disk of a plain Debian kiosk, made once. @returns its path */
export async function plainDisk(board: Board): Promise<string> {
  const page = mkdtempSync(join(tmpdir(), "alongside-page-"));
  try {
    writePageTree(page);
    const unit = join(page, "usr/lib/systemd/system/browser.service");
    mkdirSync(dirname(unit), { recursive: true });
    writeFileSync(unit, UNIT);
    const hash = hashOf([readRecipe("plain").hash, readRecipe("tools").hash, board.efi], [inTop("image/steps/plain-disk.sh"), page]);
    const folder = await ensureMade("plain", hash, "a plain Debian's disk", async (out) => {
      const places = { root: await ensureRoot("plain"), page, steps: inTop("image/steps"), out };
      await runTool(["/run/steps/plain-disk.sh", board.efi, DISK], places);
    });
    return join(folder, DISK);
  } finally {
    rmSync(page, { recursive: true, force: true });
  }
}
