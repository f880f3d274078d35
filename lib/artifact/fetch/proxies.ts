import { BlockList, isIP } from "node:net";

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a URL leads to this machine, as curl, browsers and Go understand names. */
export function isThisMachine({ hostname }: URL): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

/**
 * The proxy a request to the URL goes through, by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`; undefined for none, as to this machine.
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const read = (name: string): string => env[name.toLowerCase()] ?? env[name] ?? "";
  if (isThisMachine(url) || isExempt(url, read("NO_PROXY"))) return undefined;
  const own = url.protocol === "https:" ? read("HTTPS_PROXY") : read("HTTP_PROXY");
  const proxy = own === "" ? read("ALL_PROXY") : own;
  if (proxy === "") return undefined;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** `NO_PROXY` lists hosts, with or without a port; a domain stands for all below it, a network in CIDR form for its addresses. */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const actualPort = port === "" ? (protocol === "https:" ? "443" : "80") : port;
  return list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (entry === "") return false;
      if (entry === "*") return true;
      if (entry.includes("/")) return isInNetwork(host, entry);
      const [, name = entry, onlyPort] = /^(.*?[^:]):(\d+)$/.exec(entry) ?? [];
      const isPort = onlyPort === undefined || isIP(entry) === 6 || onlyPort === actualPort;
      const domain = (isIP(entry) === 6 ? entry : name).replace(/^\*?\./, "");
      return isPort && (host === domain || host.endsWith(`.${domain}`));
    });
}

function isInNetwork(host: string, network: string): boolean {
  const [address = "", bits = ""] = network.split("/");
  const family = isIP(host) === 6 ? "ipv6" : "ipv4";
  const isUsable = isIP(host) !== 0 && isIP(address) === isIP(host) && /^\d{1,3}$/.test(bits);
  if (!isUsable || Number(bits) > (family === "ipv6" ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family);
  return list.check(host, family);
}
