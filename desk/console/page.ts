import type { Deed } from "./state.ts";

/** What the page's elements call. */
export interface Page {
  deed(deed: Deed): void;
}
