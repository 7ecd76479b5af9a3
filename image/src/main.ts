import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { inTop } from "../../test-rig/paths.ts";
import { say } from "../../test-rig/say.ts";
import { readBoard } from "./board.ts";
import { buildImage } from "./image.ts";
import { imageVersion, sourceDateEpoch } from "./version.ts";

const usage = `npm run image -- [OPTIONS]
  --version V      another version than package.json's
  --key FILE       OpenPGP secret key, ASCII-armoured, that signs updates; else one of this machine's own, made when absent
  --boot-key FILE  RSA key, PEM, that signs boot loader and kernel (Secure Boot); with --boot-cert FILE, its X.509 certificate, PEM
  --enrol          firmware in setup mode takes that certificate at the first start
  --config FOLDER  alongside.toml, app.env and the like, for /etc/alongside
  --board NAME     folder of image/boards (amd64)
  --out FOLDER     build`;

try {
  const { values } = parseArgs({
    options: {
      version: { type: "string" },
      key: { type: "string" },
      "boot-key": { type: "string" },
      "boot-cert": { type: "string" },
      enrol: { type: "boolean", default: false },
      config: { type: "string" },
      board: { type: "string", default: "amd64" },
      out: { type: "string", default: inTop("build") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const { config, key, "boot-key": bootKey, "boot-cert": certificate } = values;
  if ((bootKey === undefined) !== (certificate === undefined)) throw new Error("--boot-key and --boot-cert belong together");
  for (const path of [config, key, bootKey, certificate])
    if (path !== undefined && !existsSync(path)) throw new Error(`${path} does not exist`);
  const out = resolve(values.out);
  const image = await buildImage({
    board: readBoard(values.board),
    version: imageVersion(values.version),
    epoch: sourceDateEpoch(),
    out,
    ...(key === undefined ? {} : { key: resolve(key) }),
    ...(bootKey === undefined || certificate === undefined
      ? {}
      : { bootKey: { key: resolve(bootKey), certificate: resolve(certificate) } }),
    isEnrolling: values.enrol,
    ...(config === undefined ? {} : { config: resolve(config) }),
  });
  const path = (name: string) => relative(process.cwd(), resolve(out, name));
  say(`root hash ${image.roothash}`);
  process.stdout.write(`disk    ${path(image.disk)}\nupdate  ${path(image.update)}/\nbill    ${path(image.bill)}\n`);
} catch (error) {
  const isUsage = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isUsage ? `${usage}\n` : ""}`);
  process.exit(isUsage ? 2 : 1);
}
