import { digestOf } from "../../../../lib/artifact/image/digest";
import { composeImage, type ImageParts } from "../../../../lib/artifact/image/compose-image";
import type { BaseImage, ImageConfig, ImageManifest } from "../../../../lib/artifact/image/oci";
import { errorText } from "../temporary-folder";
import { changedConfig, config, madeBase } from "./made-base";

const dependencies = { digest: digestOf("dependencies"), bytes: 20_000, diffId: digestOf("dependencies.tar") };
const code = { digest: digestOf("code"), bytes: 300, diffId: digestOf("code.tar") };

function parts(base: BaseImage, more: Partial<ImageParts> = {}): ImageParts {
  return { base, dependencies, code, handler: "index.handler", architecture: "x86_64", ...more };
}

const docker = madeBase("docker");
const oci = madeBase("oci");

test("the config is the base's with the handler as command, and two layers more", () => {
  const composed = JSON.parse(composeImage(parts(docker)).config) as ImageConfig;
  const { created } = config;
  expect(composed).toEqual({
    ...config,
    config: { ...config.config, Cmd: ["index.handler"] },
    rootfs: { type: "layers", diff_ids: [...config.rootfs.diff_ids, dependencies.diffId, code.diffId] },
    history: [
      ...config.history,
      { created, created_by: "lambda-container: dependencies" },
      { created, created_by: "lambda-container: code" },
    ],
  });
});

test.each([
  {
    way: "docker" as const,
    manifest: "application/vnd.docker.distribution.manifest.v2+json",
    config: "application/vnd.docker.container.image.v1+json",
    layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  },
  {
    way: "oci" as const,
    manifest: "application/vnd.oci.image.manifest.v1+json",
    config: "application/vnd.oci.image.config.v1+json",
    layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  },
])("on a base in the way of $way the image is in that way too", ({ way, ...types }) => {
  const base = madeBase(way);
  const { layers } = JSON.parse(base.manifest) as ImageManifest;
  const image = composeImage(parts(base));
  expect(JSON.parse(image.manifest)).toEqual({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: { mediaType: types.config, digest: digestOf(image.config), size: Buffer.byteLength(image.config) },
    layers: [
      ...layers,
      { mediaType: types.layer, digest: dependencies.digest, size: 20_000 },
      { mediaType: types.layer, digest: code.digest, size: 300 },
    ],
  });
  expect(image).toMatchObject({
    digest: digestOf(image.manifest),
    mediaType: types.manifest,
    baseLayers: layers,
    bytes: 1_000 + 1_001 + 20_000 + 300,
  });
});

test("a function without dependencies has one layer above the base's", () => {
  const { manifest, config: text } = composeImage(parts(docker, { dependencies: undefined }));
  expect((JSON.parse(manifest) as ImageManifest).layers.slice(2).map(({ digest }) => digest)).toEqual([code.digest]);
  expect((JSON.parse(text) as ImageConfig).rootfs.diff_ids.slice(2)).toEqual([code.diffId]);
});

test("the digest is the same each time, and another one for another handler, layer or base", () => {
  const digests = [
    parts(docker),
    parts(docker, { handler: "other.handler" }),
    parts(docker, { code: { ...code, digest: digestOf("other") } }),
    parts(docker, { code: { ...code, diffId: digestOf("other") } }),
    parts(docker, { dependencies: undefined }),
    parts(oci),
  ].map((each) => composeImage(each).digest);
  expect(composeImage(parts(madeBase("docker"))).digest).toBe(digests[0]);
  expect(new Set(digests).size).toBe(digests.length);
  expect(digests[0]).toBe("sha256:9efb524563d3bd411aad238469ba39ebe269fdf03589cdec3bdde6fe5998422d");
});

test("a base that says no time gets none of today", () => {
  const ownConfig = changedConfig({ created: undefined });
  const composed = JSON.parse(composeImage(parts(madeBase("oci", { ownConfig }))).config) as ImageConfig;
  expect(composed).not.toHaveProperty("created");
  expect(composed.history?.slice(2)).toEqual([
    { created: "1970-01-01T00:00:00Z", created_by: "lambda-container: dependencies" },
    { created: "1970-01-01T00:00:00Z", created_by: "lambda-container: code" },
  ]);
});

