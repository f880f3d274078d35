import { environmentIndexes, environmentSecrets, indexLogins } from "../../../../lib/artifact/fetch/credentials";
import { parseNetrc } from "../../../../lib/artifact/fetch/netrc";
import { proxyFor } from "../../../../lib/artifact/fetch/proxies";
import { scrubber, secretsIn } from "../../../../lib/artifact/fetch/scrub";

test.each([
  ["machine a login me password secret", { a: ["me", "secret"] }],
  ["machine a\n  login me\n  password secret\nmachine b login you password other", { a: ["me", "secret"], b: ["you", "other"] }],
  ['machine a login "me too" password "se\\"cret"', { a: ["me too", 'se"cret'] }],
  ["# machine x login y password z\ndefault login d password p", { default: ["d", "p"] }],
  ["macdef init\nmachine no login no password no\n\nmachine a login me password secret", { a: ["me", "secret"] }],
  ["machine a account x login me password secret", { a: ["me", "secret"] }],
  ["", {}],
])("the netrc %j is understood", (text, expected) => {
  const read = [...parseNetrc(text)].map(([host, { username, password }]) => [host, [username, password]]);
  expect(Object.fromEntries(read)).toEqual(expected);
});

test.each([
  ["https://host/x", { HTTPS_PROXY: "http://proxy:3128" }, "http://proxy:3128/"],
  ["https://host/x", { https_proxy: "proxy:3128" }, "http://proxy:3128/"],
  ["http://host/x", { HTTPS_PROXY: "http://proxy:3128" }, undefined],
  ["http://host/x", { ALL_PROXY: "http://proxy:1" }, "http://proxy:1/"],
  ["https://host/x", { HTTPS_PROXY: "http://proxy:1", NO_PROXY: "host" }, undefined],
  ["https://a.host/x", { HTTPS_PROXY: "http://proxy:1", NO_PROXY: ".host" }, undefined],
  ["https://ahost/x", { HTTPS_PROXY: "http://proxy:1", NO_PROXY: "host" }, "http://proxy:1/"],
  ["https://host:8443/x", { HTTPS_PROXY: "http://proxy:1", NO_PROXY: "host:443" }, "http://proxy:1/"],
  ["https://10.1.2.3/x", { HTTPS_PROXY: "http://proxy:1", NO_PROXY: "10.0.0.0/8" }, undefined],
  ["https://host/x", { HTTPS_PROXY: "http://proxy:1", NO_PROXY: "*" }, undefined],
  ["https://host/x", {}, undefined],
  ["http://127.0.0.1:5000/x", { HTTP_PROXY: "http://proxy:1" }, undefined],
  ["http://[::1]/x", { ALL_PROXY: "http://proxy:1" }, undefined],
  ["http://id.execute-api.localhost:4566/x", { HTTP_PROXY: "http://proxy:1" }, undefined],
  ["http://localhost.example/x", { HTTP_PROXY: "http://proxy:1" }, "http://proxy:1/"],
])("%s with %j goes through %s", (url, env, proxy) => {
  expect(proxyFor(new URL(url), env)?.href).toBe(proxy);
});

test("logins come from the URLs of indexes and from uv's variables, each for its own host", () => {
  const env = { UV_INDEX: "corp=https://corp.example/simple", UV_INDEX_CORP_USERNAME: "me", UV_INDEX_CORP_PASSWORD: "canary" };
  const { urls, named } = environmentIndexes(env);
  expect(indexLogins(["https://you:p%40ss@other.example:8443/simple", ...urls], named, env)).toEqual({
    "https://corp.example": { username: "me", password: "canary" },
    "https://other.example:8443": { username: "you", password: "p@ss" },
  });
  expect(environmentSecrets({ ...env, NETRC: "/nowhere" })).toEqual(["canary"]);
});

test.each([
  ["https://me:canary@host/x", "https://host/x"],
  ["https://host/x?token=canary&a=b", "https://host/x"],
  ["see https://canary@host/ and http://a:canary@b", "see https://host/ and http://b"],
  ["the password canary-secret stands alone", "the password *** stands alone"],
])("%j is told as %j", (text, told) => {
  expect(scrubber(["canary-secret", ...secretsIn(text)])(text)).toBe(told);
});
