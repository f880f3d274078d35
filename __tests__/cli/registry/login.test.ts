import { Repository } from "../../../cli/registry/repository";
import { TestClock } from "./push-case";
import { login } from "./registry-login";
import { RegistryServer } from "./registry-server";
import { errorOf, withRegistry } from "./with-registry";

const digest = `sha256:${"0".repeat(64)}`;

function open({ url }: RegistryServer, own = login): Repository {
  return new Repository({ registry: url, name: "team/chat", findLogin: () => Promise.resolve(own), clock: new TestClock() });
}

test.each(["none", "basic", "bearer", "anonymous bearer"] as const)("with login %s, a question is answered", async (kind) => {
  await withRegistry({ login: kind }, async (registry) => {
    registry.store("team/chat").put("1", "{}", "text/plain");
    expect((await open(registry).findManifest("1"))?.text).toBe("{}");
  });
});

test("a registry that wants no login is told nobody's, and one that wants tokens is told no password", async () => {
  await withRegistry({}, async (registry) => {
    await open(registry).hasBlob(digest);
    expect(registry.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
  });
  await withRegistry({ login: "bearer" }, async (registry) => {
    await open(registry).hasBlob(digest);
    const told = registry.seen.filter(({ url }) => !url.startsWith("/token")).map(({ authorization }) => authorization);
    expect(told).toEqual([undefined, "Bearer canary-token-1"]);
  });
});

test("a token is used again, and asked for anew when it has ended", async () => {
  await withRegistry({ login: "bearer" }, async (registry) => {
    const repository = open(registry);
    for (let each = 0; each < 3; each += 1) await repository.hasBlob(digest);
    expect(registry.login.count).toBe(1);
    registry.login.forget();
    await repository.hasBlob(digest);
    expect(registry.login.count).toBe(2);
  });
});

test("requests that are refused at once ask for one token", async () => {
  await withRegistry({ login: "bearer" }, async (registry) => {
    const repository = open(registry);
    await Promise.all([1, 2, 3, 4].map(async () => repository.hasBlob(digest)));
    expect(registry.login.count).toBe(1);
  });
});

test("a token for one thing does not lose what another was for", async () => {
  await withRegistry({ login: "bearer" }, async (registry) => {
    const repository = open(registry);
    await repository.putManifest("1", "{}", "text/plain");
    await repository.findManifest("1");
    await repository.putManifest("2", "{}", "text/plain");
    expect(registry.login.count).toBe(2);
  });
});

test("requests for different things that are refused at once get a token that is for both", async () => {
  await withRegistry({ login: "bearer" }, async (registry) => {
    const repository = open(registry);
    const asking = [repository.hasBlob(digest), repository.putManifest("1", "{}", "text/plain"), repository.hasBlob(digest)];
    expect(await Promise.all(asking)).toEqual([false, undefined, false]);
  });
});

test("a login that is refused is one error, with its cure and without its password", async () => {
  await withRegistry({ login: "basic" }, async (registry) => {
    const wrong = open(registry, { username: "AWS", password: "canary-wrong" });
    expect(await errorOf(registry, async () => wrong.hasBlob(digest))).toMatchInlineSnapshot(`
"UserError
the registry refuses to say whether it has sha256:000000000000: status 401
  where: REGISTRY/team/chat
  fix:   use a login that the registry knows"
`);
    expect(registry.seen).toHaveLength(2);
  });
});

test("a registry that wants a login where there is none is one error", async () => {
  await withRegistry({ login: "basic" }, async (registry) => {
    const anonymous = new Repository({ registry: registry.url, name: "team/chat", clock: new TestClock() });
    expect(await errorOf(registry, async () => anonymous.findManifest("1"))).toContain("status 401");
    expect(registry.seen).toHaveLength(1);
  });
});

test.each([
  [
    "a token service that has no token to give",
    { method: "GET", path: /^\/token/, does: { kind: "status", status: 200, body: "{}" } },
  ],
  [
    "a challenge that names no token service",
    { method: "HEAD", path: /blobs/, does: { kind: "status", status: 401, headers: { "www-authenticate": "Bearer service=x" } } },
  ],
  [
    "a challenge that names no address",
    { method: "HEAD", path: /blobs/, does: { kind: "status", status: 401, headers: { "www-authenticate": "Bearer realm=x" } } },
  ],
] as const)("%s is one error", async (_, fault) => {
  await withRegistry({ login: "bearer" }, async (registry) => {
    registry.fail(fault);
    expect(await errorOf(registry, async () => open(registry).hasBlob(digest))).toMatch(
      /^UserError\nthe registry (?:refuses|sends)/,
    );
  });
});

test("a redirect is followed, but not for ever", async () => {
  await withRegistry({}, async (registry) => {
    const location = `/v2/team/chat/manifests/1`;
    registry.fail({ method: "GET", path: /manifests/, times: 99, does: { kind: "status", status: 307, headers: { location } } });
    expect(await errorOf(registry, async () => open(registry).findManifest("1"))).toContain("through more than 5 addresses");
  });
});

test.each(["ftp://elsewhere.example/", "http://"])("a redirect to %s is not followed", async (location) => {
  await withRegistry({}, async (registry) => {
    registry.fail({ method: "GET", path: /manifests/, does: { kind: "status", status: 307, headers: { location } } });
    expect(await errorOf(registry, async () => open(registry).findManifest("1"))).toMatch(/the registry sends those who ask/);
  });
});
