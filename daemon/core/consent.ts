import type { ControlReason } from "#protocol/common";
import type { Consent, ConsentEffect, ConsentEvent, ConsentStep, ControlQuestion, Whose } from "./consent-event.ts";

/** A question that nobody answers goes away. */
export const QUESTION_MS = 30_000;
/** After a question that was not allowed the customer is left alone for so long; after each further one for twice as long as before. */
export const ASK_AGAIN_MS = 10_000;
/** The longest pause between two questions of a contact. */
export const LONGEST_PAUSE_MS = 600_000;
/** As many refusals are an answer for the whole contact. */
export const MOST_DECLINES = 3;
/** How long the panel says that control is over. */
export const ENDED_SHOWN_MS = 8000;
const LARGEST_GRANT = 0xffff;

/** Nothing asked, nothing granted. @param grant where the numbers of grants begin: not where a former daemon began */
export function noConsent(grant: number): Consent {
  return {
    contact: null,
    participant: null,
    question: null,
    granted: null,
    grant,
    reason: "not-asked",
    endedMs: Number.NEGATIVE_INFINITY,
    declines: 0,
    unheeded: 0,
    notBeforeMs: Number.NEGATIVE_INFINITY,
    isBlocked: false,
  };
}

/** How long the customer is left alone after so many questions in a row that came to nothing, whoever ended them. */
export function pauseMs(unheeded: number): number {
  return Math.min(LONGEST_PAUSE_MS, ASK_AGAIN_MS * 2 ** Math.max(0, unheeded - 1));
}

/** The only place where control is given and taken. @param grantMs how long a grant holds */
export function step(state: Consent, event: ConsentEvent, now: number, grantMs: number): ConsentStep {
  switch (event.type) {
    case "call/is":
      return follow(state, event, now);
    case "agent/asked":
      return ask(state, event, now);
    case "agent/released":
      return state.question ? dismiss(state, "ended-by-agent", now) : end(state, "ended-by-agent", "agent", now);
    case "question/painted":
      return painted(state, event);
    case "customer/allowed":
      return allow(state, event, now, grantMs);
    case "customer/denied":
      if (state.question?.number !== event.number) return refuse(state, event, "that question is not open");
      return decline(state, now);
    case "customer/closed":
      return state.question ? decline(state, now) : stay(state);
    case "customer/stopped":
      return end(state.question ? dismiss(state, "declined", now) : stay(state), "ended-by-customer", "customer", now);
    case "input/given-up":
      return end(state.question ? dismiss(state, "unavailable", now) : stay(state), "unavailable", "device", now, { isBlocked: true });
    case "devices/failed":
      return end(state.question ? dismiss(state, "unavailable", now) : stay(state), "unavailable", "device", now);
    case "time":
      return passed(state, now);
    default:
      return event satisfies never;
  }
}

function stay(state: Consent, ...effects: ConsentEffect[]): ConsentStep {
  return { state, effects };
}

function refuse(state: Consent, { type }: ConsentEvent, why: string): ConsentStep {
  return stay(state, { type: "event/refuse", event: type, why });
}

function because(state: Consent, reason: ControlReason): Consent {
  return { ...state, reason };
}

/** Control belongs to one participant in one unbroken call. */
function follow(state: Consent, { contact, participant }: Extract<ConsentEvent, { type: "call/is" }>, now: number): ConsentStep {
  if (contact === state.contact && participant === state.participant) return stay(state);
  const isSameContact = contact === state.contact && contact !== null;
  const ended = end(state.question ? dismiss(state, "call-interrupted", now) : stay(state), "call-interrupted", "device", now);
  const isNew = participant !== null && participant !== state.participant && state.participant !== null;
  const next: Consent = { ...ended.state, contact, participant, isBlocked: false };
  if (!isSameContact) return { ...ended, state: { ...noConsent(next.grant), contact, participant } };
  return { ...ended, state: isNew ? because(next, "not-asked") : next };
}

