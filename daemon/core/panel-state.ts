import type { PanelState } from "#protocol/local-panel";
import type { PanelControl } from "./control-state.ts";
import { type Session, serviceOf } from "./session-state.ts";
import type { Wanted } from "./wanted.ts";

/** Who is there, by the desk's last word. */
export interface Presence {
  readonly agentsOnline: number;
  readonly agentsFree: number;
  readonly etaSeconds: number | null;
}

export const NOBODY: Presence = { agentsOnline: 0, agentsFree: 0, etaSeconds: null };

export interface PanelFacts {
  readonly presence: Presence;
  /** Screen's own report of what it sends; never what we asked for. */
  readonly sending: PanelState["sending"];
  /** The customer's choice (Leases.hidden). */
  readonly hidden: boolean;
  readonly locale: string;
  readonly control: PanelControl;
}

/** What the panel shows, from all that is known. */
export function panelStateOf(session: Session, wanted: Wanted, { presence, sending, hidden, locale, control }: PanelFacts): PanelState {
  const service = serviceOf(session);
  const isInLine = session.name === "queued" || session.name === "offered";
  const there = session.online ? presence : NOBODY;
  return {
    contact: session.name,
    online: session.online,
    agentsOnline: there.agentsOnline,
    agentsFree: there.agentsFree,
    position: isInLine ? session.position : null,
    etaSeconds: isInLine ? session.etaSeconds : there.etaSeconds,
    agentName: service?.agent.name ?? null,
    agentCamera: service?.agentCamera ?? false,
    agentMicrophone: service?.agentMicrophone ?? false,
    sending,
    hidden,
    microphone: wanted.microphone,
    question: control.question,
    control: control.control,
    controlKinds: [...control.controlKinds],
    notice: session.notice ?? control.controlNotice,
    locale,
    surface: session.surface,
  };
}
