import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ImageUri } from "../../../../cli/local/image/image-uri";
import { LocalRepository } from "../../../../cli/local/image/local-repository";
import { UnpackedImages } from "../../../../cli/local/image/unpack-image";
import { findPython } from "../../../../cli/local/python";
import { digestOf } from "../../../../lib/artifact/image/digest";
import type { ImageManifest } from "../../../../lib/artifact/image/oci";
import { inTemporaryFolder } from "../../../lib/artifact/temporary-folder";
import { handMadeLayer, type HandMadeLayer, pushHandMade } from "./hand-made-image";
import { MemoryRegistry } from "./memory-registry";

interface Case {
  readonly registry: MemoryRegistry;
  readonly images: UnpackedImages;
  readonly folder: string;
  readonly layer: (files: Readonly<Record<string, string>>) => HandMadeLayer;
  /** Answers where the image of these layers is. */
  readonly push: (...layers: readonly HandMadeLayer[]) => Promise<ImageUri>;
}

const blobsOf = (...layers: readonly HandMadeLayer[]): string[] =>
  layers.map(({ descriptor }) => `/v2/chat/blobs/${descriptor.digest}`);

async function inCase(action: (each: Case) => Promise<void>): Promise<void> {
  const registry = await MemoryRegistry.listen();
  const { executable } = await findPython(process.env);
  try {
    await inTemporaryFolder(async (folder) => {
      const repository = new LocalRepository(registry.url, "chat");
      await action({
        registry,
        images: new UnpackedImages(join(folder, "images"), registry.url, executable),
        folder,
        layer: (files) => handMadeLayer(folder, files),
        push: async (...layers) => {
          const reference = await pushHandMade(repository, layers, { Cmd: ["index.handler"] });
          return { host: "000000000000.dkr.ecr.us-east-1.amazonaws.com", repository: "chat", reference };
        },
      });
    });
  } finally {
    registry.close();
  }
}

test("an image is unpacked, its later layers above, and known by its config", async () => {
  await inCase(async ({ images, layer, push }) => {
    const { root, config } = await images.image(await push(layer({ "a/b": "1", c: "1" }), layer({ c: "2" })));
    expect(readFileSync(join(root, "a/b"), "utf8")).toBe("1");
    expect(readFileSync(join(root, "c"), "utf8")).toBe("2");
    expect(config.config).toEqual({ Cmd: ["index.handler"] });
  });
});

test("of an image that changed in one layer that layer alone is fetched, and the other image stays", async () => {
  await inCase(async ({ images, layer, push, registry }) => {
    const [base, old, changed] = [layer({ a: "base" }), layer({ b: "old" }), layer({ b: "new" })];
    const first = await images.image(await push(base, old));
    const second = await images.image(await push(base, changed));
    const layers = blobsOf(base, old, changed);
    expect(registry.given.filter((path) => layers.includes(path))).toEqual(layers);
    expect(readFileSync(join(first.root, "b"), "utf8")).toBe("old");
    expect(readFileSync(join(second.root, "b"), "utf8")).toBe("new");
    expect(readFileSync(join(second.root, "a"), "utf8")).toBe("base");
  });
});

test("images that are asked for at once, with a layer in common, are unpacked once each", async () => {
  await inCase(async ({ images, layer, push, registry }) => {
    const [base, one, other] = [layer({ a: "base" }), layer({ b: "one" }), layer({ b: "other" })];
    const uris = [await push(base, one), await push(base, other), await push(base, one)];
    const roots = await Promise.all(uris.map(async (uri) => (await images.image(uri)).root));
    expect(roots.map((root) => readFileSync(join(root, "b"), "utf8"))).toEqual(["one", "other", "one"]);
    expect(registry.given.filter((path) => blobsOf(base, one, other).includes(path)).sort()).toEqual(
      blobsOf(base, one, other).sort(),
    );
  });
});

test("a layer that two images order twice, and one that an image has twice, are no fault", async () => {
  await inCase(async ({ images, layer, push }) => {
    const twice = layer({ a: "1" });
    const { root } = await images.image(await push(twice, layer({ a: "2" }), twice));
    expect(readFileSync(join(root, "a"), "utf8")).toBe("1");
  });
});

test("what a registry gives under another content's digest is refused, and nothing of it stays", async () => {
  await inCase(async ({ images, layer, push, registry, folder }) => {
    const code = layer({ a: "1" });
    const uri = await push(code);
    const [path = ""] = blobsOf(code);
    registry.content.set(path, layer({ a: "2" }).blob);
    await expect(images.image(uri)).rejects.toThrow(`the registry gave another content than that of ${code.descriptor.digest}`);
    expect(readdirSync(join(folder, "images"))).toEqual([]);

    registry.content.set(path, code.blob);
    const { root } = await images.image(uri);
    expect(readFileSync(join(root, "a"), "utf8")).toBe("1");
  });
});

test("so are another manifest and another config", async () => {
  await inCase(async ({ images, layer, push, registry }) => {
    const uri = await push(layer({ a: "1" }));
    const other = await push(layer({ a: "2" }));
    const path = (reference: string): string => `/v2/chat/manifests/${reference}`;
    const manifest = registry.content.get(path(uri.reference)) ?? Buffer.of();
    registry.content.set(path(uri.reference), registry.content.get(path(other.reference)) ?? Buffer.of());
    await expect(images.image(uri)).rejects.toThrow(`another content than that of ${uri.reference}`);

    registry.content.set(path(uri.reference), manifest);
    const { config } = JSON.parse(manifest.toString()) as ImageManifest;
    registry.content.set(`/v2/chat/blobs/${config.digest}`, Buffer.from("{}"));
    await expect(images.image(uri)).rejects.toThrow(`another content than that of ${config.digest}`);
  });
});

test("an image for several platforms is refused, as AWS refuses it", async () => {
  await inCase(async ({ images, registry }) => {
    registry.content.set("/v2/chat/manifests/latest", Buffer.from('{"schemaVersion":2,"manifests":[]}'));
    const uri = { host: "host", repository: "chat", reference: "latest" };
    await expect(images.image(uri)).rejects.toThrow(
      /is an index.*\n {2}where: chat latest\n {2}fix: {3}push an image for one platform/,
    );
  });
});

test("a layer that cannot be unpacked is an error with its reason, and nothing of it stays", async () => {
  await inCase(async ({ images, layer, push, folder }) => {
    const { descriptor } = layer({ a: "1" });
    const blob = gzipSync("this is no tar, and long enough to be taken for none".repeat(20));
    const broken = { blob, descriptor: { ...descriptor, digest: digestOf(blob), size: blob.length } };
    await expect(images.image(await push(layer({ b: "1" }), broken))).rejects.toThrow(
      "a layer of the image cannot be unpacked: file could not be opened successfully",
    );
    expect(existsSync(join(folder, "images", "roots"))).toBe(false);
    expect(readdirSync(join(folder, "images", "layers"))).toHaveLength(1);
  });
});
