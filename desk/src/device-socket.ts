import { type DeviceToDesk, deviceSocketCodec, deviceToDeskCodec } from "#protocol/desk-device";
import { helloText } from "#protocol/signing";
import { isInCall } from "../core/contact-state.ts";
import { callFromDevice } from "./handlers/call.ts";
import { clockFromDevice } from "./handlers/clock.ts";
import { contactFromDevice } from "./handlers/contact-from-device.ts";
import { type Desk, type Handlers, handle } from "./handlers/desk.ts";
import { systemFromDevice } from "./handlers/system.ts";
import { isSignedBy } from "./keys.ts";
import { HelloRefused, type LinkRole } from "./socket/link-role.ts";
import type { LinkSession } from "./socket/link-session.ts";

const handlers: Handlers<DeviceToDesk> = { ...callFromDevice, ...clockFromDevice, ...contactFromDevice, ...systemFromDevice };

/** Devices' end of /ws/device. */
export function deviceRole(desk: Desk): LinkRole<DeviceToDesk> {
  const { store, flow, log } = desk;

  async function lose(session: LinkSession, isStateFitting: (state: string) => boolean): Promise<void> {
    const open = await store.openContactOfDevice(session.identity.id);
    if (open && isStateFitting(open.state)) await flow.change(open.id, { type: "lost", part: "device" }, session.identity.id);
  }

  return {
    name: "device",
    codec: deviceToDeskCodec,

    async authenticate(first, nonce) {
      const hello = deviceSocketCodec.check(first);
      if (hello.type !== "hello/prove") throw new HelloRefused("hello-expected", "The first message is hello/prove.");
      const device = await store.device(hello.device);
      if (!device) throw new HelloRefused("not-enrolled", "This device is not enrolled at this desk: enrol it with a new code.");
      if (!isSignedBy(device.publicKey, helloText(hello.device, nonce), hello.signature)) {
        await store.audit(device.id, "device.bad-signature", device.id);
        throw new HelloRefused("bad-signature", "The signature does not match the key this device was enrolled with.");
      }
      return { identity: { id: device.id }, session: hello.session };
    },

    received: (session, message) => handle(handlers, desk, session, message),

    async opened(session, isResumed) {
      const id = session.identity.id;
      await store.deviceSeen(id);
      const open = await store.openContactOfDevice(id);
      // A device that begins a new session asks again for its place in line, so that nobody is called to an empty room. Until then it
      // is told who is there, like any other.
      const isInContact = open !== null && (isInCall(open.state) || isResumed);
      flow.noteDevice(id, isInContact);
      if (isInContact) await flow.change(open.id, { type: "back", part: "device" }, id);
      session.send({ type: "desk/presence", ...flow.board.presence });
    },

    // A contact in line is not offered to anybody while its device is away; a call gets time for a short loss.
    disconnected: (session) => lose(session, (state) => state === "queued" || state === "offered"),
    lost: (session) => lose(session, () => true),
    forgotten: async () => {},

    async replaced(session) {
      const device = session.identity.id;
      log.error({ device, alarm: "clone" }, "two live connections of one device: is its key copied?");
      await store.audit(device, "device.clone-alarm", device);
    },
  };
}
