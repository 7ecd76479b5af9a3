/** Chromium as an agent has it: no noise, no disturbance, and loopback calls allowed. */
export const AGENT_FLAGS: readonly string[] = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
];

/** Where it lies. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
