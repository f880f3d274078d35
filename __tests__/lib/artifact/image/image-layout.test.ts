import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ComposedImage, composeImage } from "../../../../lib/artifact/image/compose-image";
import { digestOf } from "../../../../lib/artifact/image/digest";
import { blobPath, placeLayout } from "../../../../lib/artifact/image/image-layout";
import { type KeptLayer, keptLayer } from "../../../../lib/artifact/image/kept-layer";
import { readLayout } from "../../../../lib/artifact/image/read-layout";
import { changeByte } from "../build/kept-files";
import { errorText, inTemporaryFolder } from "../temporary-folder";
import { madeBase } from "./made-base";
import { makeZip } from "./made-zip";

interface Placed {
  readonly layout: string;
  readonly image: ComposedImage;
  readonly dependencies: KeptLayer;
  readonly code: KeptLayer;
}

const base = madeBase("docker");

/** An image of two layers, made in the folder and placed in one below it. */
function place(folder: string, layout = join(folder, "lambda_images/chat")): Placed {
  const layer = (name: string, path: string, stripPrefix: "" | "python/"): KeptLayer =>
    keptLayer({ ...makeZip(join(folder, name), { [path]: { content: `${name}\n` } }), stripPrefix }, join(folder, "cache"));
  const dependencies = layer("dependencies.zip", "python/tool.py", "python/");
  const code = layer("code.zip", "index.py", "");
  const image = composeImage({ base, dependencies, code, handler: "index.handler", architecture: "x86_64" });
  placeLayout(layout, { image, base, layers: [dependencies, code] });
  return { layout, image, dependencies, code };
}

const hexadecimal = (digest: string): string => digest.slice("sha256:".length);

test("a layout has the image's texts and its own layers, and nothing of the base's", () => {
  inTemporaryFolder((folder) => {
    const { layout, image, dependencies, code } = place(folder);
    const digests = [image.digest, digestOf(image.config), dependencies.digest, code.digest].map(hexadecimal);
    expect(readdirSync(layout).sort()).toEqual(["blobs", "index.json", "oci-layout"]);
    expect(readdirSync(join(layout, "blobs/sha256")).sort()).toEqual(digests.sort());
    expect(readFileSync(join(layout, "oci-layout"), "utf8")).toBe('{"imageLayoutVersion":"1.0.0"}');
    expect(JSON.parse(readFileSync(join(layout, "index.json"), "utf8"))).toEqual({
      schemaVersion: 2,
      manifests: [
        {
          mediaType: "application/vnd.docker.distribution.manifest.v2+json",
          digest: image.digest,
          size: image.manifest.length,
          annotations: {
            "org.opencontainers.image.base.name": "public.ecr.aws/lambda/python:3.11",
            "org.opencontainers.image.base.digest": base.digest,
          },
        },
      ],
    });
  });
});

test("each blob is the one of its name", () => {
  inTemporaryFolder((folder) => {
    const blobs = join(place(folder).layout, "blobs/sha256");
    for (const name of readdirSync(blobs)) expect(hexadecimal(digestOf(readFileSync(join(blobs, name))))).toBe(name);
  });
});

test("layers are links, which take no room", () => {
  inTemporaryFolder((folder) => {
    const { layout, code } = place(folder);
    expect(statSync(blobPath(layout, code.digest)).ino).toBe(statSync(code.path).ino);
  });
});

test("two layouts of one image are the same, in whatever folders, and placing again changes nothing", () => {
  inTemporaryFolder((folder) => {
    const content = (layout: string): unknown =>
      readdirSync(layout, { recursive: true, withFileTypes: true })
        .flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
        .map((path) => [path.slice(layout.length), digestOf(readFileSync(path))])
        .sort();
    const [one, other] = [place(folder), place(folder, join(folder, "elsewhere"))].map(({ layout }) => layout) as [
      string,
      string,
    ];
    const before = content(one);
    expect(content(other)).toEqual(before);
    place(folder);
    expect(content(one)).toEqual(before);
  });
});

test("what was placed is read back", () => {
  inTemporaryFolder((folder) => {
    const { layout, image, dependencies, code } = place(folder);
    const configDigest = digestOf(image.config);
    expect(readLayout(layout)).toEqual({
      digest: image.digest,
      mediaType: image.mediaType,
      manifestText: image.manifest,
      manifest: JSON.parse(image.manifest) as unknown,
      configText: image.config,
      config: JSON.parse(image.config) as unknown,
      base: { name: base.name, digest: base.digest },
      blobs: new Map([configDigest, dependencies.digest, code.digest].map((digest) => [digest, blobPath(layout, digest)])),
    });
  });
});

