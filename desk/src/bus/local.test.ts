import { deskBusConformance } from "./conformance.ts";
import { LocalBus } from "./local.ts";

// The suite calls .run() itself.
deskBusConformance("local", async () => new LocalBus());
