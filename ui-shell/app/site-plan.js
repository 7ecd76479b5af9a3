// The clinic's ground floor, on a grid of 800 × 480.
export const PLAN = { width: 800, height: 480 };

export const rooms = [
  { name: "Main entrance", x: 330, y: 400, width: 140, height: 60, about: "Doors open from 7:00 to 19:30." },
  { name: "Front desk", x: 330, y: 300, width: 140, height: 70, about: "Check in here, or at one of the screens." },
  { name: "Blue waiting area", x: 20, y: 300, width: 280, height: 160, about: "We call your number on the screens." },
  { name: "Pharmacy", x: 500, y: 300, width: 130, height: 160, about: "Open from 8:00 to 18:00." },
  { name: "Coffee corner", x: 650, y: 300, width: 130, height: 160, about: "Hot drinks, sandwiches and cake." },
  { name: "Radiology", x: 20, y: 20, width: 180, height: 110, about: "X-ray and ultrasound. Please wait at the door." },
  { name: "Laboratory", x: 220, y: 20, width: 150, height: 110, about: "Blood samples from 7:30 to 11:00." },
  { name: "Rooms 1 to 6", x: 20, y: 160, width: 350, height: 110, about: "General medicine." },
  { name: "Rooms 7 to 12", x: 500, y: 160, width: 280, height: 110, about: "Heart and blood pressure. Dr. Okafor is in room 12." },
  { name: "Children's clinic", x: 500, y: 20, width: 160, height: 110, about: "With a place to play." },
  { name: "Restrooms", x: 680, y: 20, width: 100, height: 110, about: "One is wide enough for a wheelchair." },
  { name: "Lift", x: 400, y: 20, width: 70, height: 250, about: "To the wards on floors 1 to 4. The stairs are beside it." },
];

/** Other addresses of the house, without a place on this floor. */
export const elsewhere = [
  "Physiotherapy, floor 1",
  "Eye clinic, floor 1",
  "Dental care, floor 1",
  "Ward A, floor 2",
  "Ward B, floor 2",
  "Surgery, floor 3",
  "Intensive care, floor 3",
  "Maternity, floor 4",
  "Chapel, floor 4",
  "Roof garden, floor 5",
];

export const roomAt = ({ x, y }) =>
  rooms.find((room) => x >= room.x && y >= room.y && x <= room.x + room.width && y <= room.y + room.height);

const element = (tag, attributes, text = "") => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.textContent = text;
  return made;
};

/** The plan as a picture, with a pin for where one stands. */
export function drawPlan() {
  const svg = element("svg", { viewBox: `0 0 ${PLAN.width} ${PLAN.height}`, class: "plan" });
  svg.append(element("rect", { class: "floor", width: PLAN.width, height: PLAN.height, rx: 12 }));
  for (const { name, x, y, width, height } of rooms) {
    const words = name.split(" ");
    const half = Math.ceil(words.length / 2);
    const lines = width < 200 && words.length > 1 ? [words.slice(0, half).join(" "), words.slice(half).join(" ")] : [name];
    svg.append(element("rect", { class: "room", x, y, width, height, rx: 8, "data-room": name }));
    lines.forEach((line, index) => {
      svg.append(element("text", { x: x + width / 2, y: y + height / 2 + 6 + (index - (lines.length - 1) / 2) * 20 }, line));
    });
  }
  svg.append(element("path", { class: "pin", d: "M0 0c-9-12-15-18-15-27a15 15 0 0 1 30 0c0 9-6 15-15 27z" }));
  return svg;
}
