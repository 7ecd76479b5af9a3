export const ROLES = ["agent", "supervisor", "admin"] as const;
export type Role = (typeof ROLES)[number];

export type Permission = "contact:take" | "contact:read-own" | "contact:read-all" | "device:read" | "enrol-code:make";

const AGENT: readonly Permission[] = ["contact:take", "contact:read-own"];
const SUPERVISOR: readonly Permission[] = [...AGENT, "contact:read-all", "device:read"];
const ADMIN: readonly Permission[] = [...SUPERVISOR, "enrol-code:make"];
const GRANTED: Readonly<Record<Role, readonly Permission[]>> = { agent: AGENT, supervisor: SUPERVISOR, admin: ADMIN };

/** True when the role has the permission. */
export function may(role: Role, permission: Permission): boolean {
  return GRANTED[role].includes(permission);
}

/** True when somebody of this role and name may read the record of a contact that `agent` had. */
export function mayReadContact(role: Role, name: string, agent: string | null): boolean {
  return may(role, "contact:read-all") || (may(role, "contact:read-own") && agent === name);
}
