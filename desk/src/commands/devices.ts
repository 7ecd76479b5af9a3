import type { Device } from "../store/port.ts";
import { readArguments, STORE_OPTION, storeFor } from "./options.ts";

/** `desk devices`: one line per enrolled device, with its system's version and what became of its last update. */
export async function devices(args: readonly string[]): Promise<void> {
  const { values } = readArguments(args, STORE_OPTION);
  const store = storeFor(values.store);
  const known = await store.devices();
  await store.close();
  for (const device of known) process.stdout.write(`${lineOf(device)}\n`);
}

function lineOf({ id, label, seenMs, system }: Device): string {
  const seen = seenMs === null ? "never seen" : `seen ${new Date(seenMs).toISOString()}`;
  const { waiting, refused, rolledBack } = system ?? { waiting: null, refused: null, rolledBack: null };
  const facts = [
    system ? `version ${system.version}` : "version not told",
    waiting === null ? null : `${waiting} is tried at the next start`,
    refused === null ? null : `update refused: ${refused}`,
    rolledBack === null ? null : `rolled back ${rolledBack.version}: ${rolledBack.reason}`,
  ];
  return [id, JSON.stringify(label), seen, ...facts.filter((fact) => fact !== null)].join("  ");
}
