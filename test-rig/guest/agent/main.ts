import { spawn } from "node:child_process";
import { serveApp } from "../../supervisor/app-server.ts";
import { createActions } from "./actions.ts";
import { Agent } from "./agent.ts";
import { Journal } from "./journal.ts";
import { PortLine } from "./line.ts";

/** The rig's agent in the guest: root of a machine that exists for tests. It is no part of the image. */
const journal = new Journal();
journal.start();
// The sample app, where the headless body has a process of its own for it: starting another Node takes an emulated machine 4 s.
serveApp("/opt/alongside/app", 8090, () => spawn("systemd-notify", ["--ready"], { stdio: "ignore" }).on("error", () => undefined));
new Agent(new PortLine("/dev/virtio-ports/alongside.rig"), createActions(journal)).start();
