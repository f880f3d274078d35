import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtLayer } from "../../../../lib/artifact/image/build-image";
import { type DockerfileImage, dockerfileImage, type DockerfileRequest } from "../../../../lib/artifact/image/dockerfile-image";
import { readDockerfileLock } from "../../../../lib/artifact/image/dockerfile-lock";
import { selectSource } from "../../../../lib/artifact/stage";
import { errorText, inTemporaryFolder, write } from "../temporary-folder";
import { type OddBuild, stubBuilder, writeBuild } from "./stub-builder";

/** A function with a Dockerfile, and a stub that builds. */
class Project {
  readonly lock: string;
  readonly told: string[] = [];
  private readonly builder: string;

  constructor(
    readonly folder: string,
    kind = "buildah",
    status = 0,
  ) {
    write(folder, {
      "report/Dockerfile": "FROM scratch\n",
      "report/index.py": "def handler(event, context): ...\n",
      "report/.env": "",
    });
    this.lock = join(folder, "report/Dockerfile.lock.json");
    this.builder = stubBuilder(join(folder, "builder"), kind, status);
  }

  /** Sets what the stub makes. Answers its digest. */
  builds(content: string, odd?: OddBuild): string {
    return writeBuild(join(this.folder, "builder/build"), content, odd);
  }

  image(change: Partial<DockerfileRequest> = {}): DockerfileImage {
    const env = {
      PATH: "/usr/bin:/bin",
      LAMBDA_CONTAINER_CACHE: join(this.folder, "cache"),
      LAMBDA_CONTAINER_BUILDER: this.builder,
    };
    return dockerfileImage({
      ...{ dockerfile: join(this.folder, "report/Dockerfile"), ...this.of("report") },
      ...{ platform: "linux/amd64", handler: "index.handler", layout: join(this.folder, "layout") },
      ...{ say: (line: string) => void this.told.push(line.replaceAll(this.folder, "~")), ...change },
      env: { ...env, ...change.env },
    });
  }

  /** A function whose files lie in a folder of the project. */
  of(folder: string): Pick<DockerfileRequest, "source" | "selected"> {
    const source = join(this.folder, folder);
    return { source, selected: selectSource({ source }) };
  }

  built(change: Partial<DockerfileRequest> = {}): DockerfileImage {
    return this.image({ ...change, env: { LAMBDA_CONTAINER_BUILD_IMAGES: "1", ...change.env } });
  }

  /** Whether the cache has the image's one layer. */
  isKept({ layers: [layer] }: DockerfileImage): boolean {
    const env = { LAMBDA_CONTAINER_CACHE: join(this.folder, "cache") };
    return builtLayer(layer?.digest ?? "", env, join(this.folder, "nowhere")) !== undefined;
  }

  /** Has two hours go by for all that the cache keeps of images. */
  age(): void {
    const kept = join(this.folder, "cache/v1/built-layers-1");
    const then = new Date(Date.now() - 7_200_000);
    for (const key of readdirSync(kept)) utimesSync(join(kept, key, "layer.json"), then, then);
  }

  /** What `builder/<name>` holds, with the cache's temporary folder shown as `TMP`. */
  noted(name: "said" | "context"): string {
    const text = readFileSync(join(this.folder, "builder", name), "utf8");
    return text.replaceAll(/\S*\/tmp\/\d+-\w+/g, (path) => `${path.slice(0, path.indexOf("/"))}TMP`).replaceAll(this.folder, "~");
  }
}

function inProject(action: (project: Project) => void, kind?: string, status?: number): void {
  inTemporaryFolder((folder) => {
    action(new Project(folder, kind, status));
  });
}

