/** A way in which an agent sees the kiosk's screen: ours, or a peer's. Measured alike. */
export interface PictureService {
  readonly name: string;
  /** Where the page that shows the picture begins. */
  readonly page: string;
  /** Processes whose CPU time counts: those that capture, encode, and send or grant it. */
  readonly serving: readonly string[];
  /** The agent begins to see the screen. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Back to where open() may come again, from whatever went wrong. */
  recover(): Promise<void>;
}
