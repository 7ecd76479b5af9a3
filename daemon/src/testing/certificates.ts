import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

/** `openssl ca` is the one of its commands that takes both dates. */
const CONFIG = `[ca]
default_ca = own
[own]
new_certs_dir = .
database = index.txt
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
x509_extensions = extensions
[any]
commonName = supplied
[extensions]
basicConstraints = CA:true
`;

/** A certificate of localhost that vouches for itself, valid between two moments. */
export function makeCertificate(from: Date, until: Date): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "alongside-certificate-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  try {
    writeFileSync(join(folder, "ca.cnf"), CONFIG);
    writeFileSync(join(folder, "index.txt"), "");
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem"];
    openssl("req", "-new", ...key, "-out", "request.pem", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1");
    const dates = ["-startdate", asn1(from), "-enddate", asn1(until)];
    openssl(
      "ca",
      "-batch",
      "-selfsign",
      "-config",
      "ca.cnf",
      "-keyfile",
      "key.pem",
      "-in",
      "request.pem",
      "-out",
      "cert.pem",
      "-notext",
      ...dates,
    );
    return { cert: readFileSync(join(folder, "cert.pem"), "utf8"), key: readFileSync(join(folder, "key.pem"), "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** GeneralizedTime, as 20260131120000Z. */
function asn1(date: Date): string {
  return `${date.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
}