test.each(["buildah", "docker"])(
  "%s is given the function's own files and nothing else, and what it makes is locked and kept",
  (kind) => {
    inProject((project) => {
      const digest = project.builds("one");
      const image = project.built();
      expect(image).toMatchObject({ digest, platform: "linux/amd64", mediaType: "application/vnd.oci.image.manifest.v1+json" });
      expect(project.isKept(image)).toBe(true);
      expect(project.image()).toEqual(image);
      expect(project.noted("said")).toMatch(/--platform linux\/amd64 --file \S*TMP\/dockerfile\/Dockerfile \S*TMP\/context$/m);
      if (kind === "buildah") expect(project.noted("said").split("\n")).toHaveLength(3);
    }, kind);
  },
);

test("neither Dockerfile nor lock nor what no function ships is among what COPY finds", () => {
  inProject((project) => {
    project.builds("one");
    project.built();
    write(project.folder, { "report/more.txt": "" });
    project.built();
    expect(project.noted("context")).toBe("./index.py\n./more.txt\n");
  });
});

test("what is built once is not built again, whoever may build", () => {
  inProject((project) => {
    project.builds("one");
    const first = project.built();
    project.builds("two");
    expect(project.built()).toEqual(first);
    expect(project.image({ env: { LAMBDA_CONTAINER_BUILDER: "/nowhere/docker" } })).toEqual(first);
  });
});

describe("built fresh", () => {
  const freshly = (word: string): Partial<DockerfileRequest> => ({ env: { LAMBDA_CONTAINER_FRESH: word } });
  const withArgument = { "report/Dockerfile": "FROM scratch\nARG LAMBDA_CONTAINER_FRESH\n" };
  const given = (project: Project): string[] =>
    [...project.noted("said").matchAll(/ build .*?(--platform|LAMBDA_CONTAINER_FRESH=\w+)/g)].map(([, each]) => each ?? "");

  test("what has not changed is built once more, and what comes later is built with the same word, also elsewhere", () => {
    inProject((project) => {
      write(project.folder, withArgument);
      project.builds("one");
      project.built();
      const digest = project.builds("two");
      expect(project.built(freshly("a1")).digest).toBe(digest);
      expect(project.image().digest).toBe(digest);
      project.built(freshly("a1")); // the same run, of a function that shares the image
      write(project.folder, { "report/index.py": "def handler(event, context): return 1\n" });
      project.built();
      write(project.folder, { "other/index.py": "def handler(event, context): return 2\n" });
      project.built(project.of("other"));
      project.built(freshly("b2"));
      const [a, b] = ["a1", "b2"].map((word) => `LAMBDA_CONTAINER_FRESH=${word}`);
      expect(given(project)).toEqual(["--platform", a, a, a, b]);
    });
  });

  test("a Dockerfile that does not say from where on is refused, and its lock stays", () => {
    inProject((project) => {
      const digest = project.builds("one");
      project.built();
      project.builds("two");
      expect(errorText(project.folder, () => project.built(freshly("a1")))).toMatch(
        /^UserError\nnothing says .+ no ARG LAMBDA_CONTAINER_FRESH\n {2}where: ~\/report\/Dockerfile\n {2}fix: {3}add the line ARG LAMBDA_CONTAINER_FRESH=none below a FROM/,
      );
      expect(project.image().digest).toBe(digest);
    });
  });

  test("who may not build is not asked to", () => {
    inProject((project) => {
      const digest = project.builds("one");
      project.built();
      expect(project.image(freshly("a1")).digest).toBe(digest);
    });
  });
});

test("a layer that a lock names stays in the cache however long nobody asks for it, and goes with the lock", () => {
  inProject((project) => {
    write(project.folder, { "other/Dockerfile": "FROM scratch\n", "other/index.py": "" });
    const other = { ...project.of("other"), dockerfile: join(project.folder, "other/Dockerfile") };
    project.builds("one");
    const first = project.built();
    project.age();
    project.builds("two");
    const second = project.built(other);
    expect([first, second].map((image) => project.isKept(image))).toEqual([true, true]);
    project.age();
    rmSync(`${other.dockerfile}.lock.json`);
    project.builds("three");
    write(project.folder, { "report/more.py": "" });
    const third = project.built();
    expect([first, second, third].map((image) => project.isKept(image))).toEqual([true, false, true]); // named, not named any more, new
  });
});

