// The on-screen keyboard, in the app's page but in a JavaScript world of its own. Every frame tells the host when a finger is in a field;
// the host has the page itself show the keys, and presses them as a real keyboard would.
(() => {
  const tell = (message) => window.webkit.messageHandlers.host.postMessage(JSON.stringify(message));
  const NUMBERS = /^(numeric|decimal|tel)$/;
  const WITHOUT_TEXT = /^(button|checkbox|color|file|hidden|image|radio|range|reset|submit)$/;

  /** The field that has the focus: "text", "number", "private", or "none" where there is nothing to type; null when a frame below has it. */
  function fieldNow() {
    let field = document.activeElement;
    while (field?.shadowRoot?.activeElement) field = field.shadowRoot.activeElement;
    if (field instanceof HTMLIFrameElement) return null;
    if (!field || field.inputMode === "none" || field.readOnly || field.disabled) return "none";
    if (field.isContentEditable || field instanceof HTMLTextAreaElement) return "text";
    if (!(field instanceof HTMLInputElement) || WITHOUT_TEXT.test(field.type)) return "none";
    if (field.type === "password") return "private";
    return NUMBERS.test(field.inputMode) || /^(number|tel)$/.test(field.type) ? "number" : "text";
  }

  let told = "none";
  function look(isTouched) {
    const field = fieldNow();
    const isNews = field !== told || isTouched;
    told = field;
    if (field === null || !isNews) return;
    tell({ type: "field", field, isTouched });
  }
  addEventListener("click", (event) => event.isTrusted && setTimeout(() => look(true)), true);
  addEventListener("focusin", () => setTimeout(() => look(false)), true);
  // Only when no other field takes the focus.
  addEventListener("focusout", () => setTimeout(() => look(false), 100), true);
  if (window !== window.top) return;

  const LETTERS = {
    en: ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
    de: ["qwertzuiopü", "asdfghjklöä", "yxcvbnmß"],
  };
  const SIGNS = ["1234567890", "@#€%&*-+()", "!\"'/:;,?_="];
  const NUMBER_KEYS = ["123", "456", "789", ".0-"];
  const NAMED = { "⌫": "backspace", "⏎": "enter", "◀": "left", "▶": "right" };
  const STYLE = `
    :host { all: initial; }
    div.keys { display: flex; flex-direction: column; gap: 8px; padding: 12px; box-sizing: border-box; width: 100%; background: #dde2e8; font: 26px "DejaVu Sans", sans-serif; }
    div.row { display: flex; gap: 8px; justify-content: center; }
    button { all: unset; flex: 0 1 88px; min-width: 40px; height: 56px; border-radius: 8px; background: #fff; color: #1d2733; text-align: center; cursor: default; user-select: none; -webkit-user-select: none; }
    button.wide { flex-basis: 140px; } button.space { flex-basis: 480px; } button.on { background: #9fb3c8; }
    .open button:active { background: #9fb3c8; }`;

  let shown = null; // { place, keys }
  let field = "text";
  let language = "en";
  let layer = "letters";
  let isUpper = false;

  function rows() {
    if (field === "number") return [...NUMBER_KEYS.map((row) => [...row]), ["⌫", "⏎", "▼"]];
    const last = [layer === "letters" ? "?123" : "abc", "@", " ", ".", "◀", "▶", "▼"];
    if (layer === "signs") return [...SIGNS.slice(0, 2).map((row) => [...row]), [...SIGNS[2], "⌫"], [...last, "⏎"]];
    const [top, middle, bottom] = (LETTERS[language] ?? LETTERS.en).map((row) =>
      [...row].map((letter) => (isUpper && letter !== "ß" ? letter.toUpperCase() : letter)),
    );
    return [[..."1234567890"], top, [...middle, "⏎"], ["⇧", ...bottom, "⌫"], last];
  }

  function press(key) {
    if (key === "▼") return hide();
    if (key === "⇧") isUpper = !isUpper;
    else if (key === "?123") layer = "signs";
    else if (key === "abc") layer = "letters";
    else {
      tell(NAMED[key] ? { type: "key", name: NAMED[key] } : { type: "key", text: key });
      if (!isUpper) return;
      isUpper = false;
    }
    // The key must be there until its mousedown, or the field loses the focus.
    setTimeout(draw);
  }

  function button(key) {
    const element = document.createElement("button");
    element.textContent = key === " " ? "" : key;
    element.ariaLabel =
      { " ": "Space", "⇧": "Shift", "⌫": "Backspace", "⏎": "Enter", "▼": "Hide keyboard", "◀": "Left", "▶": "Right" }[key] ?? key;
    element.className = key === " " ? "space" : /^(⇧|⌫|⏎|▼|\?123|abc)$/.test(key) ? "wide" : "";
    if (key === "⇧" && isUpper) element.classList.add("on");
    element.addEventListener("pointerdown", (event) => event.isTrusted && press(key));
    return element;
  }

  function draw() {
    // What is typed into a private field is not to be read off the keys by whoever sees the screen.
    shown.keys.className = field === "private" ? "keys" : "keys open";
    shown.keys.replaceChildren(
      ...rows().map((keys) => {
        const row = document.createElement("div");
        row.className = "row";
        row.append(...keys.map(button));
        return row;
      }),
    );
  }

  function make() {
    const place = document.createElement("div");
    const root = place.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const keys = document.createElement("div");
    keys.role = "group";
    keys.ariaLabel = "Keyboard";
    root.append(keys);
    Object.assign(place, { id: "alongside-keyboard", popover: "manual" });
    // The field keeps the focus, and the page does not take a key for a touch beside its own dialogue.
    for (const type of ["mousedown", "touchstart", "pointerdown", "pointerup", "mouseup", "click", "touchend"]) {
      place.addEventListener(type, (event) => {
        event.stopPropagation();
        if (type === "mousedown") event.preventDefault();
      });
    }
    return { place, keys };
  }

  /** At the lower edge; at the upper one when the field would be below the keys wherever the page is scrolled to. */
  function put() {
    const { place } = shown;
    Object.assign(place.style, {
      position: "fixed",
      inset: "auto 0 0 0",
      width: "100%",
      margin: "0",
      padding: "0",
      border: "0",
      display: "block",
      zIndex: "2147483647",
    });
    const height = place.offsetHeight;
    const target = document.activeElement;
    const isCovered = () => target && target.getBoundingClientRect().bottom > innerHeight - height;
    if (isCovered()) target.scrollIntoView({ block: "center" });
    // Below the strip from which help is pulled down.
    if (isCovered()) place.style.inset = "24px 0 auto 0";
  }

  function show() {
    shown ??= make();
    if (!shown.place.isConnected) document.documentElement.append(shown.place);
    layer = "letters";
    isUpper = false;
    draw();
    shown.place.showPopover?.();
    put();
  }

  function hide() {
    shown?.place.remove();
  }

  globalThis.alongsideKeyboard = (kind, isTouched, locale) => {
    language = locale;
    if (kind === "none") return hide();
    if (!isTouched && !shown?.place.isConnected) return;
    if (shown?.place.isConnected && kind === field) return put();
    field = kind;
    show();
  };
})();
