import { wordsOf } from "../body/log-words.ts";
import type { LogRecord } from "../supervisor/supervisor.ts";
import { element } from "./element.ts";

/** The page keeps this many lines; older ones are in the file. */
const KEPT = 3000;

/** The live log of all processes, filtered by process. */
export function openLog(): void {
  const lines = element("lines", HTMLOListElement);
  const filter = element("filter", HTMLSelectElement);
  const follow = element("follow", HTMLInputElement);
  const status = element("status", HTMLElement);
  const names = new Set<string>();
  const isShown = (name: string | undefined) => filter.value === "" || filter.value === name;

  filter.addEventListener("change", () => {
    for (const line of lines.children) if (line instanceof HTMLElement) line.hidden = !isShown(line.dataset.name);
  });

  const source = new EventSource("log/events");
  source.addEventListener("open", () => {
    status.textContent = "Live";
    lines.replaceChildren();
  });
  source.addEventListener("error", () => {
    status.textContent = "Ended; waiting for npm start";
  });
  source.addEventListener("message", ({ data }: MessageEvent<string>) => {
    const record = JSON.parse(data) as LogRecord;
    if (!names.has(record.name)) {
      names.add(record.name);
      filter.add(new Option(record.name));
    }
    const line = lineOf(record);
    line.hidden = !isShown(record.name);
    lines.append(line);
    if (lines.childElementCount > KEPT) lines.firstElementChild?.remove();
    if (follow.checked) line.scrollIntoView();
  });
}

function lineOf(record: LogRecord): HTMLLIElement {
  const line = document.createElement("li");
  line.dataset.name = record.name;
  line.dataset.event = record.event;
  const name = document.createElement("b");
  name.textContent = record.name;
  line.append(`${(record.atMs / 1000).toFixed(3)} `, name, ` ${wordsOf(record)}`);
  return line;
}
