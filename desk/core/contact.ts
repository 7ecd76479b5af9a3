import type { EndedBy } from "#protocol/common";
import {
  type Contact,
  type ContactEvent,
  DEFAULT_LIMITS,
  type Effect,
  isInCall,
  type Limits,
  type Part,
  type RefusalCode,
  type Step,
} from "./contact-state.ts";

/**
 * The only place that changes a contact.
 * @param now milliseconds of the store's clock
 */
export function step(contact: Contact, event: ContactEvent, now: number, limits: Limits = DEFAULT_LIMITS): Step {
  switch (event.type) {
    case "offer":
      return offer(contact, event.agent, now, limits);
    case "accept":
      return accept(contact, event.agent, event.epoch, now, limits);
    case "decline":
      if (!holdsOffer(contact, event.agent, event.epoch)) return refuse("stale-offer", "this offer is over");
      return requeue(contact, "declined", now, limits, true);
    case "calling":
      return calling(contact);
    case "connected":
      return connected(contact);
    case "lost":
      return lost(contact, event.part, now, limits);
    case "back":
      return back(contact, event.part);
    case "end":
      return end(contact, event.by, event.reason, now, limits);
    case "wrapup":
      return wrapup(contact, event.agent);
    case "expire":
      return expire(contact, now, limits);
    case "restart":
      return restart(contact, now, limits);
    default:
      return event satisfies never;
  }
}

function refuse(code: RefusalCode, message: string): Step {
  return { ok: false, code, message };
}

function unchanged(contact: Contact): Step {
  return { ok: true, contact, effects: [] };
}

function changed(contact: Contact, change: Partial<Contact>, ...effects: Effect[]): Step {
  return { ok: true, contact: { ...contact, ...change }, effects };
}

function holdsOffer(contact: Contact, agent: string, epoch: number): boolean {
  return contact.state === "offered" && contact.agent === agent && contact.epoch === epoch;
}

function offer(contact: Contact, agent: string, now: number, limits: Limits): Step {
  if (contact.state !== "queued") return refuse("not-queued", `a contact is offered from the queue, this one is ${contact.state}`);
  if (contact.missing.includes("device")) return refuse("device-absent", "a contact is offered while its device is there");
  const epoch = contact.epoch + 1;
  return changed(contact, { state: "offered", agent, epoch, untilMs: now + limits.offerMs }, { type: "make-offer", agent, epoch });
}

function accept(contact: Contact, agent: string, epoch: number, now: number, limits: Limits): Step {
  // A repeated accept of the offer that was taken is good news already told.
  if (isInCall(contact.state) && contact.agent === agent && contact.epoch === epoch) return unchanged(contact);
  if (!holdsOffer(contact, agent, epoch)) return refuse("stale-offer", "this offer is over");
  if (contact.untilMs !== null && contact.untilMs <= now) return refuse("offer-expired", "the time to accept this offer is over");
  return changed(
    contact,
    { state: "accepted", untilMs: now + limits.connectMs, missing: ["call"], refusals: [] },
    { type: "connect", agent, epoch },
  );
}

/** Back to its old place in line, which is the front unless somebody older waits for a device or an agent. */
function requeue(contact: Contact, reason: string, now: number, limits: Limits, isRefusal: boolean): Step {
  const agent = contact.agent ?? "";
  const refusals = contact.refusals.filter((refusal) => refusal.untilMs > now && refusal.agent !== agent);
  return changed(
    contact,
    {
      state: "queued",
      agent: null,
      untilMs: null,
      refusals: isRefusal ? [...refusals, { agent, untilMs: now + limits.refusalMs }] : refusals,
    },
    { type: "withdraw-offer", agent, epoch: contact.epoch, reason },
  );
}

function calling(contact: Contact): Step {
  if (contact.state === "accepted") return changed(contact, { state: "connecting" });
  if (isInCall(contact.state)) return unchanged(contact);
  return refuse("not-in-call", `a call belongs to an accepted contact, this one is ${contact.state}`);
}

function connected(contact: Contact): Step {
  if (!isInCall(contact.state)) return refuse("not-in-call", `a call belongs to an accepted contact, this one is ${contact.state}`);
  if (contact.state === "active") return unchanged(contact);
  // The device itself says so: hence it is there, too.
  return withMissing(
    contact,
    contact.missing.filter((part) => part === "console"),
  );
}

function withMissing(contact: Contact, missing: readonly Part[]): Step {
  if (missing.length > 0) return changed(contact, { missing });
  return changed(contact, { state: "active", missing: [], untilMs: null }, { type: "announce-active", agent: contact.agent ?? "" });
}

