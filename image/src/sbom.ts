import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inTop } from "../../test-rig/paths.ts";
import { uuidOf } from "./version.ts";

/** A component of CycloneDX 1.6. */
export interface Component {
  readonly type: "library" | "application";
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly { readonly license: { readonly name: string } }[];
}

/** What is in the image, as CycloneDX 1.6: every package that dpkg has installed in the root, every npm package in what was bundled. */
export function billOfMaterials({ root, version, epoch }: { root: string; version: string; epoch: number }): object {
  const debian = debianComponents(readFileSync(join(root, "var/lib/dpkg/status"), "utf8"));
  const npm = npmComponents(readFileSync(inTop("build/device-packages.json"), "utf8"));
  const components = [...debian, ...npm];
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf("bill", version, ...components.map((component) => component.purl))}`,
    version: 1,
    metadata: {
      timestamp: new Date(epoch * 1000).toISOString(),
      component: { type: "operating-system", "bom-ref": `alongside@${version}`, name: "alongside", version },
    },
    components,
  };
}

/** The installed packages of dpkg's own record (/var/lib/dpkg/status, deb822). */
export function debianComponents(status: string): Component[] {
  const paragraphs = status.split("\n\n").map((text) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1] ?? "";
    return {
      name: field("Package"),
      version: field("Version"),
      arch: field("Architecture"),
      isInstalled: / installed$/.test(field("Status")),
    };
  });
  return paragraphs
    .filter(({ isInstalled }) => isInstalled)
    .map(({ name, version, arch }) => {
      const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${arch}&distro=trixie`;
      return { type: "library" as const, "bom-ref": purl, name, version, purl };
    })
    .sort(byPurl);
}

/** The npm packages in what was bundled for the device, by each package's own package.json. @param list text of a JSON array of folders */
export function npmComponents(list: string): Component[] {
  const folders = JSON.parse(list) as readonly string[];
  return folders
    .map((folder) => {
      const path = inTop(folder, "package.json");
      if (!existsSync(path)) throw new Error(`${path} is missing: npm install, then build again`);
      const { name, version, license } = JSON.parse(readFileSync(path, "utf8")) as { name: string; version: string; license?: string };
      const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
      const licenses = license === undefined ? {} : { licenses: [{ license: { name: license } }] };
      return { type: "library" as const, "bom-ref": purl, name, version, purl, ...licenses };
    })
    .sort(byPurl);
}

function byPurl(a: Component, b: Component): number {
  return a.purl < b.purl ? -1 : 1;
}
