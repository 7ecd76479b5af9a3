import type { RateHints } from "./backend.ts";

/** Never below this, or screen content stops for seconds. */
const MIN_KBPS = 500;

/**
 * Puts libwebrtc's bitrate hints on the screen's VP8 payload type in the console's answer, to be used before setRemoteDescription.
 * Without them the encoder starts at 300 kbit/s and scrolling text gets 1 to 3 pictures a second.
 * The screen is the first video section of our offer, hence of every answer.
 * @throws Error when the section accepts no VP8.
 */
export function withRateHints(answer: string, rate: RateHints): string {
  const end = answer.includes("\r\n") ? "\r\n" : "\n";
  const lines = answer.split(end);
  const first = lines.findIndex((line) => line.startsWith("m=video "));
  if (first < 0) throw new Error("the answer has no video section: it must answer the offer's sections in order");
  const next = lines.findIndex((line, at) => at > first && line.startsWith("m="));
  const section = lines.slice(first, next < 0 ? lines.length : next);
  if (section[0]?.startsWith("m=video 0 ")) throw new Error("the answer refuses the screen's video section");
  const map = section.findIndex((line) => /^a=rtpmap:\d+ VP8\/90000/i.test(line));
  const payload = /^a=rtpmap:(\d+) /.exec(section[map] ?? "")?.[1];
  if (payload === undefined) throw new Error("the answer must accept VP8 for the screen");

  const hints = hintsOf(rate);
  const fmtp = section.findIndex((line) => line.startsWith(`a=fmtp:${payload} `));
  if (fmtp >= 0) section[fmtp] = `${section[fmtp]};${hints}`;
  else section.splice(map + 1, 0, `a=fmtp:${payload} ${hints}`);
  return [...lines.slice(0, first), ...section, ...lines.slice(next < 0 ? lines.length : next)].join(end);
}

function hintsOf(rate: RateHints): string {
  const max = Math.max(MIN_KBPS, rate.maxKbps);
  const start = Math.min(max, Math.max(rate.startKbps, 1));
  return `x-google-start-bitrate=${start};x-google-max-bitrate=${max};x-google-min-bitrate=${Math.min(MIN_KBPS, start)}`;
}
