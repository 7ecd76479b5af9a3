import { conformance } from "./conformance.ts";
import { createFakeNative } from "./fake.ts";

// conformance() calls .run() itself.
conformance("fake native", createFakeNative());