describe("a machine with locks of its own", () => {
  const ownLocks = (project: Project): NodeJS.ProcessEnv => ({
    LAMBDA_CONTAINER_DOCKERFILE_LOCKS: join(project.folder, "own/locks"),
  });

  test("takes the image of the committed lock where it has all its layers", () => {
    inProject((project) => {
      const digest = project.builds("one");
      project.built();
      project.builds("two");
      expect(project.built({ env: ownLocks(project) }).digest).toBe(digest);
      expect(existsSync(join(project.folder, "own"))).toBe(false);
    });
  });

  test("builds for itself what it lacks a layer of, once, and leaves the committed lock as it is", () => {
    inProject((project) => {
      const committed = project.builds("one");
      project.built();
      const lock = readFileSync(project.lock, "utf8");
      const env = { ...ownLocks(project), LAMBDA_CONTAINER_CACHE: join(project.folder, "empty-cache") };
      const own = project.builds("two");
      expect(project.built({ env }).digest).toBe(own);
      project.builds("three");
      expect(project.built({ env }).digest).toBe(own);
      expect(readFileSync(project.lock, "utf8")).toBe(lock);
      expect(project.image().digest).toBe(committed);
    });
  });

  test("builds for itself after an edit, too", () => {
    inProject((project) => {
      project.builds("one");
      project.built();
      write(project.folder, { "report/index.py": "def handler(event, context): return 1\n" });
      const own = project.builds("two");
      expect(project.built({ env: ownLocks(project) }).digest).toBe(own);
      expect(errorText(project.folder, () => project.image())).toContain("the image is out of date");
    });
  });
});

test("who has images built is told which were, and where none had to be", () => {
  inProject((project) => {
    const digest = project.builds("one");
    project.built();
    project.built();
    project.image();
    expect(project.told).toEqual([
      `~/report/Dockerfile: built ${digest}; commit ~/report/Dockerfile.lock.json`,
      "~/report/Dockerfile: nothing had to be built; --fresh does it all the same",
    ]);
  });
});

test("images for two platforms are locked side by side", () => {
  inProject((project) => {
    const amd64 = project.builds("one");
    project.built();
    const arm64 = project.builds("one", { architecture: "arm64" });
    project.built({ platform: "linux/arm64" });
    expect([project.image().digest, project.image({ platform: "linux/arm64" }).digest]).toEqual([amd64, arm64]);
  });
});

test("functions that share a Dockerfile have their images locked side by side, each in place of its own before", () => {
  inProject((project) => {
    write(project.folder, { "other/index.py": "def handler(event, context): return 2\n" });
    const other = project.of("other");
    project.builds("before");
    project.built(other);
    const digests = [project.builds("one")];
    project.built();
    write(project.folder, { "other/more.py": "" });
    digests.push(project.builds("two"));
    const changed = project.of("other");
    project.built(changed);
    expect([project.image().digest, project.image(changed).digest]).toEqual(digests);
    expect(readDockerfileLock(project.lock).map(({ source }) => source)).toEqual([".", "../other"]);
  });
});

test("functions of the same files share the image, too", () => {
  inProject((project) => {
    write(project.folder, { "other/index.py": "def handler(event, context): ...\n" });
    const digest = project.builds("one");
    project.built();
    expect(project.image(project.of("other")).digest).toBe(digest);
  });
});

test.each<[string, Readonly<Record<string, string>>]>([
  ["the Dockerfile", { "report/Dockerfile": "FROM other\n" }],
  ["a file of the function", { "report/index.py": "def handler(event, context): return 1\n" }],
  ["the name of a file", { "report/other.py": "" }],
])(
  "after a change of %s the image is out of date: an error that names the command, and another image once that is run",
  (_, change) => {
    inProject((project) => {
      project.builds("one");
      project.built();
      write(project.folder, change);
      expect(errorText(project.folder, () => project.image())).toMatch(
        /^UserError\nthe image is out of date: .+\n {2}where: ~\/report\/Dockerfile\n {2}fix: {3}build it, and commit ~\/report\/Dockerfile\.lock\.json: synthesize with LAMBDA_CONTAINER_BUILD_IMAGES=1 in the environment$/,
      );
      const digest = project.builds("two");
      expect(project.built().digest).toBe(digest);
      expect(project.image().digest).toBe(digest);
    });
  },
);

