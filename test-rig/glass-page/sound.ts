/** Rate of the kiosk's sound on both sockets: 16-bit signed little-endian, one channel. */
const RATE = 48_000;

/** Plays what the kiosk's speaker plays. */
export class Speaker {
  readonly #url: string;
  #context: AudioContext | null = null;
  #socket: WebSocket | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async start(): Promise<void> {
    if (this.#context) return;
    const context = await openContext();
    const player = new AudioWorkletNode(context, "player", { outputChannelCount: [1] });
    player.connect(context.destination);
    const socket = new WebSocket(this.#url);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => data instanceof ArrayBuffer && player.port.postMessage(data, [data]));
    this.#context = context;
    this.#socket = socket;
  }

  stop(): void {
    this.#socket?.close();
    void this.#context?.close();
    this.#context = this.#socket = null;
  }
}

/** Sends this machine's microphone into the kiosk's. */
export class Microphone {
  readonly #url: string;
  #context: AudioContext | null = null;
  #socket: WebSocket | null = null;
  #stream: MediaStream | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async start(): Promise<void> {
    if (this.#context) return;
    // The kiosk cancels its echo itself, as it does with a real microphone.
    const audio = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    const context = await openContext();
    const socket = new WebSocket(this.#url);
    const recorder = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0 });
    recorder.port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    };
    context.createMediaStreamSource(stream).connect(recorder);
    this.#context = context;
    this.#socket = socket;
    this.#stream = stream;
  }

  stop(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#socket?.close();
    void this.#context?.close();
    this.#context = this.#socket = this.#stream = null;
  }
}

async function openContext(): Promise<AudioContext> {
  const context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
  await context.audioWorklet.addModule("worklet.js");
  await context.resume();
  return context;
}
