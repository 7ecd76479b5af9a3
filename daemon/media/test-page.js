// A console in a page for tests: answers a call and keeps what it sees. Bundled by test-console.ts; the product's console is desk/console.
import { readStripRow, STRIP_ROWS } from "#protocol/strip";

const page = { seen: [], control: [], states: [], channels: {}, isBeating: true };
let connection;
let analyser;

/** Reads the strip of the picture that is shown, by the same proportions at every size. */
function readPicture(video, context) {
  const { videoWidth: width, videoHeight: height } = video;
  const scale = page.described ? width / page.described.width : 1;
  context.canvas.width = width;
  context.drawImage(video, 0, Math.floor(height - (STRIP_ROWS * scale) / 2), width, 1, 0, 0, width, 1);
  return readStripRow(context.getImageData(0, 0, width, 1).data, width, scale, 4);
}

function watch(video) {
  const context = Object.assign(document.createElement("canvas"), { height: 1 }).getContext("2d", { willReadFrequently: true });
  const look = () => {
    const strip = readPicture(video, context);
    const atMs = performance.timeOrigin + performance.now();
    page.seen.push({ atMs, width: video.videoWidth, height: video.videoHeight, strip });
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
}

function receive({ track }) {
  if (track.kind === "video") {
    const video = document.querySelector("video");
    video.srcObject = new MediaStream([track]);
    watch(video);
    return;
  }
  const audio = new AudioContext();
  analyser = audio.createAnalyser();
  analyser.fftSize = 4096;
  audio.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  // Chromium decodes a remote track only when an element plays it.
  const player = new Audio();
  player.srcObject = new MediaStream([track]);
  player.muted = true;
  player.play();
  page.sampleRate = audio.sampleRate;
}

function takeChannel({ channel }) {
  page.channels[channel.label] = channel;
  if (channel.label !== "control") return;
  channel.onmessage = ({ data }) => {
    page.control.push(data);
    const message = JSON.parse(data);
    if (message.type === "screen/describe") page.described = message;
  };
  let n = 0;
  setInterval(() => {
    if (!page.isBeating || channel.readyState !== "open") return;
    n += 1;
    channel.send(JSON.stringify({ type: "heart/beat", n }));
  }, 1000);
}

/** Takes an offer and returns the answer, with camera and microphone or without. */
page.answer = async (sdp, hasCamera) => {
  connection = new RTCPeerConnection();
  connection.onicecandidate = ({ candidate }) => candidate && window.toDevice(candidate.toJSON());
  connection.onconnectionstatechange = () => page.states.push(connection.connectionState);
  connection.ontrack = receive;
  connection.ondatachannel = takeChannel;
  await connection.setRemoteDescription({ type: "offer", sdp });
  const [, sound, face] = connection.getTransceivers();
  if (hasCamera) {
    const media = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 }, audio: true });
    [face.direction, sound.direction] = ["sendonly", "sendrecv"];
    await face.sender.replaceTrack(media.getVideoTracks()[0]);
    await sound.sender.replaceTrack(media.getAudioTracks()[0]);
  }
  await connection.setLocalDescription();
  return connection.localDescription.sdp;
};

page.candidate = (candidate) => connection.addIceCandidate(candidate);
page.say = (label, data) => page.channels[label].send(data);
/** Sends `count` events on input, and hover beside them: number, then the page's time. Any bytes will do: media reads none. */
page.sendInput = async (count, everyMs) => {
  for (let n = 0; n < count; n++) {
    const view = new DataView(new ArrayBuffer(11));
    view.setUint16(1, n, true);
    view.setFloat64(3, performance.timeOrigin + performance.now(), true);
    page.channels.input.send(view.buffer);
    page.channels.pointer.send(view.buffer);
    await new Promise((done) => setTimeout(done, everyMs));
  }
};

page.close = () => connection.close();

/** The loudest frequency that is heard, in Hz, and its level in dB. */
page.heard = () => {
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  const loudest = levels.indexOf(Math.max(...levels));
  return { hz: (loudest * page.sampleRate) / analyser.fftSize, level: levels[loudest] };
};

window.page = page;