test("without a lock nothing was built, and without a Dockerfile nothing can be", () => {
  inProject((project) => {
    expect(errorText(project.folder, () => project.image())).toContain("no image for linux/amd64 was built of this Dockerfile");
    const dockerfile = join(project.folder, "report/Other");
    expect(errorText(project.folder, () => project.image({ dockerfile }))).toMatch(
      /the Dockerfile cannot be read: ENOENT[\s\S]+npm run image -- --eject FUNCTION/,
    );
  });
});

const index = '{"schemaVersion":2,"manifests":[]}';

test.each<[string, OddBuild, RegExp]>([
  [
    "an index, as attestations make it",
    { manifest: index },
    /what buildah made is of no use: the image's manifest is an index[\s\S]+without attestations/,
  ],
  ["an image without one of its layers", { without: "layer" }, /what buildah made is of no use: it lacks a layer/],
  [
    "an image for another platform",
    { architecture: "arm64" },
    /the image is for linux\/arm64, and the function runs on linux\/amd64\n.+\n {2}fix: {3}set the function's architecture, or begin the Dockerfile/,
  ],
  [
    "another command",
    { command: ["app.main"] },
    /the image starts \["app.main"\], and the function's handler is index.handler\n.+\n {2}fix: {3}end the Dockerfile with CMD \["index.handler"\]/,
  ],
  [
    "more than Lambda takes",
    { size: 10_737_418_241 },
    /the image has 10,737,418,241 bytes or more unpacked, and Lambda takes 10,737,418,240/,
  ],
])("%s is refused with its cure, and not locked", (_, odd, error) => {
  inProject((project) => {
    project.builds("one", odd);
    expect(errorText(project.folder, () => project.built())).toMatch(error);
    expect(existsSync(project.lock)).toBe(false);
  });
});

test("a builder that fails is an error with the command to repeat, and nothing half-made stays", () => {
  inProject(
    (project) => {
      expect(errorText(project.folder, () => project.built())).toMatch(
        /^UserError\nbuildah build failed with exit code 7; what it said stands above\n {2}where: ~\/report\/Dockerfile\n {2}fix: {3}mend what it says, then run the same command again; LAMBDA_CONTAINER_BUILDER/,
      );
      expect(existsSync(project.lock)).toBe(false);
      expect(readdirSync(join(project.folder, "cache/v1/tmp"))).toEqual([]);
    },
    "buildah",
    7,
  );
});

test.each([
  [
    "<<<<<<< ours\n",
    /the lock of the image cannot be read: [\s\S]+\n {2}where: .+lock\.json\n {2}fix: {3}restore it, or remove it and build the image anew/,
  ],
  ['{"version":2,"images":[]}', /this is no lock of an image that this release knows/],
  ['{"version":1,"images":[{}]}', /this is no lock of an image that this release knows/],
])("a lock that says %j is an error with its cure", (text, error) => {
  inProject((project) => {
    writeFileSync(project.lock, text);
    expect(errorText(project.folder, () => project.built())).toMatch(error);
  });
});

test.each(["digest", "manifest", "config"])("a lock of which somebody edited the %s is an error with its cure", (key) => {
  inProject((project) => {
    project.builds("one");
    project.built();
    const lock = JSON.parse(readFileSync(project.lock, "utf8")) as { images: [Record<string, string>] };
    lock.images[0][key] = `${String(lock.images[0][key])} `;
    writeFileSync(project.lock, JSON.stringify(lock));
    expect(errorText(project.folder, () => project.image())).toMatch(
      /report\/Dockerfile for linux\/amd64 is not the[\s\S]+remove it and build/,
    );
  });
});
