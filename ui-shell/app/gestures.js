// Pan, pinch with any number of fingers, wheel, long press and dragging, from touch events and from a mouse.
const HOLD_MS = 500;
const STILL_PX = 10;
const MOUSE = "mouse";

/**
 * @param hear {fingers(count), move({dx, dy, scale, x, y}), hold(point), tap(point), grab(point): thing | null, drag(thing, point),
 *   drop(thing, point)}; points are in pixels of the element
 */
export function watchGestures(element, hear) {
  const down = new Map();
  let grabbed = null;
  let holdTimer = 0;
  let travelled = 0;

  const pointOf = ({ clientX, clientY }) => {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };

  function press(id, point) {
    down.set(id, point);
    clearTimeout(holdTimer);
    hear.fingers(down.size);
    if (down.size > 1) {
      if (grabbed) hear.drop(grabbed, point);
      grabbed = null;
      travelled = Number.POSITIVE_INFINITY; // several fingers neither tap nor hold
      return;
    }
    travelled = 0;
    grabbed = hear.grab(point);
    if (!grabbed) holdTimer = setTimeout(held, HOLD_MS, point);
  }

  function held(point) {
    travelled = Number.POSITIVE_INFINITY;
    hear.hold(point);
  }

  /** Moves some of the fingers: together they pan by their middle and scale by their spread. */
  function move(points) {
    const before = spreadOf([...down.values()]);
    for (const [id, point] of points) if (down.has(id)) down.set(id, point);
    const after = spreadOf([...down.values()]);
    travelled += Math.hypot(after.x - before.x, after.y - before.y);
    if (travelled > STILL_PX) clearTimeout(holdTimer);
    if (grabbed) hear.drag(grabbed, after);
    else if (travelled > STILL_PX)
      hear.move({ ...after, dx: after.x - before.x, dy: after.y - before.y, scale: before.size > 0 ? after.size / before.size : 1 });
  }

  function lift(id, point, isCancelled) {
    if (!down.delete(id)) return;
    clearTimeout(holdTimer);
    if (grabbed) hear.drop(grabbed, point);
    else if (travelled <= STILL_PX && !isCancelled) hear.tap(point);
    grabbed = null;
    hear.fingers(down.size);
  }

  const touches = ({ changedTouches }) => [...changedTouches].map((touch) => [touch.identifier, pointOf(touch)]);
  const onTouch = (type, deed) =>
    element.addEventListener(
      type,
      (event) => {
        event.preventDefault(); // or the browser makes a scroll or a click of it
        deed(event);
      },
      { passive: false },
    );
  onTouch("touchstart", (event) => {
    for (const [id, point] of touches(event)) press(id, point);
  });
  onTouch("touchmove", (event) => move(touches(event)));
  onTouch("touchend", (event) => {
    for (const [id, point] of touches(event)) lift(id, point, false);
  });
  onTouch("touchcancel", (event) => {
    for (const [id, point] of touches(event)) lift(id, point, true);
  });
  element.addEventListener("mousedown", (event) => event.button === 0 && press(MOUSE, pointOf(event)));
  const gone = new AbortController();
  addEventListener("mousemove", (event) => down.has(MOUSE) && move([[MOUSE, pointOf(event)]]), gone);
  addEventListener("mouseup", (event) => lift(MOUSE, pointOf(event), false), gone);
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      hear.move({ ...pointOf(event), dx: 0, dy: 0, scale: 2 ** (-event.deltaY / 240) });
    },
    { passive: false },
  );
  return () => gone.abort();
}

/** The middle of some points, and how far they lie from it on average. */
function spreadOf(points) {
  const count = Math.max(1, points.length);
  const x = points.reduce((sum, point) => sum + point.x, 0) / count;
  const y = points.reduce((sum, point) => sum + point.y, 0) / count;
  const size = points.length > 1 ? points.reduce((sum, point) => sum + Math.hypot(point.x - x, point.y - y), 0) / count : 0;
  return { x, y, size };
}
