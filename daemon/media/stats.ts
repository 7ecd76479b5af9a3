import type { BackendStats } from "./backend.ts";
import type { StatsReport } from "./wrtc.ts";

/** Reads the totals of the one outgoing video and of the chosen path out of a W3C stats report. */
export function readStats(report: StatsReport): BackendStats {
  const entries = [...report.values()];
  const video = entries.find((entry) => entry.type === "outbound-rtp" && entry.kind === "video") ?? {};
  const path = entries.find((entry) => entry.type === "candidate-pair" && entry.nominated === true && entry.state === "succeeded") ?? {};
  return {
    framesEncoded: number(video.framesEncoded),
    encodeMs: number(video.totalEncodeTime) * 1000,
    qpSum: number(video.qpSum),
    bytesSent: number(video.bytesSent),
    lossReports: number(video.pliCount) + number(video.firCount) + number(video.nackCount),
    availableKbps: typeof path.availableOutgoingBitrate === "number" ? path.availableOutgoingBitrate / 1000 : null,
    rttMs: typeof path.currentRoundTripTime === "number" ? path.currentRoundTripTime * 1000 : null,
  };
}

/** What happened between two readings. */
export interface StatsDelta {
  readonly spanMs: number;
  readonly encoded: number;
  readonly encodeMs: number;
  /** Mean quantiser of the frames between, null when there were none. */
  readonly qp: number | null;
  readonly bytes: number;
  readonly hasLoss: boolean;
}

/** Difference of two readings taken `spanMs` apart. */
export function statsDelta(before: BackendStats, after: BackendStats, spanMs: number): StatsDelta {
  const encoded = Math.max(0, after.framesEncoded - before.framesEncoded);
  return {
    spanMs,
    encoded,
    encodeMs: Math.max(0, after.encodeMs - before.encodeMs),
    qp: encoded > 0 ? (after.qpSum - before.qpSum) / encoded : null,
    bytes: Math.max(0, after.bytesSent - before.bytesSent),
    hasLoss: after.lossReports > before.lossReports,
  };
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
