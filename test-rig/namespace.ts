import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { isRoot } from "./paths.ts";

/**
 * The command that runs `command` as root: itself for the superuser, else inside a user namespace in which this user is root and
 * the users of /etc/subuid are all others. Such a root owns nothing on the machine but this user's own files.
 * @throws Error saying what to ask for when this user has no subordinate ids.
 */
export function asRoot(command: readonly string[]): string[] {
  if (isRoot) return [...command];
  requireSubordinateIds();
  return ["unshare", "--user", "--map-root-user", "--map-auto", "--", ...command];
}

function requireSubordinateIds(): void {
  const { username, uid } = userInfo();
  const has = (file: string) => {
    try {
      return readFileSync(file, "utf8")
        .split("\n")
        .some((line) => [username, String(uid)].includes(line.split(":")[0] ?? "") && Number(line.split(":")[2]) >= 65_536);
    } catch {
      return false;
    }
  };
  if (has("/etc/subuid") && has("/etc/subgid")) return;
  throw new Error(
    `Without root the kiosk's users need subordinate ids. Ask for:  usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${username}`,
  );
}
