import { fetchBase } from "../../../cli/registry/fetch-base";
import { digestOf } from "../../../lib/artifact/image/digest";
import { parseBaseImage } from "../../../lib/artifact/image/base-image";
import type { BaseImage } from "../../../lib/artifact/image/oci";
import { changedConfig, madeBase } from "../../lib/artifact/image/made-base";
import { addBase, realBase } from "./made-image";
import { TestClock } from "./push-case";
import { login } from "./registry-login";
import type { RegistryServer, RegistryTraits } from "./registry-server";
import { errorOf, withRegistry } from "./with-registry";

const wanted = { name: "public.ecr.aws/lambda/python:3.11", platform: "linux/amd64" };
const indexType = "application/vnd.oci.image.index.v1+json";

/** Fetches from the registry as a mirror. */
async function fetched({ url }: RegistryServer, platform = wanted.platform): Promise<BaseImage> {
  const mirror = new URL(url);
  mirror.username = login.username;
  mirror.password = login.password;
  return fetchBase({ ...wanted, platform }, { LAMBDA_CONTAINER_BASE_REGISTRY: mirror.href }, new TestClock());
}

/** Entries of an index, as docker makes it of two platforms with what its builder says of each. */
function entries(...bases: readonly BaseImage[]): object[] {
  return [
    {
      digest: digestOf("says"),
      platform: { os: "unknown", architecture: "unknown" },
      annotations: { "vnd.docker.reference.type": "attestation-manifest" },
    },
    ...bases.map(({ digest, platform }) => {
      const [os, architecture] = platform.split("/");
      return { mediaType: "x", size: 1, digest, platform: { os, architecture, variant: "v8" } };
    }),
    { digest: digestOf("more"), platform: { os: "unknown", architecture: "unknown" } },
  ];
}

function addIndex(registry: RegistryServer, listed: readonly object[]): void {
  const store = registry.store("lambda/python");
  store.put("3.11", JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: listed }), indexType);
}

test.each<[string, RegistryTraits]>([
  ["a plain one", {}],
  ["one that never says a digest, as ECR", { likeEcr: true }],
  ["one with tokens for everybody", { login: "anonymous bearer" }],
  ["one with a login", { login: "basic" }],
])("a base of one platform is fetched as it is from a registry: %s", async (_, traits) => {
  await withRegistry(traits, async (registry) => {
    addBase(registry.store("lambda/python"));
    const base = await fetched(registry);
    expect(base).toEqual(realBase());
    expect(parseBaseImage(base).manifest.layers).toHaveLength(2);
  });
});

test.each(["amd64", "arm64"] as const)("of an index, the image for %s is fetched", async (architecture) => {
  await withRegistry({}, async (registry) => {
    const bases = [realBase("amd64"), realBase("arm64")];
    for (const base of bases) addBase(registry.store("lambda/python"), base, base.digest);
    addIndex(registry, entries(...bases));
    expect(await fetched(registry, `linux/${architecture}`)).toEqual(realBase(architecture));
  });
});

test("no layer is fetched, and nothing is asked for by HEAD", async () => {
  await withRegistry({}, async (registry) => {
    addBase(registry.store("lambda/python"));
    await fetched(registry);
    const config = digestOf(realBase().config);
    expect(registry.requests("GET", "HEAD")).toEqual([
      "GET /v2/lambda/python/manifests/3.11",
      `GET /v2/lambda/python/blobs/${config}`,
    ]);
  });
});

test("without a mirror, the registry in the name is asked", async () => {
  await withRegistry({}, async (registry) => {
    addBase(registry.store("lambda/python"));
    const own = { ...wanted, name: `${registry.url.host}/lambda/python:3.11` };
    expect(await fetchBase(own, {}, new TestClock())).toEqual({ ...realBase(), name: own.name });
  });
});

test("an index without the platform is refused, and says which it has", async () => {
  await withRegistry({}, async (registry) => {
    addIndex(registry, entries(realBase("arm64")));
    expect(await errorOf(registry, async () => fetched(registry))).toMatchInlineSnapshot(`
"UserError
public.ecr.aws/lambda/python:3.11 is not there for linux/amd64, but for linux/arm64
  where: REGISTRY/lambda/python
  fix:   choose another base image, or another architecture for the function"
`);
  });
});

const escape = "\u001b[2J";

test.each<[string, (registry: RegistryServer) => void]>([
  [
    "an index",
    (registry) => {
      addIndex(registry, [{ ...entries(realBase("arm64"))[1], platform: { os: "linux", architecture: escape } }]);
    },
  ],
  [
    "a config",
    (registry) => {
      addBase(registry.store("lambda/python"), oddBase());
    },
  ],
])("what %s says of its platform sends nothing to the terminal but words", async (_, add) => {
  await withRegistry({}, async (registry) => {
    add(registry);
    const error = await errorOf(registry, async () => fetched(registry));
    expect(error).toMatch(/^UserError\n/);
    expect(error).not.toContain(escape);
  });
});

function oddBase(): BaseImage {
  return madeBase("docker", { ownConfig: changedConfig({ architecture: escape }) });
}

const manifestOf = (change: object): string => JSON.stringify({ ...(JSON.parse(realBase().manifest) as object), ...change });

test.each([
  ["is not there", "", "the registry has no image 3.11"],
  ["is no JSON", "<html>", "the manifest of public.ecr.aws/lambda/python:3.11 for linux/amd64 is not JSON"],
  ["is of docker's old schema", manifestOf({ schemaVersion: 1 }), "is of schema 1, and only 2 is known"],
  [
    "has a config that is not there",
    manifestOf({ config: { mediaType: "x", digest: digestOf("none"), size: 4 } }),
    "the registry refuses to give sha256:",
  ],
  ["is an index of nothing", '{"manifests":[]}', "is not there for linux/amd64, but for no platform"],
])("a base that %s is one clear error", async (_, manifest, said) => {
  await withRegistry({}, async (registry) => {
    if (manifest !== "") registry.store("lambda/python").put("3.11", manifest, "text/plain");
    const error = await errorOf(registry, async () => fetched(registry));
    expect(error).toMatch(/^UserError\n/);
    expect(error).toContain(said);
    expect(error).toContain("where: REGISTRY/lambda/python\n  fix:   ");
    expect(error).not.toContain("canary");
  });
});

test("an image for another platform than was asked for is refused, where there is no index to choose from", async () => {
  await withRegistry({}, async (registry) => {
    addBase(registry.store("lambda/python"), realBase("arm64"));
    expect(await errorOf(registry, async () => fetched(registry))).toContain("is not there for linux/amd64, but for linux/arm64");
  });
});

test.each([
  ["a manifest of the index", /manifests\/sha256/],
  ["the config", /blobs\/sha256/],
])("wrong bytes for %s are refused", async (_, path) => {
  await withRegistry({}, async (registry) => {
    addBase(registry.store("lambda/python"), realBase(), realBase().digest);
    addIndex(registry, entries(realBase()));
    registry.fail({ method: "GET", path, does: { kind: "content", content: Buffer.from("{}") } });
    expect(await errorOf(registry, async () => fetched(registry))).toMatch(/the registry was to give .+[\s\S]+do not use it/);
  });
});

test("a lie about the tag's digest is refused", async () => {
  await withRegistry({}, async (registry) => {
    addBase(registry.store("lambda/python"));
    registry.fail({ method: "GET", path: /manifests\/3.11/, does: { kind: "lie", digest: digestOf("other") } });
    expect(await errorOf(registry, async () => fetched(registry))).toContain(
      "the registry was to give the manifest 3.11, and calls",
    );
  });
});
