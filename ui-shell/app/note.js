// A note for the doctor: any text in any language, read back as it was understood. It lives in this page's memory only.
import { button, heading, make, section } from "./make.js";

let note = "";

/** One patient's words are nobody else's. */
export function forgetNote() {
  note = "";
}

/** @param back called to leave */
export function notePage(back) {
  const field = make("textarea", { value: note, maxLength: 600, rows: 4, autocomplete: "off", spellcheck: false, dir: "auto" });
  const readBack = make("blockquote", { dir: "auto", textContent: note || "Nothing yet." });
  field.addEventListener("input", () => {
    note = field.value;
    readBack.textContent = note || "Nothing yet.";
  });
  const empty = button("Start over", "back", () => {
    field.value = "";
    field.dispatchEvent(new Event("input"));
    field.focus();
  });
  return section(
    "note",
    ...heading("A note for your doctor", "Write it in your own language. Your doctor reads it before you come in."),
    make("label", {}, make("span", { textContent: "Your note" }), field),
    make("p", { className: "read", textContent: "Your doctor will read:" }),
    readBack,
    make("div", { className: "moves" }, button("Back", "back", back), empty),
  );
}
