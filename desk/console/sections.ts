/** Which media section of the device's offer is what. */
export interface Sections {
  readonly screen: string;
  readonly voice: string | null;
  readonly face: string | null;
}

interface Section {
  readonly kind: string;
  readonly mid: string;
  readonly direction: string;
}

function sectionsOf(sdp: string): Section[] {
  return sdp
    .split(/^m=/m)
    .slice(1)
    .map((text) => ({
      kind: /^\w+/.exec(text)?.[0] ?? "",
      mid: /^a=mid:(\S+)/m.exec(text)?.[1] ?? "",
      direction: /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(text)?.[1] ?? "sendrecv",
    }));
}

/** Finds screen (sent to us), voice and face (wanted of us) in an offer. @throws Error when no screen is offered */
export function findSections(sdp: string): Sections {
  const all = sectionsOf(sdp);
  const screen = all.find(({ kind, direction }) => kind === "video" && direction.startsWith("send"));
  if (!screen) throw new Error("the offer must have a video section that sends the screen");
  const face = all.find(({ kind, direction, mid }) => kind === "video" && mid !== screen.mid && direction !== "sendonly");
  return { screen: screen.mid, voice: all.find(({ kind }) => kind === "audio")?.mid ?? null, face: face?.mid ?? null };
}
