import { deskBusConformance } from "./conformance.ts";
import { LocalBus } from "./local.ts";

deskBusConformance("local", async () => new LocalBus()).run();
