import { createFakeNative } from "#native";

/** Stands in for the addon in tests on machines that cannot load it: ALONGSIDE_NATIVE=<this file, compiled>. */
export const { mapFrames, scaleI420, i420ToBgrx, scaleI420ToBgrx, writeStrip, readStrip, fillRows, peerCredentials } = createFakeNative();
