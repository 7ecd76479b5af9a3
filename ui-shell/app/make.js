/** An element with properties and children. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export function section(className, ...children) {
  return make("section", { className }, ...children);
}

export const heading = (text, hint) => [make("h1", { textContent: text }), make("p", { className: "hint", textContent: hint })];

export function button(text, className, press) {
  const element = make("button", { type: "button", className, textContent: text });
  element.addEventListener("click", press);
  return element;
}
