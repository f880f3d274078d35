import { withoutCredentials } from "../requirements/credentials";

/** The passwords and query values in the URLs of a text, as written and decoded. */
export function secretsIn(text: string): string[] {
  const found: string[] = [];
  for (const [, userinfo = ""] of text.matchAll(/[a-z][a-z0-9+.-]*:\/\/([^\s/?#'"`<>]*)@/gi)) {
    const colon = userinfo.indexOf(":");
    found.push(colon === -1 ? userinfo : userinfo.slice(colon + 1));
  }
  for (const [, query = ""] of text.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s?#'"`<>]*\?([^\s#'"`<>]*)/gi)) {
    found.push(...query.split("&").map((pair) => pair.slice(pair.indexOf("=") + 1)));
  }
  return found.flatMap((secret) => [secret, decoded(secret)]);
}

/** Scrubs texts of URLs' credentials and of the secrets themselves, wherever they stand. Secrets under four characters are left. */
export function scrubber(secrets: readonly string[]): (text: string) => string {
  const worth = [...new Set(secrets)].filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  return (text) => worth.reduce((clean, secret) => clean.replaceAll(secret, "***"), withoutCredentials(text));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
