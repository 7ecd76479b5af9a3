import { hash, verify } from "@node-rs/argon2";

/** argon2id with 19 MiB, two passes, one lane: OWASP's minimum, 20–40 ms on one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export const PASSWORD_LENGTH = { least: 10, most: 256 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** Checks passwords in the same time whether the account exists or not. */
export class PasswordCheck {
  #decoy: Promise<string> | undefined;

  /** @param passwordHash undefined for an unknown account */
  async isRight(passwordHash: string | undefined, password: string): Promise<boolean> {
    this.#decoy ??= hashPassword("nobody has this password");
    const isMatch = await verify(passwordHash ?? (await this.#decoy), password);
    return isMatch && passwordHash !== undefined;
  }

  /** Makes the decoy, so that the first unknown account does not take longer. */
  async start(): Promise<void> {
    await this.isRight(undefined, "");
  }
}
