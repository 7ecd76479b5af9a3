import type { Codec } from "../codec.ts";
import { consoleSocketCodec, consoleSocketReplyCodec, consoleToDeskCodec, deskToConsoleCodec } from "../desk-console.ts";
import { deskToDeviceCodec, deviceSocketCodec, deviceSocketReplyCodec, deviceToDeskCodec } from "../desk-device.ts";
import { appToDaemonCodec, daemonToAppCodec, daemonToHostCodec, hostToDaemonCodec } from "../local-host.ts";
import { daemonToMediaCodec, mediaToDaemonCodec } from "../local-media.ts";
import { daemonToPanelCodec, panelToDaemonCodec } from "../local-panel.ts";
import { daemonToScreenCodec, screenToDaemonCodec } from "../local-screen.ts";
import { touchToDaemonCodec } from "../local-touch.ts";
import { consoleToDeviceCodec, deviceToConsoleCodec } from "../peer.ts";

/** Every codec of the product, by the name that golden files use. */
export const codecs: Readonly<Record<string, Codec<unknown & { type: string }>>> = {
  consoleSocket: consoleSocketCodec,
  consoleSocketReply: consoleSocketReplyCodec,
  consoleToDesk: consoleToDeskCodec,
  deskToConsole: deskToConsoleCodec,
  deviceSocket: deviceSocketCodec,
  deviceSocketReply: deviceSocketReplyCodec,
  deviceToDesk: deviceToDeskCodec,
  deskToDevice: deskToDeviceCodec,
  hostToDaemon: hostToDaemonCodec,
  daemonToHost: daemonToHostCodec,
  appToDaemon: appToDaemonCodec,
  daemonToApp: daemonToAppCodec,
  mediaToDaemon: mediaToDaemonCodec,
  daemonToMedia: daemonToMediaCodec,
  panelToDaemon: panelToDaemonCodec,
  daemonToPanel: daemonToPanelCodec,
  screenToDaemon: screenToDaemonCodec,
  daemonToScreen: daemonToScreenCodec,
  touchToDaemon: touchToDaemonCodec,
  consoleToDevice: consoleToDeviceCodec,
  deviceToConsole: deviceToConsoleCodec,
} as never;
