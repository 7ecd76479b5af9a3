import { parentPort, workerData } from "node:worker_threads";
import { openStore } from "./open.ts";

/** A worker of the conformance suite: claims from a store of its own until nothing is left, and reports what it got. */
const { address } = workerData as { address: string };
const store = openStore(address);
const claimed: { contact: string; agent: string }[] = [];
for (let claim = await store.claim(); claim; claim = await store.claim()) {
  claimed.push({ contact: claim.after.id, agent: claim.after.agent ?? "" });
}
await store.close();
parentPort?.postMessage(claimed);
