import { de } from "./strings.de.ts";
import { en, type Strings } from "./strings.en.ts";

export type { Kinds, NoticeKey, Strings } from "./strings.en.ts";

const byLanguage: Readonly<Record<string, Strings>> = { en, de };

/** Strings of a BCP 47 locale by its language, English when we do not speak it. */
export function stringsFor(locale: string): Strings {
  return byLanguage[locale.slice(0, 2).toLowerCase()] ?? en;
}
