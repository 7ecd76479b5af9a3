import { BlockList, isIP, isIPv4 } from "node:net";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { ConfigError, parseToml, table } from "./config.ts";
import { faultText } from "./config-fault.ts";
import { lineOf } from "./config-line.ts";

export const NETWORK_PATH = "/etc/alongside/network.toml";

const Text = Type.String({ minLength: 1, maxLength: 100 });

/** A cable's own address, where the network gives none. IPv6 routers are heard in any case. */
const Wired = table({
  /** With the length of the network's prefix: 192.168.1.20/24. */
  address: Type.Optional(Text),
  gateway: Type.Optional(Text),
  dns: Type.Optional(Type.Array(Text, { maxItems: 3 })),
  /** Looked up in these when a name alone is not found. */
  domains: Type.Optional(Type.Array(Type.String({ pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]{0,98}[A-Za-z0-9])?$" }), { maxItems: 6 })),
});

/** The whole of network.toml. Without the file, or the table, a cable gets its address by DHCP. */
export const NetworkConfig = table({ wired: Type.Optional(Wired) });
export type NetworkConfig = Static<typeof NetworkConfig>;

const validator = Compile(NetworkConfig);

/** @throws ConfigError saying where it is wrong and what would have been right */
export function parseNetwork(text: string): NetworkConfig {
  const given = parseToml(text);
  if (!validator.Check(given)) throw new ConfigError(faultText(validator.Errors(given), NetworkConfig, text));
  const fault = wiredFault(given.wired ?? {});
  if (fault === null) return given;
  const line = lineOf(text, ["wired", fault.key]);
  throw new ConfigError(`${line === null ? "" : `line ${line}: `}wired.${fault.key}: ${fault.why}`);
}

type Fault = { readonly key: keyof Static<typeof Wired>; readonly why: string };

function wiredFault({ address, gateway, dns = [], domains }: Static<typeof Wired>): Fault | null {
  if (address === undefined) {
    const key = gateway !== undefined ? "gateway" : dns.length > 0 ? "dns" : domains !== undefined ? "domains" : null;
    return key === null ? null : { key, why: "goes with an address of the cable's own; without one the network tells all of this" };
  }
  const [host = "", length = "", ...more] = address.split("/");
  const longest = isIPv4(host) ? 32 : 128;
  if (isIP(host) === 0 || host.includes("%") || more.length > 0 || !/^[1-9]\d{0,2}$/.test(length) || Number(length) > longest) {
    return { key: "address", why: 'must be an address with its network, such as "192.168.1.20/24"' };
  }
  if (gateway !== undefined && (isIP(gateway) !== isIP(host) || gateway.includes("%")))
    return { key: "gateway", why: `must be an address such as ${host}` };
  if (gateway === host) return { key: "gateway", why: "is the kiosk's own address; it is the router's" };
  if (gateway !== undefined && !isReached(gateway, host, Number(length)))
    return { key: "gateway", why: `is not in the cable's own network, ${address}: the kiosk cannot reach it` };
  const odd = dns.find((server) => isIP(server) === 0);
  if (odd !== undefined)
    return { key: "dns", why: `${JSON.stringify(odd)} is no address; name servers have no names, but such as "192.168.1.1"` };
  return null;
}

/** Whether a router is on the cable itself: systemd-networkd takes no other, and says so in its log alone. */
function isReached(gateway: string, host: string, length: number): boolean {
  const network = new BlockList();
  const family = isIPv4(host) ? "ipv4" : "ipv6";
  network.addSubnet(host, length, family);
  network.addSubnet("fe80::", 10, "ipv6");
  return network.check(gateway, family);
}

/** What systemd-networkd reads of it (systemd.network(5)); null where its own rule for every cable does. */
export function wiredUnit({ wired }: NetworkConfig): string | null {
  if (wired?.address === undefined) return null;
  const { address, gateway, dns = [], domains = [] } = wired;
  return [
    "# Made of /etc/alongside/network.toml by network-files.service.",
    "[Match]",
    "Type=ether",
    "Kind=!*",
    "",
    "[Network]",
    `Address=${address}`,
    ...(gateway === undefined ? [] : [`Gateway=${gateway}`]),
    ...dns.map((server) => `DNS=${server}`),
    ...(domains.length === 0 ? [] : [`Domains=${domains.join(" ")}`]),
    "LLMNR=no",
    "MulticastDNS=no",
    "",
  ].join("\n");
}
