import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withRateHints } from "./sdp.ts";

const test = suite("bitrate hints");

const rate = { startKbps: 4000, maxKbps: 10_000 };
const hints = "x-google-start-bitrate=4000;x-google-max-bitrate=10000;x-google-min-bitrate=500";

const audio = ["m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10"];
const screen = [
  "m=video 9 UDP/TLS/RTP/SAVPF 98 96 97",
  "a=rtpmap:98 VP9/90000",
  "a=rtpmap:96 VP8/90000",
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
];
const face = ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 VP8/90000"];
const sdp = (...sections: string[][]): string => ["v=0", "s=-", ...sections.flat(), ""].join("\r\n");

test("adds an fmtp line to the screen's VP8 and to nothing else", () => {
  const lines = withRateHints(sdp(audio, screen, face), rate).split("\r\n");
  assert.equal(
    lines.filter((line) => line.includes("x-google")),
    [`a=fmtp:96 ${hints}`],
  );
  assert.is(lines[lines.indexOf(`a=fmtp:96 ${hints}`) - 1], "a=rtpmap:96 VP8/90000");
  assert.is(lines.filter((line) => !line.includes("x-google")).join("\r\n"), sdp(audio, screen, face));
});

test("extends an fmtp line that is there", () => {
  const answer = sdp([...screen, "a=fmtp:96 max-fs=12288"], face);
  assert.match(withRateHints(answer, rate), `a=fmtp:96 max-fs=12288;${hints}\r\n`);
});

test("does not take payload type 9 for 96", () => {
  const answer = sdp(["m=video 9 UDP/TLS/RTP/SAVPF 9", "a=rtpmap:9 VP8/90000", "a=rtpmap:96 VP9/90000", "a=fmtp:96 profile-id=0"]);
  assert.match(withRateHints(answer, rate), `a=rtpmap:9 VP8/90000\r\na=fmtp:9 ${hints}\r\n`);
});

test("keeps bare line feeds", () => {
  const answer = sdp(screen).replaceAll("\r\n", "\n");
  assert.not.match(withRateHints(answer, rate), "\r");
});

test("never starts above the ceiling nor sets the floor above the start", () => {
  assert.match(withRateHints(sdp(screen), { startKbps: 9000, maxKbps: 2000 }), "start-bitrate=2000;x-google-max-bitrate=2000");
  assert.match(
    withRateHints(sdp(screen), { startKbps: 300, maxKbps: 2000 }),
    "start-bitrate=300;x-google-max-bitrate=2000;x-google-min-bitrate=300",
  );
});

test("says what is missing", () => {
  assert.throws(() => withRateHints(sdp(audio), rate), /no video section/);
  assert.throws(() => withRateHints(sdp(["m=video 0 UDP/TLS/RTP/SAVPF 96"]), rate), /refuses/);
  assert.throws(() => withRateHints(sdp(["m=video 9 UDP/TLS/RTP/SAVPF 98", "a=rtpmap:98 VP9/90000"]), rate), /must accept VP8/);
});

test("survives mutilated answers", () => {
  const whole = sdp(audio, screen, face);
  let seed = 3;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  for (let round = 0; round < 3000; round++) {
    const at = random(whole.length);
    const text = whole.slice(0, at) + String.fromCharCode(random(256)).repeat(random(4)) + whole.slice(at + random(20));
    try {
      assert.type(withRateHints(text, rate), "string");
    } catch (error) {
      assert.match(String(error), /Error: the answer/);
    }
  }
});

test.run();
