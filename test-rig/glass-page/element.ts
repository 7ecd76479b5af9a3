/** The element of this page's own markup with that id. @throws Error when markup and script do not fit. */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} with id ${id}`);
  return found;
}

/** The address of a WebSocket of this server. */
export function socketUrl(path: string): string {
  return new URL(path, location.href.replace(/^http/, "ws")).href;
}