function lost(contact: Contact, part: Part, now: number, limits: Limits): Step {
  const untilMs = now + limits.holdMs;
  switch (contact.state) {
    case "queued":
      if (part !== "device" || contact.missing.includes("device")) return unchanged(contact);
      return changed(contact, { missing: ["device"], untilMs });
    case "offered":
      return lostWhileOffered(contact, part, now, limits);
    case "accepted":
    case "connecting":
    case "active":
    case "interrupted": {
      if (contact.missing.includes(part)) return unchanged(contact);
      const missing = [...contact.missing, part];
      return changed(
        contact,
        { state: "interrupted", missing, untilMs },
        { type: "announce-interruption", agent: contact.agent ?? "", missing, holdMs: limits.holdMs },
      );
    }
    case "wrapup":
    case "closed":
      return unchanged(contact);
    default:
      return contact.state satisfies never;
  }
}

function lostWhileOffered(contact: Contact, part: Part, now: number, limits: Limits): Step {
  if (part === "call") return unchanged(contact);
  const reason = part === "console" ? "the console is gone" : "the device is gone";
  const queued = requeue(contact, reason, now, limits, false);
  if (part === "console" || !queued.ok) return queued;
  return { ...queued, contact: { ...queued.contact, missing: ["device"], untilMs: now + limits.holdMs } };
}

function back(contact: Contact, part: Part): Step {
  if (!contact.missing.includes(part)) return unchanged(contact);
  const missing = contact.missing.filter((other) => other !== part);
  if (contact.state === "interrupted") return withMissing(contact, missing);
  if (contact.state === "queued") return changed(contact, { missing, untilMs: null });
  // accepted and connecting lack the call alone, which only `connected` brings.
  return unchanged(contact);
}

function end(contact: Contact, by: EndedBy, reason: string, now: number, limits: Limits): Step {
  const ended = { by, reason };
  const announce: Effect = { type: "announce-end", agent: contact.agent, by, reason };
  switch (contact.state) {
    case "queued":
      return changed(contact, { state: "closed", untilMs: null, missing: [], ended }, announce);
    case "offered": {
      const withdraw: Effect = { type: "withdraw-offer", agent: contact.agent ?? "", epoch: contact.epoch, reason };
      // Nobody took it, so it is on nobody's record.
      const change = { state: "closed", agent: null, untilMs: null, ended } as const;
      return changed(contact, change, withdraw, { ...announce, agent: null });
    }
    case "accepted":
    case "connecting":
    case "active":
    case "interrupted":
      return changed(contact, { state: "wrapup", untilMs: now + limits.wrapupMs, missing: [], ended }, announce);
    case "wrapup":
    case "closed":
      return unchanged(contact);
    default:
      return contact.state satisfies never;
  }
}

function wrapup(contact: Contact, agent: string): Step {
  if (contact.agent !== agent) return refuse("not-in-wrapup", "only its own agent wraps a contact up");
  if (contact.state === "closed") return unchanged(contact);
  if (contact.state !== "wrapup") return refuse("not-in-wrapup", `a contact is wrapped up after its end, this one is ${contact.state}`);
  return changed(contact, { state: "closed", untilMs: null }, { type: "release-agent", agent });
}

function expire(contact: Contact, now: number, limits: Limits): Step {
  if (contact.untilMs === null || now < contact.untilMs) return refuse("not-due", "the time of this state is not over");
  switch (contact.state) {
    case "queued":
      return end(contact, "network", "The device did not come back.", now, limits);
    case "offered":
      return requeue(contact, "not answered in time", now, limits, true);
    case "accepted":
    case "connecting":
      return end(contact, "network", "The call did not connect in time.", now, limits);
    case "interrupted":
      return end(contact, "network", `The ${contact.missing.join(" and the ")} did not come back.`, now, limits);
    case "wrapup":
      return wrapup(contact, contact.agent ?? "");
    case "active":
    case "closed":
      return refuse("not-due", "this state does not end by itself");
    default:
      return contact.state satisfies never;
  }
}

function restart(contact: Contact, now: number, limits: Limits): Step {
  const untilMs = now + limits.holdMs;
  switch (contact.state) {
    case "queued":
    case "offered":
      return changed(contact, { state: "queued", agent: null, missing: ["device"], untilMs });
    case "accepted":
    case "connecting":
    case "active":
    case "interrupted": {
      const isCallMissing = contact.missing.includes("call");
      return changed(contact, {
        state: "interrupted",
        missing: ["device", "console", ...(isCallMissing ? ["call" as const] : [])],
        untilMs,
      });
    }
    case "wrapup":
    case "closed":
      return unchanged(contact);
    default:
      return contact.state satisfies never;
  }
}
