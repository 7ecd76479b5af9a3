import type { ControlKind } from "#protocol/common";
import type { PanelQuestion, PanelState } from "#protocol/local-panel";
import { kindsKey, nameIn } from "./control-view.ts";
import { type Asked, secondsLeft } from "./question.ts";
import type { Strings } from "./strings.ts";
import type { Answer, Ask, Button, Icon, Part, Right } from "./view.ts";

const KINDS = ["touch", "type"] as const satisfies readonly ControlKind[];
const icons = { touch: "hand", type: "keyboard" } as const satisfies Record<ControlKind, Icon>;

/** The scene of the question that is open, null when there is none. In the small box there is no room to ask: the panel comes for it. */
export function questionPart(state: PanelState, asked: Asked | null, strings: Strings, nowMs: number): Part | null {
  const { question } = state;
  if (!question || state.surface === "box" || asked?.number !== question.number) return null;
  return question.kind === "control" ? askControl(state, question, asked, strings, nowMs) : askPresence(question, asked, strings, nowMs);
}

type QuestionOf<K extends PanelQuestion["kind"]> = Extract<PanelQuestion, { kind: K }>;

function askControl(state: PanelState, { number, kinds }: QuestionOf<"control">, asked: Asked, strings: Strings, nowMs: number): Part {
  const { ask: words, buttons } = strings;
  const remaining = words.remaining(soon(secondsLeft(asked, nowMs), strings));
  const ask: Ask = {
    number,
    remaining,
    isOpen: asked.openMs !== null,
    rights: KINDS.map((kind): Right => {
      const isAsked = kinds.includes(kind);
      return { text: isAsked ? words.may[kind] : words.mayNot[kind], icon: isAsked ? icons[kind] : "cross", isAsked };
    }),
    answers: [answer(buttons.allow, "check", "allow", number), answer(buttons.deny, "cross", "deny", number)],
  };
  return { scene: "ask", heading: words.heading[kindsKey(kinds)](nameIn(state, strings)), lines: [words.line], buttons: [], ask };
}

function askPresence({ number }: QuestionOf<"still-there">, asked: Asked, strings: Strings, nowMs: number): Part {
  const { stillThere: words, buttons } = strings;
  const ask: Ask = {
    number,
    remaining: words.remaining(soon(secondsLeft(asked, nowMs), strings)),
    isOpen: asked.openMs !== null,
    rights: [],
    answers: [answer(buttons.here, "hand", "still-here", number)],
  };
  return { scene: "still-there", heading: words.heading, lines: [words.line], buttons: [], ask };
}

function answer(label: string, icon: Icon, name: Answer, question: number): Button {
  return { label, icon, look: "answer", deed: { kind: "answer", act: name, question } };
}

/** Tens of seconds: a number that changes all the time would hurry people. */
function soon(seconds: number, { soon: words }: Strings): string {
  return seconds <= 5 ? words.few : words.seconds(Math.ceil(seconds / 10) * 10);
}
