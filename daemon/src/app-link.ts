import { type AppToDaemon, appToDaemonCodec, type DaemonToApp, daemonToAppCodec } from "#protocol/local-host";
import { PROTOCOL_VERSION } from "#protocol/version";
import type { Parts } from "./parts.ts";
import { type Handlers, handle, type LinkBase, socketOptions } from "./peer-links.ts";
import { jsonPayloads, UnixServer } from "./unix-server.ts";

type Reported = Exclude<AppToDaemon, { type: "app/hello" }>;
export type AppLink = UnixServer<AppToDaemon, DaemonToApp>;

/** The socket of the app's host: labels of the page and the state of its web process. @param locale the kiosk's language */
export function createAppLink(
  base: LinkBase,
  uid: number,
  locale: string,
  parts: Pick<Parts, "context" | "log" | "machine" | "troubles">,
): AppLink {
  const handlers: Handlers<Reported> = {
    "app/context": ({ app, page }) => parts.context.setPage(app, page),
    "app/web-process": ({ state }) => {
      parts.log.info({ state }, "app web process");
      parts.context.setWebProcess("app", state);
      parts.troubles.note("kiosk-app", "frozen", state === "unresponsive");
    },
  };
  const options = {
    ...socketOptions(base, "app", uid),
    decode: jsonPayloads(appToDaemonCodec),
    writer: daemonToAppCodec,
    hello: "app/hello",
  };
  const link: AppLink = new UnixServer(options, {
    onHello() {
      link.send({ type: "app/welcome", version: PROTOCOL_VERSION, locale });
      if (parts.machine?.hasPointer) link.send({ type: "app/pointer", shown: true });
    },
    onMessage: (message) => handle(handlers, message as Reported),
    onGone() {
      parts.context.setWebProcess("app", null);
      parts.troubles.note("kiosk-app", "frozen", false);
    },
  });
  return link;
}
