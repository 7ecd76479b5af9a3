import pino from "pino";

/** One line of JSON per event on stdout, for journald. */
export function createLog(level: string) {
  return pino({ level, base: null, serializers: { error: pino.stdSerializers.err } }, pino.destination({ dest: 1, sync: true }));
}

export type Logger = ReturnType<typeof createLog>;
