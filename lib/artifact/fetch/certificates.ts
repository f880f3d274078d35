import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where systems keep what they trust: Debian, Fedora, Alpine and macOS. */
const systemBundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/**
 * The certificates to trust: those Node comes with, and the person's own, from `SSL_CERT_FILE`, `SSL_CERT_DIR`, `REQUESTS_CA_BUNDLE` and
 * `NODE_EXTRA_CA_CERTS`; the system's where uv is told to use them (`UV_SYSTEM_CERTS`). Every wheel is checked by its sha256 besides.
 */
export function trustedCertificates(env: Environment): string[] {
  const { SSL_CERT_FILE, SSL_CERT_DIR, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, UV_SYSTEM_CERTS, UV_NATIVE_TLS } = env;
  const usesSystem = [UV_SYSTEM_CERTS, UV_NATIVE_TLS].some((value) => /^(?:1|true|yes|on)$/i.test(value ?? ""));
  const folder = SSL_CERT_DIR ?? "";
  const files = [SSL_CERT_FILE, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, ...(usesSystem ? systemBundles : []), ...pemsIn(folder)];
  const own = [...new Set(files)].flatMap((file) => (file === undefined || file === "" ? [] : readBundle(file)));
  return [...new Set([...rootCertificates, ...own])];
}

function readBundle(file: string): string[] {
  try {
    return readFileSync(file, "utf8").match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  } catch {
    return []; // then the connection says what it does not trust
  }
}

function pemsIn(folder: string): string[] {
  try {
    return folder === "" ? [] : readdirSync(folder).flatMap((name) => (/\.(?:pem|crt)$/.test(name) ? [join(folder, name)] : []));
  } catch {
    return [];
  }
}
