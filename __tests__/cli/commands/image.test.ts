import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { image } from "../../../cli/commands/image";
import { digestOf } from "../../../lib/artifact/image/digest";
import type { ImageLayout } from "../../../lib/artifact/image/read-layout";
import type { ImageReceipt } from "../../../lib/artifact/receipt/receipt";
import { inTemporaryFolder, write } from "../../lib/artifact/temporary-folder";
import { addBase, madeLayout, realBase } from "../registry/made-image";
import type { RegistryServer } from "../registry/registry-server";
import { withRegistry } from "../registry/with-registry";

const stack = "cdktf.out/stacks/demo";

/** A project whose functions are images, and an emulator that takes them. */
interface Project {
  readonly root: string;
  readonly layout: ImageLayout;
  readonly emulator: RegistryServer;
  /** What the receipt says of `chat`. */
  readonly receipt: ImageReceipt;
}

interface Ran {
  readonly out: string;
  readonly err: string;
  /** Name and message of what it threw; undefined where it ended with 0. */
  readonly failure: string | undefined;
}

beforeEach(() => {
  // The SDK's credentials come from the process's own environment.
  process.env["AWS_ACCESS_KEY_ID"] = "test";
  process.env["AWS_SECRET_ACCESS_KEY"] = "test";
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
});

afterEach(() => {
  delete process.env["AWS_ACCESS_KEY_ID"];
  delete process.env["AWS_SECRET_ACCESS_KEY"];
  jest.restoreAllMocks();
});

async function inProject(action: (project: Project) => Promise<void>): Promise<void> {
  await withRegistry({ ecrRepositories: ["team/chat"] }, async (emulator) =>
    inTemporaryFolder(async (root) => {
      addBase(emulator.store("lambda/python"));
      const resource = { aws_ecr_repository: { aside: { name: "team/none" }, chat: { name: "team/chat" } } };
      write(root, { [`${stack}/cdk.tf.json`]: JSON.stringify({ resource }), [`${stack}/lambda_images/chat/x`]: "" });
      const layout = madeLayout(join(root, stack, "lambda_images/chat"));
      const { name, digest, platform } = realBase();
      const receipt = {
        ...{ repository: "team/chat", digest: layout.digest, layout: "lambda_images/chat/layout" },
        ...{ base: { name, digest, platform }, handler: "index.handler" },
      };
      synthesized(root, { chat: receipt });
      await action({ root, layout, emulator, receipt });
    }),
  );
}

/** Writes the receipt of a synthesis. */
function synthesized(root: string, images: Readonly<Record<string, ImageReceipt>>): void {
  const functions = [{ name: "other" }, ...Object.entries(images).map(([name, each]) => ({ name, image: each }))];
  writeFileSync(join(root, stack, "artifacts.json"), JSON.stringify({ version: 1, functions, zips: [] }));
}

async function push(
  { root, emulator: { url } }: Project,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  const said = { out: [] as string[], err: [] as string[] };
  const io = {
    out: (text: string) => void said.out.push(text),
    err: (text: string) => void said.err.push(text),
    env: { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: url.origin, LAMBDA_CONTAINER_BASE_REGISTRY: url.origin, ...env },
    root,
  };
  const shown = (text: string): string => text.replaceAll(root, "~").replaceAll(url.host, "EMULATOR");
  let failure: string | undefined;
  try {
    expect(await image.run(args, io)).toBe(0);
  } catch (error) {
    failure = shown(`${(error as Error).constructor.name}: ${(error as Error).message}`);
  }
  return { out: shown(said.out.join("\n")), err: shown(said.err.join("\n")), failure };
}

test("the images of all stacks are pushed, a line a function", async () => {
  await inProject(async (project) => {
    const { digest, manifest } = project.layout;
    expect(await push(project)).toEqual({
      out: `chat   EMULATOR/team/chat@${digest}   3 uploaded (${(1_703_000 + manifest.config.size).toLocaleString("en-US")} bytes), 2 mounted (2,540,000 bytes)`,
      err: "",
      failure: undefined,
    });
    expect(project.emulator.store("team/chat").missing).toEqual([]);
  });
});

test("pushed again, it says that there is nothing to upload", async () => {
  await inProject(async (project) => {
    await push(project);
    const { out } = await push(project);
    expect(out).toMatch(/^chat {3}\S+ {3}nothing to upload: 5 there \([\d,]+ bytes\)$/);
  });
});

test("with --json, standard output is what was done", async () => {
  await inProject(async (project) => {
    const { out } = await push(project, ["--json"]);
    const { images } = JSON.parse(out) as { images: { blobs: unknown[] }[] };
    expect(images).toMatchObject([
      { function: "chat", stack: `~/${stack}`, repository: "EMULATOR/team/chat", digest: project.layout.digest, wasThere: false },
    ]);
    expect(images[0]?.blobs).toHaveLength(5);
  });
});

test("stack directories that are named are the ones that are pushed", async () => {
  await inProject(async (project) => {
    write(project.root, { "elsewhere/cdk.tf.json": "{}" });
    expect((await push(project, ["elsewhere"])).out).toBe("");
    expect((await push(project, [stack])).out).toMatch(/^chat /);
  });
});

test("a folder that is no stack directory is refused, and nothing is pushed", async () => {
  await inProject(async (project) => {
    write(project.root, { "nothing/artifacts.json": "{}" });
    expect(await push(project, [stack, "nothing", "nowhere"])).toMatchObject({
      out: "",
      failure: ["nothing", "nowhere"]
        .flatMap((folder) => [
          "there is no synthesized stack in this folder",
          `  where: ~/${folder}`,
          "  fix:   name one with a cdk.tf.json, or none for all that npm run synth wrote",
        ])
        .join("\n")
        .replace(/^/, "UserError: "),
    });
  });
});

