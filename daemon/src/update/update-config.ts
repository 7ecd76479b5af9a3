import { type Static, Type } from "typebox";
import { type RestartPolicy, readWindow } from "../../core/restart-window.ts";

/** Where updates of the image come from, and when the device may start again to try one. */
export const UpdateConfig = Type.Object(
  {
    /** The folder of an update set on a server, `https://…`; empty: nothing is asked for. */
    url: Type.String({ maxLength: 500 }),
    /** A PEM file with the authority of a server whose certificate is none of the world's; empty: there is none. */
    ca: Type.String({ maxLength: 300, pattern: "^(/.*)?$" }),
    /** `http://host:port`, on the way there; empty: none. */
    proxy: Type.String({ maxLength: 300 }),
    /** Nobody has touched the kiosk for so long before it starts again. */
    quietMinutes: Type.Number({ minimum: 0, maximum: 1440 }),
    /** The part of the day for it, `HH:MM-HH:MM` in local time; empty: any. */
    window: Type.String({ maxLength: 11 }),
    /** So long after it was written a version is tried as soon as there is no contact. */
    deadlineDays: Type.Number({ minimum: 0, maximum: 365 }),
  },
  { additionalProperties: false },
);
export type UpdateConfig = Static<typeof UpdateConfig>;

export const UPDATE_DEFAULTS: UpdateConfig = { url: "", ca: "", proxy: "", quietMinutes: 5, window: "", deadlineDays: 7 };

/** What is wrong with it beyond its schema; null when nothing is. */
export function updateFault({ url, proxy, window }: UpdateConfig): string | null {
  if (url !== "" && !isUpdateAddress(url)) return 'update.url is a folder on a server, such as "https://updates.example.org/kiosk"';
  if (proxy !== "" && !isProxy(proxy))
    return 'update.proxy is an address such as "http://proxy.example.org:3128", without a path or a password';
  if (window !== "" && !readWindow(window)) return 'update.window is a part of the day such as "02:00-05:00"';
  return null;
}

/** HTTPS; plain HTTP from this very machine alone, for trials. The signature is asked for either way. */
export function isUpdateAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.search || url.hash || url.username || url.password) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && url.hostname === "127.0.0.1");
}

function isProxy(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url?.protocol === "http:" && !url.username && !url.password && url.pathname === "/" && !url.search && !url.hash;
}

export function restartPolicy({ quietMinutes, window, deadlineDays }: UpdateConfig): RestartPolicy {
  return { quietMs: quietMinutes * 60_000, window: readWindow(window), deadlineMs: deadlineDays * 86_400_000 };
}
