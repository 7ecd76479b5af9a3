import type { Page, Site } from "./site.ts";

/** Pages of an operator's app, worked by keys. Colours are looked for on the output. */
export const HERE = "#c0d8e8";
export const ELSEWHERE = "#d03020";
export const NOTICE = "#1d2733";

/** Keys by their Linux codes, and what they have the page do. */
export const KEY = {
  /** Says that it lives, and what is in it. */
  alive: 30,
  /** Leaves something everywhere, then goes to another page of the app. */
  store: 31,
  elsewhere: 33,
  redirect: 19,
  newWindow: 49,
  newWindowHere: 48,
  mail: 50,
  file: 32,
  frame: 23,
  unavailable: 34,
} as const;

const script = (elsewhere: string) => `
const id = crypto.randomUUID(), isTop = self === top;
const say = (body) => fetch('/said', { method: 'POST', body: JSON.stringify({ path: location.pathname, id, isTop, ...body }) });
const link = (href) => Object.assign(document.createElement('a'), { href, target: '_blank' }).click();
async function kept() {
  return { cookie: document.cookie, local: localStorage.x ?? '', session: sessionStorage.x ?? '', history: history.length, scroll: scrollY,
    databases: (await indexedDB.databases()).length, typed: field.value };
}
async function store() {
  document.cookie = 'x=1;path=/;max-age=9999'; localStorage.x = sessionStorage.x = '1';
  await new Promise((done) => { const request = indexedDB.open('x'); request.onsuccess = () => { request.result.close(); done(); }; });
  history.pushState({}, '', '/inside'); scrollTo(0, 500);
  say({ stored: await kept() });
}
const acts = {
  s: store, f: () => location.href = '${elsewhere}/elsewhere', r: () => location.href = '/redirect', n: () => link('${elsewhere}/elsewhere'),
  b: () => link('/inside'), m: () => location.href = 'mailto:someone@example.org', d: () => location.href = '/file', g: () => location.href = '/unavailable',
  i: () => document.body.append(Object.assign(document.createElement('iframe'), { src: '${elsewhere}/elsewhere' })),
  a: async () => say({ alive: await kept() }),
};
addEventListener('keydown', (event) => { field.value += event.key; acts[event.key]?.(); });
kept().then((found) => say({ load: found }));`;

const page = (colour: string, elsewhere: string) => `<!doctype html><meta charset=utf-8><title>App</title>
<style>html,body{margin:0;background:${colour};height:3000px}</style><input id=field autocomplete=on><script src="/kept.js"></script><script>${script(elsewhere)}</script>`;

/** Redirects lead to the site's other origin. */
export function appPages(path: string, { otherOrigin }: Site): Page {
  switch (path) {
    case "/":
    case "/inside":
      return { body: page(HERE, otherOrigin) };
    case "/elsewhere":
      return { body: page(ELSEWHERE, otherOrigin) };
    case "/redirect":
      return { status: 302, headers: { location: `${otherOrigin}/elsewhere` } };
    case "/file":
      return { headers: { "content-type": "application/zip", "content-disposition": "attachment" }, body: "PK" };
    case "/unavailable":
      return { status: 503, body: "<h1>503 Service Unavailable" };
    case "/kept.js":
      return { headers: { "content-type": "text/javascript", "cache-control": "max-age=3600" }, body: "0" };
    default:
      return { status: 404 };
  }
}
