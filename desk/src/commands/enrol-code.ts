import { newEnrolCode, secretHash } from "../http/secrets.ts";
import { readArguments, readNumber, STORE_OPTION, storeFor } from "./options.ts";

const OPTIONS = { ...STORE_OPTION, minutes: { type: "string", default: "60" } } as const;
const MOST_MINUTES = 30 * 24 * 60;

/** `desk enrol-code`: makes a one-time code and prints it alone on stdout. */
export async function enrolCode(args: readonly string[]): Promise<void> {
  const { values } = readArguments(args, OPTIONS);
  const minutes = readNumber("minutes", values.minutes, 1, MOST_MINUTES);
  const store = storeFor(values.store);
  const code = newEnrolCode();
  await store.addEnrolCode(secretHash(code), minutes * 60_000, "operator");
  await store.close();
  process.stdout.write(`${code}\n`);
}
