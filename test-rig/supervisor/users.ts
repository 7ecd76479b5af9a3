import { readFileSync } from "node:fs";

/** Numbers of the root's users and groups. */
export interface Users {
  uid(user: string): number;
  gid(group: string): number;
}

/** Reads /etc/passwd and /etc/group. */
export function readUsers(passwd = readFileSync("/etc/passwd", "utf8"), group = readFileSync("/etc/group", "utf8")): Users {
  const uids = numbersOf(passwd);
  const gids = numbersOf(group);
  return { uid: (user) => numberOf(uids, "user", user), gid: (name) => numberOf(gids, "group", name) };
}

/** Third field by first field: the same place in both files (passwd(5), group(5)). */
function numbersOf(text: string): Map<string, number> {
  return new Map(
    text.split("\n").flatMap((line) => {
      const [name, , id] = line.split(":");
      return name && id && /^\d+$/.test(id) ? [[name, Number(id)] as const] : [];
    }),
  );
}

function numberOf(numbers: ReadonlyMap<string, number>, kind: string, name: string): number {
  const id = numbers.get(name);
  if (id === undefined) throw new Error(`the root has no ${kind} ${name}: image/roots/hooks/users.sh should make it`);
  return id;
}
