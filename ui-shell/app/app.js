// A clinic's check-in, believable enough to need help with. What a patient enters lives in this page's memory only.
import { keyboard, keypad } from "./keys.js";
import { heading, make, section } from "./make.js";
import { forgetNote, notePage } from "./note.js";
import { watchLogo } from "./staff.js";
import { wayPage } from "./way.js";

const fresh = () => ({ first: "", last: "", day: "", month: "", year: "", pin: "" });
let patient = fresh();
let at = 0;
/** The field that the on-screen keys write into. */
let focused = null;

const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

const pages = [
  { name: "welcome", draw: welcome },
  {
    name: "name",
    step: "Your name",
    draw: name,
    problem: () => (patient.first.trim() && patient.last.trim() ? "" : "Please enter your first and last name."),
  },
  { name: "date of birth", step: "Date of birth", draw: birth, problem: birthProblem },
  {
    name: "card PIN",
    step: "Card PIN",
    draw: pin,
    problem: () => (patient.pin.length >= 4 ? "" : "The PIN on your letter has 4 to 6 digits."),
  },
  { name: "confirm", step: "Confirm", draw: confirm },
  { name: "done", draw: done },
];

function birthProblem() {
  const [day, month, year] = [patient.day, patient.month, patient.year].map(Number);
  const date = new Date(year, month - 1, day);
  const isReal = date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
  return isReal && year >= 1900 && date < new Date() ? "" : "Please enter your date of birth as month, day and year.";
}

/** Pages beside the check-in. From each one comes back to where one was. */
const asides = {
  way: { title: "Find your way", draw: wayPage },
  note: { title: "A note for your doctor", draw: notePage },
};

function show(index) {
  at = Math.max(0, Math.min(pages.length - 1, index));
  drawSteps();
  put(`Check-in: ${pages[at].name}`, pages[at].draw());
}

function showAside({ title, draw }) {
  put(
    title,
    draw(() => show(at)),
  );
}

function put(title, content) {
  document.title = title;
  document.body.dataset.page = title;
  const main = document.getElementById("main");
  main.replaceChildren(content);
  focused = main.querySelector("input");
  main.querySelector("input, textarea")?.focus();
}

function drawSteps() {
  const steps = pages.filter(({ step }) => step);
  document.getElementById("steps").replaceChildren(
    ...steps.map((page, index) => {
      const item = make("li", { textContent: page.step });
      const place = pages.indexOf(page);
      item.className = place < at ? "past" : place === at ? "now" : "";
      item.dataset.number = place < at ? "✓" : String(index + 1);
      if (place === at) item.setAttribute("aria-current", "step");
      return item;
    }),
  );
}

function field(label, key, options = {}) {
  const input = make("input", {
    type: options.type ?? "text",
    value: patient[key],
    maxLength: options.most ?? 40,
    autocomplete: "off",
    spellcheck: false,
    inputMode: "none",
    placeholder: options.placeholder ?? "",
  });
  input.name = key;
  if (options.isPrivate) input.dataset.private = "";
  input.addEventListener("focus", () => {
    focused = input;
  });
  input.addEventListener("input", () => {
    if (options.digits) input.value = input.value.replace(/\D/g, "");
    patient[key] = input.value;
    if (options.digits && options.next && input.value.length === options.most)
      input.closest("label").nextElementSibling?.querySelector("input")?.focus();
  });
  return make("label", { className: options.className ?? "" }, make("span", { textContent: label }), input);
}

/** A key of the on-screen keyboard: it types as a hand on a keyboard would. */
function press(key) {
  if (!focused?.isConnected) return;
  if (key === "⌫") focused.value = focused.value.slice(0, -1);
  else if (focused.value.length < focused.maxLength) focused.value += focused.type === "text" && !focused.value ? key.toUpperCase() : key;
  focused.dispatchEvent(new Event("input", { bubbles: true }));
}

function stepForm(fields, keys, nextLabel = "Next") {
  const problem = make("p", { className: "problem" });
  problem.setAttribute("role", "alert");
  const back = make("button", { type: "button", className: "back", textContent: "Back" });
  back.addEventListener("click", () => show(at - 1));
  const form = make(
    "form",
    { noValidate: true },
    make("div", { className: "fields" }, ...fields),
    problem,
    keys,
    make("div", { className: "moves" }, back, make("button", { className: "next", textContent: nextLabel })),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    problem.textContent = pages[at].problem?.() ?? "";
    if (!problem.textContent) show(at + 1);
  });
  return form;
}

function welcome() {
  const start = make("button", { type: "button", className: "next large", textContent: "Check in" });
  start.addEventListener("click", () => show(1));
  return section(
    "welcome",
    make("p", { className: "over", textContent: "Good to see you." }),
    make("h1", { textContent: "Check in for your visit" }),
    make("p", { className: "hint", textContent: "It takes about two minutes. Please have your appointment letter ready." }),
    start,
    make("p", { className: "small", textContent: "Need a hand? Swipe down from the top of the screen to talk to a person." }),
  );
}

function name() {
  return section(
    "step",
    ...heading("What is your name?", "As it stands on your appointment letter."),
    stepForm([field("First name", "first"), field("Last name", "last")], keyboard(press)),
  );
}

function birth() {
  const digits = { digits: true, next: true };
  return section(
    "step",
    ...heading("When were you born?", "Month, day and year."),
    stepForm(
      [
        field("Month", "month", { ...digits, most: 2, placeholder: "MM", className: "short" }),
        field("Day", "day", { ...digits, most: 2, placeholder: "DD", className: "short" }),
        field("Year", "year", { digits: true, most: 4, placeholder: "YYYY", className: "short wide" }),
      ],
      keypad(press),
    ),
  );
}

function pin() {
  return section(
    "step",
    ...heading("Your card PIN", "4 to 6 digits, on the back of your appointment letter. Nobody else can see it."),
    stepForm([field("PIN", "pin", { type: "password", digits: true, most: 6, isPrivate: true, className: "short wide" })], keypad(press)),
  );
}

function confirm() {
  const rows = [
    ["Name", `${patient.first} ${patient.last}`.trim() || "–"],
    ["Date of birth", patient.year ? `${months[Number(patient.month) - 1] ?? patient.month} ${Number(patient.day)}, ${patient.year}` : "–"],
    ["Card PIN", patient.pin ? "entered" : "–"],
    ["Appointment", "Dr. Okafor, 10:40, room 12"],
  ];
  const list = make(
    "dl",
    {},
    ...rows.map(([term, value]) => make("div", {}, make("dt", { textContent: term }), make("dd", { textContent: value }))),
  );
  return section("step", ...heading("Is everything right?", "You can go back and change it."), stepForm([list], "", "Yes, check me in"));
}

function done() {
  const finish = make("button", { type: "button", className: "next", textContent: "Finish" });
  finish.addEventListener("click", () => {
    patient = fresh();
    forgetNote();
    show(0);
  });
  return section(
    "welcome done",
    make("p", { className: "tick", textContent: "✓" }),
    make("h1", { textContent: "You are checked in" }),
    make("p", { className: "hint", textContent: "Please take a seat in the blue waiting area. We will call your number." }),
    make("p", { className: "ticket", textContent: "B 27" }),
    finish,
  );
}

watchLogo();
for (const link of document.querySelectorAll("[data-aside]")) link.addEventListener("click", () => showAside(asides[link.dataset.aside]));
const page = new URLSearchParams(location.search).get("page") ?? "1";
const wanted = Number(page);
show(Number.isInteger(wanted) ? wanted - 1 : 0);
if (Object.hasOwn(asides, page)) showAside(asides[page]);
