import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type AppToDaemon, appToDaemonCodec, type DaemonToApp } from "#protocol/local-host";
import { appPages, HERE } from "./app-pages.ts";
import { DaemonEnd } from "./daemon-end.ts";
import { Site } from "./site.ts";
import { OUTPUT, type Program, Stage, until } from "./stage.ts";

/** Another program in the app's place, on a real headless compositor, behind the app's own door to it. */
interface Context {
  stage: Stage;
  site: Site;
  daemon: DaemonEnd<AppToDaemon, DaemonToApp>;
  ends: Promise<unknown>;
  command: Program;
}

const PATIENCE_MS = 30_000;
const command = suite<Context>("command");

/** A program with a window of its own: the host again, which knows nothing of the daemon. */
async function started(context: Context): Promise<void> {
  const window = ["--role=app", "--daemon", "/nowhere", "--url", `${context.site.origin}/`, "--no-sandbox"];
  context.command = await context.stage.command(context.stage.host, ...window);
  context.ends = new Promise((resolve) => context.command.child.once("exit", (code, signal) => resolve(code ?? signal)));
  const isShown = () => context.stage.picture().at(OUTPUT.width / 2, 300) === HERE;
  await until("the program's window", isShown, PATIENCE_MS);
}

command.before.each(async (context) => {
  context.stage = new Stage();
  context.site = new Site(appPages);
  await context.site.open();
  await context.stage.compositor();
  context.stage.shell();
  context.daemon = new DaemonEnd<AppToDaemon, DaemonToApp>(context.stage.path("app.sock"), appToDaemonCodec);
});

command.after.each(async (context) => {
  await context.stage.close();
  await context.daemon.close();
  await context.site.close();
});

command("is shown, told to the daemon by its label, and ends with its window when it is to begin anew", async (context) => {
  await started(context);
  assert.equal(await context.daemon.next("app/context", 0), { type: "app/context", app: "Till", page: "" });
  context.daemon.send({ type: "app/reset" });
  assert.is(await context.ends, 0);
  await until("end of the window", () => context.stage.picture().at(OUTPUT.width / 2, 300) !== HERE, PATIENCE_MS);
});

command("ends with its program, and without the numbers that would keep it from being started again", async (context) => {
  context.command = await context.stage.command("sh", "-c", "exit 64");
  assert.is(await new Promise((resolve) => context.command.child.once("exit", resolve)), 1);
  const missing = await context.stage.command("/nowhere/program");
  assert.is(await new Promise((resolve) => missing.child.once("exit", resolve)), 1);
  assert.ok(missing.lines.some((line) => line.includes("cannot be started") && line.includes("/nowhere/program")));
});

command("does not leave its program behind when it is killed", async (context) => {
  await started(context);
  context.command.child.kill("SIGKILL");
  assert.is(await context.ends, "SIGKILL");
  await until("end of the window", () => context.stage.picture().at(OUTPUT.width / 2, 300) !== HERE, PATIENCE_MS);
});

command.run();