test.each([{ history: undefined }, { history: [] }])(
  "a base without a history ($history) gets none, which would tell of fewer layers than there are",
  ({ history }) => {
    const ownConfig = changedConfig({ history });
    const composed = JSON.parse(composeImage(parts(madeBase("oci", { ownConfig }))).config) as ImageConfig;
    expect(composed.history ?? []).toEqual([]);
  },
);

test("what a base's manifest says of the base alone is not said of the image", () => {
  const base = madeBase("oci", { manifest: { annotations: { "org.opencontainers.image.version": "3.11" } } });
  expect(JSON.parse(composeImage(parts(base)).manifest)).not.toHaveProperty("annotations");
});

test("a base for arm64 is one for a function on arm64, and for no other", () => {
  const base = madeBase("docker", {
    platform: "linux/arm64",
    ownConfig: changedConfig({ architecture: "arm64", variant: "v8" }),
  });
  expect(JSON.parse(composeImage(parts(base, { architecture: "arm64" })).config)).toMatchObject({ variant: "v8" });
  expect(errorText("/nowhere", () => composeImage(parts(base)))).toMatchInlineSnapshot(`
    "UserError
    public.ecr.aws/lambda/python:3.11 for linux/arm64 is no base for a function on x86_64
      fix:   npm run lock -- --base python3.11, which locks it for linux/amd64 too"
  `);
});

const edited = { manifest: docker.manifest.replace("1000", "1001"), config: docker.config.replace("var", "opt") };
const noDigest = { layers: [{ mediaType: "x", size: 1, digest: "sha256:../../x" }] };
const oneLayer = changedConfig({ rootfs: { type: "layers", diff_ids: [digestOf("tar 1")] } });

test.each<readonly [string, BaseImage, string]>([
  [
    "a manifest that was edited",
    { ...docker, manifest: edited.manifest },
    `manifest is not the text whose digest is ${docker.digest}`,
  ],
  ["a config that was edited", { ...docker, config: edited.config }, "config is not the one that its manifest names"],
  [
    "the index of platforms",
    withManifest({ schemaVersion: 2, manifests: [] }),
    "manifest is an index, which names a manifest for each platform, and not one of them",
  ],
  ["docker's older schema", withManifest({ schemaVersion: 1, fsLayers: [] }), "manifest is of schema 1, and only 2 is known"],
  ["something else", withManifest({ schemaVersion: 2, config: {}, layers: [] }), "manifest is not that of an image"],
  ["a layer without a digest", madeBase("docker", { manifest: noDigest }), "manifest is not that of an image"],
  ["no JSON", { ...docker, manifest: "<html>", digest: digestOf("<html>") }, "manifest is not JSON"],
  ["a JSON list", withManifest([]), "manifest is no JSON object"],
  ["a config that is none", madeBase("docker", { ownConfig: {} }), "config is not that of an image"],
  [
    "a layer more than the config knows",
    madeBase("docker", { ownConfig: oneLayer }),
    "config differs from its manifest in the number of layers: 1 and 2",
  ],
  ["another platform", madeBase("docker", { ownConfig: changedConfig({ os: "windows" }) }), "config is of windows/amd64"],
])("a base image with %s is refused", (_what, base, fault) => {
  const [text = "", rest = ""] = fault.split(/ (.*)/);
  expect(errorText("/nowhere", () => composeImage(parts(base)))).toBe(
    `UserError\nthe ${text} of public.ecr.aws/lambda/python:3.11 for linux/amd64 ${rest}\n  fix:   npm run lock -- --base python3.11`,
  );
});

function withManifest(manifest: unknown): BaseImage {
  const text = JSON.stringify(manifest);
  return { ...docker, manifest: text, digest: digestOf(text) };
}
