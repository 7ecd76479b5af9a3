import { conformance } from "./conformance.ts";
import { loadNative } from "./index.ts";

// Inside the dev root with ALONGSIDE_NATIVE=…/alongside.node. conformance() calls .run() itself.
conformance("native addon", loadNative());
