import { execFileSync } from "node:child_process";

/** One line of `apt-get indextargets`: where apt on this machine gets Debian from. */
export interface IndexTarget {
  readonly uri: string;
  /** `Debian`, `Debian-Security` …, empty before the first `apt-get update`. */
  readonly label: string;
  readonly suite: string;
}

/**
 * The `deb` lines for a root of `suite`, from apt's own configuration: the repository names no mirror.
 * @throws Error when apt knows no Debian mirror.
 */
export function sourceLines(suite: string, targets: readonly IndexTarget[] = readTargets()): string[] {
  const isSecurity = ({ label, suite: own, uri }: IndexTarget) => label === "Debian-Security" || /security/.test(`${own} ${uri}`);
  const main = targets.find((target) => /^(Debian)?$/.test(target.label) && !isSecurity(target));
  if (!main) throw new Error("apt on this machine knows no Debian mirror: `apt-get indextargets` should list one");
  const security = targets.find((target) => /^(Debian-Security)?$/.test(target.label) && isSecurity(target));
  return [`deb ${main.uri} ${suite} main`, ...(security ? [`deb ${security.uri} ${suite}-security main`] : [])];
}

function readTargets(): IndexTarget[] {
  const format = "$(REPO_URI)|$(LABEL)|$(CODENAME)|$(COMPONENT)";
  const text = execFileSync("apt-get", ["indextargets", "--format", format, "Created-By: Packages"], { encoding: "utf8" });
  return parseTargets(text);
}

/** Reads lines `uri|label|suite|component`; only the component `main` counts, and a third party's label is kept for the caller to refuse. */
export function parseTargets(text: string): IndexTarget[] {
  return text
    .split("\n")
    .map((line) => line.split("|"))
    .filter(([uri, , , component]) => uri && component === "main")
    .map(([uri = "", label = "", suite = ""]) => ({ uri, label, suite }));
}

/** What apt inside a root takes over from apt of this machine: a proxy, and whether old mirrors (snapshots) are allowed. */
const INHERITED = ["Acquire::http::Proxy", "Acquire::https::Proxy", "Acquire::Check-Valid-Until", "Acquire::Check-Date"];

/** The inherited options as `Name "value"`. */
export function inheritedOptions(dump: string = execFileSync("apt-config", ["dump"], { encoding: "utf8" })): string[] {
  return dump
    .split("\n")
    .map((line) => line.replace(/;$/, ""))
    .filter((line) => INHERITED.some((name) => line.startsWith(`${name} `) && !line.endsWith('""')));
}
