import { conformance } from "./conformance.ts";
import { built } from "./dev-parts.ts";
import { loadNative } from "./index.ts";

// In the dev root, where it was built. conformance() calls .run() itself.
conformance("native addon", loadNative(built("native/alongside.node")));
