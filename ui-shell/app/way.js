// "Find your way": a plan to zoom with two fingers, a list to scroll, a pin to drag, and a word about a room when it is held.
import { watchGestures } from "./gestures.js";
import { button, heading, make, section } from "./make.js";
import { drawPlan, elsewhere, PLAN, roomAt, rooms } from "./site-plan.js";

const MOST = 5;
/** A finger is wider than the pin. */
const PIN_REACH_PX = 44;

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** The plan's place in its frame: `left` and `top` in pixels of the frame. */
class View {
  scale = 1;
  left = 0;
  top = 0;
  /** Where one stands, in the plan. */
  pin = { x: 400, y: 440 };
  #frame;
  #plan;

  constructor(frame, plan) {
    this.#frame = frame;
    this.#plan = plan;
  }

  /** Pixels of the frame for each unit of the plan. */
  get #unit() {
    return (this.#frame.clientWidth / PLAN.width) * this.scale;
  }

  toPlan({ x, y }) {
    return { x: (x - this.left) / this.#unit, y: (y - this.top) / this.#unit };
  }

  isOnPin({ x, y }) {
    return Math.hypot(this.left + this.pin.x * this.#unit - x, this.top + (this.pin.y - 20) * this.#unit - y) < PIN_REACH_PX;
  }

  /** Moves by dx, dy and scales around x, y. */
  move({ x, y, dx, dy, scale }) {
    const next = clamp(this.scale * scale, 1, MOST);
    const by = next / this.scale;
    this.scale = next;
    const room = (size) => size * (1 - next);
    this.left = clamp(x - (x - dx - this.left) * by, room(this.#frame.clientWidth), 0);
    this.top = clamp(y - (y - dy - this.top) * by, room(this.#frame.clientHeight), 0);
    this.draw();
  }

  draw() {
    this.#plan.style.transform = `translate(${this.left}px, ${this.top}px) scale(${this.scale})`;
    // The pin is as large in every view.
    this.#plan.querySelector(".pin").setAttribute("transform", `translate(${this.pin.x} ${this.pin.y}) scale(${1 / this.scale})`);
  }
}

/** @param back called to leave */
export function wayPage(back) {
  const plan = drawPlan();
  const frame = make("div", { className: "frame" }, plan);
  const says = make("output", { className: "says" });
  const hands = make("output", { className: "hands" });
  const view = new View(frame, plan);
  let fingers = 0;

  const tellHands = () => {
    const count = fingers === 1 ? "1 finger" : `${fingers || "no"} fingers`;
    hands.textContent = `Zoom ${Math.round(view.scale * 100)} %, ${count}`;
  };
  const mark = (room) => {
    for (const shape of plan.querySelectorAll(".room")) shape.classList.toggle("marked", shape.dataset.room === room?.name);
  };
  const choose = (room, words) => {
    mark(room);
    says.textContent = words;
  };
  const zoom = (scale) => {
    view.move({ x: frame.clientWidth / 2, y: frame.clientHeight / 2, dx: 0, dy: 0, scale });
    tellHands();
  };

  const forget = watchGestures(frame, {
    fingers(count) {
      fingers = count;
      tellHands();
    },
    move(change) {
      view.move(change);
      tellHands();
    },
    tap(point) {
      const room = roomAt(view.toPlan(point));
      if (room) choose(room, room.name);
    },
    hold(point) {
      const room = roomAt(view.toPlan(point));
      if (room) choose(room, `${room.name}: ${room.about}`);
    },
    grab: (point) => (view.isOnPin(point) ? "pin" : null),
    drag(_pin, point) {
      view.pin = view.toPlan(point);
      view.draw();
    },
    drop(_pin, point) {
      const room = roomAt(view.toPlan(point));
      choose(room, room ? `You are here: ${room.name}` : "You are in the corridor");
    },
  });

  const list = make(
    "div",
    { className: "list" },
    ...rooms.map((room) => button(room.name, "place", () => choose(room, `${room.name}: ${room.about}`))),
    ...elsewhere.map((name) => button(name, "place", () => choose(null, `${name}: please take the lift.`))),
  );
  const leave = button("Back", "back", () => {
    forget();
    back();
  });
  tellHands();
  view.draw();
  says.textContent = "Hold a room to read about it. Drag the pin to where you are.";
  return section(
    "way",
    ...heading("Find your way", "Zoom with two fingers. Choose a place in the list."),
    make("div", { className: "map" }, frame, list),
    make("div", { className: "status" }, says, hands),
    make(
      "div",
      { className: "moves" },
      leave,
      make(
        "span",
        {},
        button("Zoom out", "back", () => zoom(1 / 1.5)),
        button("Zoom in", "back", () => zoom(1.5)),
      ),
    ),
  );
}
