import { readFileSync } from "node:fs";

/** The uid of a user by name or number; null when /etc/passwd does not know the name. */
export function uidOf(user: string | number, passwd: () => string = () => readFileSync("/etc/passwd", "utf8")): number | null {
  if (typeof user === "number") return user;
  for (const line of passwd().split("\n")) {
    const [name, , uid] = line.split(":");
    if (name === user && uid !== undefined) return Number(uid);
  }
  return null;
}
