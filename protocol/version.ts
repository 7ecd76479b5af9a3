/** Version of every message family below. Ends that differ part politely in the first message. */
export const PROTOCOL_VERSION = 1;
