import { text } from "node:stream/consumers";
import { ROLES, type Role } from "../../core/permissions.ts";
import { hashPassword, PASSWORD_LENGTH } from "../http/passwords.ts";
import { newPassword } from "../http/secrets.ts";
import { isNameTaken } from "../store/port.ts";
import { CommandError } from "./command-error.ts";
import { readArguments, STORE_OPTION, storeFor } from "./options.ts";

const OPTIONS = {
  ...STORE_OPTION,
  role: { type: "string", default: "agent" },
  label: { type: "string" },
  generate: { type: "boolean", default: false },
} as const;
/** As `Id` in the protocol, since the name is also the account's id there. */
const NAME = /^[A-Za-z0-9_.:-]{1,64}$/;
const USAGE =
  "desk account add NAME [--role agent|supervisor|admin] [--label TEXT] [--generate], or desk account password NAME [--generate]";

/** `desk account add|password NAME`: the password comes from stdin, or is made and printed once. */
export async function account(args: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments(args, OPTIONS, 2);
  const [verb, name] = positionals;
  if ((verb !== "add" && verb !== "password") || name === undefined) throw new CommandError(USAGE, 2);
  if (!NAME.test(name)) throw new CommandError(`a name has 1 to 64 letters, digits and _ . : -, not ${JSON.stringify(name)}`, 2);
  const role = readRole(values.role);
  const password = values.generate ? newPassword() : await readPassword();
  const passwordHash = await hashPassword(password);
  const store = storeFor(values.store);
  try {
    if (verb === "add") await store.addAccount({ name, label: values.label ?? name, role, passwordHash });
    else if (!(await store.setPassword(name, passwordHash))) throw new CommandError(`there is no account ${name}`);
  } catch (error) {
    if (isNameTaken(error)) throw new CommandError(error.message);
    throw error;
  } finally {
    await store.close();
  }
  if (values.generate) process.stdout.write(`${password}\n`);
}

function readRole(role: string): Role {
  const known = ROLES.find((other) => other === role);
  if (known === undefined) throw new CommandError(`--role is one of ${ROLES.join(", ")}, not ${JSON.stringify(role)}`, 2);
  return known;
}

async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write("Password, then Enter and Ctrl-D: ");
  const password = (await text(process.stdin)).replace(/\r?\n$/, "");
  const { least, most } = PASSWORD_LENGTH;
  if (password.length < least || password.length > most) {
    throw new CommandError(`a password has ${least} to ${most} characters; it is read from stdin, or made with --generate`);
  }
  return password;
}
