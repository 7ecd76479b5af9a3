import type { FromPage } from "../glass/page-message.ts";
import { element, socketUrl } from "./element.ts";
import { linuxKey } from "./keys.ts";
import { Picture } from "./picture.ts";
import { Microphone, Speaker } from "./sound.ts";

const RECONNECT_MS = 1000;

/** The kiosk's screen as the customer sees, touches and hears it. */
export function openGlass(): void {
  const canvas = element("screen", HTMLCanvasElement);
  const status = element("status", HTMLElement);
  const picture = new Picture(canvas);
  let socket: WebSocket | null = null;
  const send = (message: FromPage) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };

  const connect = () => {
    socket = new WebSocket(socketUrl("picture"));
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      status.textContent = "Live";
    });
    socket.addEventListener("message", ({ data }) => data instanceof ArrayBuffer && picture.take(data));
    socket.addEventListener("close", () => {
      status.textContent = "No picture: is the kiosk running?";
      setTimeout(connect, RECONNECT_MS);
    });
  };
  connect();
  attachFinger(canvas, send);
  attachKeys(canvas, send);
  attachToggle("speaker", new Speaker(socketUrl("speaker")), "Mute", "Unmute (headphones advised)");
  attachToggle("microphone", new Microphone(socketUrl("microphone")), "Stop my microphone", "Use my microphone");
}

/** One pointer at a time is the finger; it goes on outside the canvas until it is lifted. */
function attachFinger(canvas: HTMLCanvasElement, send: (message: FromPage) => void): void {
  let finger: number | null = null;
  const touch = (phase: "down" | "move" | "up", event: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    const within = (value: number) => Math.min(1, Math.max(0, value));
    send({
      type: "glass/finger",
      phase,
      x: within((event.clientX - box.left) / box.width),
      y: within((event.clientY - box.top) / box.height),
    });
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (finger !== null) return;
    finger = event.pointerId;
    canvas.setPointerCapture(finger);
    touch("down", event);
  });
  canvas.addEventListener("pointermove", (event) => event.pointerId === finger && touch("move", event));
  for (const name of ["pointerup", "pointercancel"] as const) {
    canvas.addEventListener(name, (event) => {
      if (event.pointerId !== finger) return;
      finger = null;
      touch("up", event);
    });
  }
}

function attachKeys(canvas: HTMLCanvasElement, send: (message: FromPage) => void): void {
  const pressed = new Set<number>();
  const key = (event: KeyboardEvent, isPressed: boolean) => {
    const code = linuxKey(event.code);
    if (code === null || event.repeat) return;
    event.preventDefault();
    if (isPressed) pressed.add(code);
    else pressed.delete(code);
    send({ type: "glass/key", code, pressed: isPressed });
  };
  canvas.addEventListener("keydown", (event) => key(event, true));
  canvas.addEventListener("keyup", (event) => key(event, false));
  // A key that is let go elsewhere must not stay down in the kiosk.
  canvas.addEventListener("blur", () => {
    for (const code of pressed) send({ type: "glass/key", code, pressed: false });
    pressed.clear();
  });
}

function attachToggle(id: string, device: { start(): Promise<void>; stop(): void }, on: string, off: string): void {
  const button = element(id, HTMLButtonElement);
  const status = element("status", HTMLElement);
  const show = (isOn: boolean) => {
    button.setAttribute("aria-pressed", String(isOn));
    button.textContent = isOn ? on : off;
  };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") {
      device.stop();
      show(false);
      return;
    }
    device.start().then(
      () => show(true),
      (error: unknown) => {
        status.textContent = `${id}: ${error instanceof Error ? error.message : String(error)}`;
      },
    );
  });
}
