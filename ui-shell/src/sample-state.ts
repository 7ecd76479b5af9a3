import type { PanelState } from "#protocol/local-panel";

/** A quiet panel with one free agent: tests and drafts change what they are about. */
export function sampleState(changes: Partial<PanelState> = {}): PanelState {
  return {
    contact: "panel",
    online: true,
    agentsOnline: 3,
    agentsFree: 1,
    position: null,
    etaSeconds: 0,
    agentName: null,
    agentCamera: false,
    agentMicrophone: true,
    sending: "off",
    hidden: false,
    microphone: true,
    question: null,
    control: "none",
    controlKinds: [],
    notice: null,
    locale: "en",
    surface: "panel",
    ...changes,
  };
}
