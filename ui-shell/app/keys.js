// On-screen keys. They never take the focus from the field they write into.

function key(text, press, className = "") {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.className = className;
  button.textContent = text === " " ? "Space" : text;
  button.setAttribute("aria-label", text === "⌫" ? "Delete" : text === " " ? "Space" : text);
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => press(text));
  return button;
}

function board(className, rows, press) {
  const element = document.createElement("div");
  element.className = `keys ${className}`;
  for (const row of rows) {
    const line = document.createElement("div");
    line.append(...row.map((text) => key(text, press, text === " " ? "space" : text === "⌫" ? "delete" : "")));
    element.append(line);
  }
  return element;
}

/** Letters for names. `press` gets the letter, a blank, or ⌫. */
export function keyboard(press) {
  return board("letters", [[..."qwertyuiop"], [..."asdfghjkl"], [..."zxcvbnm", "⌫"], ["-", " ", "'"]], press);
}

/** Digits, for dates and PINs. */
export function keypad(press) {
  return board("digits", [[..."123"], [..."456"], [..."789"], ["0", "⌫"]], press);
}
