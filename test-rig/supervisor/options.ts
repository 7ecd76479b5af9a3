import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";

/** What the host side tells the supervisor once, as JSON in its first argument. */
export const Options = Type.Object(
  {
    /** Of the panel in pixels. */
    width: Type.Integer({ minimum: 320, maximum: 7680 }),
    height: Type.Integer({ minimum: 200, maximum: 4320 }),
    /** How the panel is mounted, by wl_output.transform: 0 upright, 1 to 3 a quarter turn each. */
    transform: Type.Integer({ minimum: 0, maximum: 7 }),
    /** Pixels of the panel for one of a surface. */
    scale: Type.Number({ minimum: 1, maximum: 4 }),
    /** Port of the sample app's server on loopback. */
    appPort: Type.Integer({ minimum: 1, maximum: 65_535 }),
    /** What the app host shows; the sample app when absent. */
    appUrl: Type.Optional(Type.String({ maxLength: 2000 })),
    appLabel: Type.String({ maxLength: 200 }),
    /** Names of table.ts to leave out: a test that needs no media starts none. */
    without: Type.Array(Type.String()),
  },
  { additionalProperties: false },
);
export type Options = Static<typeof Options>;

const validator = Compile(Options);

/** @throws Error naming the field that does not fit. */
export function readOptions(text: string | undefined): Options {
  const value: unknown = JSON.parse(text ?? "null");
  if (validator.Check(value)) return value;
  const first = validator.Errors(value)[0];
  throw new Error(`the supervisor's options: ${first?.instancePath || "/"} ${first?.message ?? "do not fit"}`);
}
