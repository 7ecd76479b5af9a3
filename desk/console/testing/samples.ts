import type { ContactCard, DeskToConsole } from "#protocol/desk-console";

/** A card as a desk would send it. */
export function sampleCard(contact = "contact-1"): ContactCard {
  return {
    contact,
    device: "kiosk-7",
    deviceLabel: "Riverside Clinic, lobby left",
    context: {
      app: "Riverside Clinic check-in",
      page: "Check-in: card PIN",
      locale: "en-US",
      health: "degraded",
      healthNotes: ["disk 91 % full"],
      version: "0.1.0",
    },
    waitedMs: 7400,
  };
}

export function sampleWelcome(changes: Partial<Extract<DeskToConsole, { type: "agent/welcome" }>> = {}): DeskToConsole {
  return { type: "agent/welcome", agent: { id: "maria", name: "Maria Lopez" }, state: "available", operatorKey: "operator", ...changes };
}

export function sampleOffer(contact = "contact-1", epoch = 1): Extract<DeskToConsole, { type: "offer/made" }> {
  return { type: "offer/made", epoch, withinMs: 20_000, card: sampleCard(contact) };
}

/** mulberry32: a seeded generator of 0..1, so that a failure comes again. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