function ask(state: Consent, { kinds, number, why }: Extract<ConsentEvent, { type: "agent/asked" }>, now: number): ConsentStep {
  const { participant, granted, question } = state;
  if (participant === null) return refuse(state, { type: "agent/asked", kinds, number, why }, "nobody is in a call");
  const isHeld = granted !== null && kinds.every((kind) => granted.kinds.includes(kind));
  // The same again changes nothing; the console may have missed our word.
  if (question || isHeld) return stay(state, { type: "console/tell" });
  const against = state.isBlocked ? "unavailable" : (why ?? tooOften(state, now));
  if (against) return { state: because(state, against), effects: [{ type: "console/tell" }] };
  const wanted = [...new Set([...(granted?.kinds ?? []), ...kinds])];
  const asked: ControlQuestion = { number, kinds: wanted, participant, askedMs: now, paintedMs: null };
  return {
    state: because({ ...state, question: asked }, "waiting-for-answer"),
    effects: [{ type: "question/open" }, { type: "rights/tell", kinds: wanted, change: "asked", by: "agent", participant }],
  };
}

function tooOften({ declines, notBeforeMs }: Consent, now: number): ControlReason | null {
  if (declines >= MOST_DECLINES) return "declined-for-good";
  return now < notBeforeMs ? "asked-too-often" : null;
}

function painted(state: Consent, event: Extract<ConsentEvent, { type: "question/painted" }>): ConsentStep {
  const { question } = state;
  if (question?.number !== event.number || question.paintedMs !== null) return stay(state);
  return stay({ ...state, question: { ...question, paintedMs: event.atMs } });
}

/** Only the customer's own hand allows. A word without it is left out, and the question stays. */
function allow(state: Consent, event: Extract<ConsentEvent, { type: "customer/allowed" }>, now: number, grantMs: number): ConsentStep {
  const { question } = state;
  if (question?.number !== event.number) return refuse(state, event, "that question is not open");
  if (!event.isConfirmed) return refuse(state, event, "no physical touch was seen on that button");
  const { kinds, participant } = question;
  const granted = { kinds, participant, untilMs: now + grantMs };
  const next = { ...state, question: null, granted, grant: (state.grant % LARGEST_GRANT) + 1, declines: 0, unheeded: 0 };
  return {
    state: because(next, "allowed"),
    effects: [{ type: "lease/grant", ...granted }, { type: "question/close" }, { type: "mark/granted" }],
  };
}

function decline(state: Consent, now: number): ConsentStep {
  const { state: next, effects } = dismiss(state, "declined", now);
  const declines = state.declines + 1;
  const reason = declines >= MOST_DECLINES ? "declined-for-good" : "declined";
  return { state: { ...next, declines, reason }, effects };
}

/** Takes the question from the glass without a grant. What was granted before goes on under a new number. */
function dismiss(state: Consent, reason: ControlReason, now: number): ConsentStep {
  const { question } = state;
  if (!question) return stay(state);
  const { kinds, participant } = question;
  const by: Whose = reason === "declined" ? "customer" : reason === "ended-by-agent" ? "agent" : "device";
  const grant = (state.grant % LARGEST_GRANT) + 1;
  const unheeded = state.unheeded + 1;
  return {
    state: because({ ...state, question: null, grant, unheeded, notBeforeMs: now + pauseMs(unheeded) }, reason),
    effects: [{ type: "question/close" }, { type: "rights/tell", kinds, change: "declined", by, participant }],
  };
}

function end(before: Consent | ConsentStep, reason: ControlReason, by: Whose, now: number, changes: Partial<Consent> = {}): ConsentStep {
  const { state, effects } = "effects" in before ? before : stay(before);
  const next = { ...state, ...changes };
  if (!state.granted) return { state: next, effects };
  const endedMs = by === "customer" ? state.endedMs : now;
  return { state: because({ ...next, granted: null, endedMs }, reason), effects: [...effects, { type: "lease/end", by }] };
}

function passed(state: Consent, now: number): ConsentStep {
  const { question, granted } = state;
  const asked = question && now >= question.askedMs + QUESTION_MS ? dismiss(state, "no-answer", now) : stay(state);
  return granted && now >= granted.untilMs ? end(asked, "time-over", "device", now) : asked;
}
