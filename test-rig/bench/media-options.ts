import { parseArgs } from "node:util";
import { type LineName, lineNames, type SceneName, sceneNames } from "./lines.ts";

export interface MediaOptions {
  /** Measured time of a scene; the static one, which changes once a second, takes twice as long. */
  readonly seconds: number;
  /** Before each, not measured. */
  readonly warmUpSeconds: number;
  readonly scenes: readonly SceneName[];
  readonly lines: readonly LineName[];
  readonly outage: boolean;
  /** Whether the agent's camera runs: its face costs both ends, and no peer has one. */
  readonly camera: boolean;
}

const USAGE = `npm run bench:media -- [--seconds N] [--scenes ${sceneNames.join(",")}] [--lines ${lineNames.join(",")}] [--camera] [--quick]`;

/** @throws Error with the usage. */
export function readMediaOptions(args: readonly string[]): MediaOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string" },
      scenes: { type: "string" },
      lines: { type: "string" },
      camera: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
    },
  });
  const seconds = Number(values.seconds ?? (values.quick ? 5 : 10));
  if (!(seconds >= 1 && seconds <= 600)) throw new Error(`--seconds takes 1 to 600\n${USAGE}`);
  return {
    seconds,
    warmUpSeconds: values.quick ? 2 : 4,
    scenes: chosen("scenes", values.scenes, sceneNames, values.quick ? ["static", "scroll"] : sceneNames),
    lines: chosen("lines", values.lines, lineNames, values.quick ? ["10M20"] : lineNames),
    outage: !values.quick,
    camera: values.camera,
  };
}

function chosen<T extends string>(option: string, text: string | undefined, known: readonly T[], usual: readonly T[]): readonly T[] {
  if (text === undefined) return usual;
  const names = text.split(",").filter((name) => name !== "");
  const isKnown = (name: string): name is T => (known as readonly string[]).includes(name);
  if (!names.every(isKnown)) throw new Error(`--${option} takes some of ${known.join(",")}\n${USAGE}`);
  return names;
}
