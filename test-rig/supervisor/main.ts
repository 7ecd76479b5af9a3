import { serveApp } from "./app-server.ts";
import { readOptions } from "./options.ts";
import { Supervisor } from "./supervisor.ts";

const [first, folder = "", port = "0"] = process.argv.slice(2);
if (first === "--app-server") {
  serveApp(folder, Number(port));
} else {
  const supervisor = new Supervisor(readOptions(first), (record) => process.stdout.write(`${JSON.stringify(record)}\n`));
  const end = async () => {
    await supervisor.stop();
    process.exit(0);
  };
  // The host side holds our standard input open for as long as it lives.
  process.stdin.on("end", () => void end()).resume();
  process.on("SIGTERM", () => void end());
  // Nobody listens any more: the end of standard input follows.
  process.stdout.on("error", () => undefined);
  await supervisor.start();
}