test("where no function is an image, it says so", async () => {
  await inProject(async (project) => {
    synthesized(project.root, {});
    const { err, failure } = await push(project);
    expect([err, failure]).toEqual(["no function is packaged as an image: there is nothing to push", undefined]);
  });
});

test("what is wrong with all of them is said once", async () => {
  await inProject(async (project) => {
    synthesized(project.root, { chat: project.receipt, twin: project.receipt });
    const { failure } = await push(project, [], { AWS_REGION: "" });
    expect(failure?.match(/in which region/g)).toHaveLength(1);
  });
});

test("what is wrong with one image does not keep another from being pushed", async () => {
  await inProject(async (project) => {
    synthesized(project.root, { aside: { ...project.receipt, repository: "team/none" }, chat: project.receipt });
    const { out, failure } = await push(project);
    expect(out).toMatch(/^chat /);
    expect(failure).toMatch(
      /^UserError: the repository team\/none does not exist yet\n.+\n {2}fix: {3}make it in the stack directory: terraform apply -target=aws_ecr_repository\.aside; then run the same command again$/,
    );
  });
});

test.each<[string, (project: Project) => void, RegExp]>([
  [
    "a receipt of another image",
    ({ root, receipt }) => {
      synthesized(root, { chat: { ...receipt, digest: digestOf("other") } });
    },
    /the image of chat is sha256:\w+, and its receipt says sha256:\w+\n.+\n {2}fix: {3}write both anew: npm run synth/,
  ],
  [
    "no layout",
    ({ root, receipt }) => {
      synthesized(root, { chat: { ...receipt, layout: "lambda_images/none" } });
    },
    /there is no image here[\s\S]+npm run synth/,
  ],
  [
    "another handler than the receipt's",
    ({ root, receipt }) => {
      synthesized(root, { chat: { ...receipt, handler: "other.handler" } });
    },
    /the image starts \["index.handler"\], and the function's handler is other.handler/,
  ],
  [
    "a receipt that cannot be read",
    ({ root }) => {
      write(root, { [`${stack}/artifacts.json`]: "?" });
    },
    /the receipt cannot be read\n.+artifacts.json\n {2}fix: {3}npm run synth/,
  ],
])("it ends with one clear error where there is %s", async (_, change, error) => {
  await inProject(async (project) => {
    change(project);
    expect((await push(project)).failure).toMatch(error);
  });
});

test.each([
  [{ AWS_REGION: "" }, /in which region of AWS the repository is\n {2}where: AWS_REGION\n {2}fix: {3}export AWS_REGION/],
  [{ LAMBDA_CONTAINER_BASE_REGISTRY: "me:canary@x" }, /LAMBDA_CONTAINER_BASE_REGISTRY is not the URL of a registry/],
])("it ends with one clear error with %j", async (env, error) => {
  await inProject(async (project) => {
    const { failure } = await push(project, [], env);
    expect(failure).toMatch(error);
    expect(failure).not.toContain("canary");
  });
});

test("without a synthesis it says how to make one", async () => {
  await inProject(async (project) => {
    const { failure } = await push({ ...project, root: join(project.root, "empty") });
    expect(failure).toMatch(/^UserError: there is no synthesized stack\n.+\n {2}fix: {3}npm run synth$/);
  });
});

test("--build is said of an app", async () => {
  await inProject(async (project) => {
    for (const args of [
      ["--build", stack],
      ["--build", "--eject", "chat"],
    ])
      expect((await push(project, args)).failure).toMatch(/^UsageError: --build is said of an app/);
  });
});

test.each([["--fresh"], ["--example", "image"]])("%s is said of what is built", async (...args) => {
  await inProject(async (project) => {
    expect((await push(project, args)).failure).toMatch(/^UsageError: --fresh and --example are said of what is built: --build/);
  });
});

test("--build of an example that is not there names those that are", async () => {
  await inProject(async (project) => {
    write(project.root, { "examples/one/main.ts": "" });
    const { failure } = await push(project, ["--build", "--example", "none"]);
    expect(failure).toMatch(/^UserError: there is no example none\n.+\n {2}fix: {3}name one of: one$/);
  });
});

test("an image of a Dockerfile that was built elsewhere cannot be pushed from here, and the way out is said", async () => {
  await inProject(async (project) => {
    const { repository, digest, layout, handler, base } = project.receipt;
    const build = { dockerfile: "Dockerfile", platform: base?.platform ?? "" };
    synthesized(project.root, { chat: { repository, digest, layout, handler, build } });
    const { failure } = await push(project);
    expect(failure).toMatch(
      /^UserError: the image has the layer \S+, which is neither in the repository nor on this machine\n.+\n {2}fix: {3}push it from where it was built, or remove the lock/,
    );
    expect(project.emulator.store("team/chat").missing).toEqual([]);
  });
});

test("an image of a Dockerfile whose layers are in the repository is there already", async () => {
  await inProject(async (project) => {
    await push(project);
    const { repository, digest, layout, handler, base } = project.receipt;
    synthesized(project.root, {
      chat: { repository, digest, layout, handler, build: { dockerfile: "D", platform: base?.platform ?? "" } },
    });
    expect((await push(project)).out).toContain("nothing to upload");
  });
});