test("a layout that says no base is read too", () => {
  inTemporaryFolder((folder) => {
    const { layout, image } = place(folder);
    const index = JSON.parse(readFileSync(join(layout, "index.json"), "utf8")) as { manifests: { annotations?: unknown }[] };
    delete index.manifests[0]?.annotations;
    writeFileSync(join(layout, "index.json"), JSON.stringify(index));
    expect(readLayout(layout)).toMatchObject({ base: undefined, digest: image.digest });
  });
});

/** Of the files of a layout, by what they are. */
const files: Readonly<Record<string, (placed: Placed) => string>> = {
  "oci-layout": () => "oci-layout",
  index: () => "index.json",
  manifest: ({ image }) => `blobs/sha256/${hexadecimal(image.digest)}`,
  config: ({ image }) => `blobs/sha256/${hexadecimal(digestOf(image.config))}`,
  layer: ({ code }) => `blobs/sha256/${hexadecimal(code.digest)}`,
};

const writing =
  (text: string) =>
  (path: string): void => {
    writeFileSync(path, text);
  };
const leadingOut = '{"manifests": [{"mediaType": "a", "digest": "sha256:../../x", "size": 1}]}';
const notOfItsName = "is damaged: its content is not the one of its name";

test.each<readonly [keyof typeof files, string, (path: string) => void, string]>([
  ["oci-layout", "gone", rmSync, "there is no image here: oci-layout cannot be read: ENOENT"],
  ["oci-layout", "of no version", writing("{}"), 'the image\'s layout is of version undefined, and only "1.0.0" is known'],
  ["index", "gone", rmSync, "there is no image here: index.json cannot be read: ENOENT"],
  ["index", "cut short", writing('{"manifests": ['), "index.json is not JSON"],
  ["index", "empty", writing('{"manifests": []}'), "the image's index does not name one image"],
  ["index", "of a digest that leads out", writing(leadingOut), "the image's index does not name one image"],
  ["manifest", "gone", rmSync, "the image's manifest cannot be read: ENOENT"],
  ["manifest", "damaged", changeByte, `the image's manifest ${notOfItsName}`],
  ["config", "gone", rmSync, "the image's config cannot be read: ENOENT"],
  ["config", "damaged", changeByte, `the image's config ${notOfItsName}`],
  ["layer", "damaged", changeByte, `the image's layer ${notOfItsName}`],
])("a layout whose %s is %s is an error that names the file", (file, _how, damage, fault) => {
  inTemporaryFolder((folder) => {
    const placed = place(folder);
    const path = files[file]?.(placed) ?? "";
    damage(join(placed.layout, path));
    const [, what = "", ...others] = errorText(placed.layout, () => readLayout(placed.layout)).split("\n");
    expect(what.slice(0, fault.length)).toBe(fault);
    expect(others).toEqual([`  where: ~/${path}`, "  fix:   write it anew: npm run synth"]);
  });
});

test("where there is nothing, there is no image", () => {
  inTemporaryFolder((folder) => {
    expect(errorText(folder, () => readLayout(join(folder, "none")))).toContain("there is no image here");
  });
});

test("where a layout cannot be written, a person is told where", () => {
  inTemporaryFolder((folder) => {
    writeFileSync(join(folder, "file"), "");
    expect(errorText(folder, () => place(folder, join(folder, "file/chat")))).toMatchInlineSnapshot(`
      "UserError
      the file cannot be written: ENOTDIR: not a directory, mkdir '~/file/chat/blobs/sha256'
        where: ~/file/chat/blobs/sha256
        fix:   make room, or give yourself the right to write there"
    `);
    const { code } = place(folder);
    mkdirSync(blobPath(join(folder, "taken"), code.digest), { recursive: true });
    expect(errorText(folder, () => place(folder, join(folder, "taken"))).replace(/[0-9a-f]{64}/g, "‹digest›"))
      .toMatchInlineSnapshot(`
      "UserError
      the layer cannot be written: Path is a directory: rm returned EISDIR (is a directory) ~/taken/blobs/sha256/‹digest›
        where: ~/taken/blobs/sha256/‹digest›
        fix:   make room, or give yourself the right to write there"
    `);
  });
});
