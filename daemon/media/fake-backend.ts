import type { IceCandidate, IceServer } from "#protocol/common";
import type { BackendEvents, BackendStats, MediaBackend, Picture, RateHints } from "./backend.ts";

/** A MediaBackend without a network: tests raise its events by hand and read what it was given. */
export class FakeBackend implements MediaBackend {
  events: BackendEvents | null = null;
  isControlOpen = false;
  isClosed = false;
  isInputClosed = false;
  iceServers: readonly IceServer[] | null = null;
  rate: RateHints | null = null;
  totals: BackendStats = { framesEncoded: 0, encodeMs: 0, qpSum: 0, bytesSent: 0, lossReports: 0, availableKbps: null, rttMs: null };
  /** Offer and answer texts that the tests choose. */
  offerSdp = "v=0";
  answerFault: Error | null = null;
  readonly sent: string[] = [];
  readonly candidates: IceCandidate[] = [];
  readonly pictures: { width: number; height: number; data: Uint8Array }[] = [];
  readonly sounds: Int16Array[] = [];

  start(events: BackendEvents): void {
    this.events = events;
  }

  offer(iceServers: readonly IceServer[]): Promise<string> {
    this.iceServers = iceServers;
    return Promise.resolve(this.offerSdp);
  }

  answer(_sdp: string, rate: RateHints): Promise<void> {
    if (this.answerFault) return Promise.reject(this.answerFault);
    this.rate = rate;
    return Promise.resolve();
  }

  addCandidate(candidate: IceCandidate): Promise<void> {
    this.candidates.push(candidate);
    return Promise.resolve();
  }

  sendControl(text: string): boolean {
    if (this.isControlOpen) this.sent.push(text);
    return this.isControlOpen;
  }

  closeInput(): void {
    this.isInputClosed = true;
  }

  feedScreen({ width, height, data }: Picture): void {
    this.pictures.push({ width, height, data: Uint8Array.from(data) });
  }

  feedSound(samples: Int16Array): void {
    this.sounds.push(samples.slice());
  }

  stats(): Promise<BackendStats> {
    return Promise.resolve(this.totals);
  }

  close(): void {
    this.isClosed = true;
  }
}
