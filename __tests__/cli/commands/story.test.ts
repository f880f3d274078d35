import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { tellStory, type Measured } from "../../../cli/commands/story";
import type { ImageReceipt } from "../../../lib/artifact/receipt/receipt";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";

/** The story of a run like a real one, but for what a test changes. */
function story(change: (measured: Measured) => Measured): string {
  return inTemporaryFolder((root) => {
    const stackDirectory = join(root, "stack");
    mkdirSync(join(stackDirectory, "backend", "chat"), { recursive: true });
    writeFileSync(join(stackDirectory, "backend", "chat", "requirements.txt"), "boto3>=1.34.0\n");
    writeFileSync(join(stackDirectory, "chat.zip"), zipSync({ "index.py": Buffer.from("pass\n") }));
    const values = {
      function_name: "chat",
      filename: "./chat.zip",
      runtime: "python3.11",
      code_sha256: "abc=",
      source_code_hash: "abc=",
    };
    const answer = { status: 200, body: JSON.stringify({ reply: "Nowhere.", model: "m" }), milliseconds: 10 };
    return tellStory(
      change({
        root,
        stackDirectory,
        state: {
          outputs: {},
          resources: [{ mode: "managed", type: "aws_lambda_function", name: "chat", instances: [{ attributes: values }] }],
        },
        deployment: {
          where: "the local cloud",
          apiUrl: "http://api.localhost:1",
          functionName: "chat",
          logGroupName: "logs",
          access: { region: "r", credentials: () => Promise.reject(new Error("not asked for")) },
        },
        runtimes: new Map([["python3.11", { directory: "", interpreter: "", version: "3.11.7", exact: true }]]),
        usesStandIn: true,
        playsBase: true,
        containersBefore: 0,
        containersAfter: 1,
        first: answer,
        second: answer,
        health: { python: "3.11.7", boto3: "1.44.5", boto3_path: join(root, "environment", "boto3"), file: "/var/task/index.py" },
        prompt: "Where?",
      }),
    );
  });
}

test("the story says what was zipped, from figures of the ZIP itself", () => {
  expect(story((measured) => measured)).toMatch(/zipped +stack\/chat\.zip, \d+ bytes: index\.py \(5 bytes\)/);
});

test("a Python that is not the runtime's own is said to be another", () => {
  const other = { directory: "", interpreter: "", version: "3.13.0", exact: false };
  expect(
    story((measured) => ({
      ...measured,
      runtimes: new Map([["python3.11", other]]),
      health: { ...measured.health, python: "3.13.0" },
    })),
  ).toContain("3.13.0, since this machine has no Python for python3.11: AWS would run that");
});

test("the story says which provider made the ZIP", () => {
  expect(story((measured) => ({ ...measured, usesStandIn: false }))).toContain("by hashicorp/archive, during terraform plan");
});

describe("of a function that is an image", () => {
  const digest = `sha256:${"ab".repeat(32)}`;
  const uri = `000000000000.dkr.ecr.us-east-1.amazonaws.com/demo-chat@${digest}`;

  const base = { name: "public.ecr.aws/lambda/python:3.11", digest: "sha256:0", platform: "linux/amd64" };

  /**
   * @param deployed the image that Lambda has
   * @param made of what
   */
  function imageStory(deployed: string, change: Partial<Measured> = {}, made: Partial<ImageReceipt> = { base }): string {
    return story((measured) => {
      const image = { repository: "demo-chat", digest, layout: "lambda_images/chat", ...made, handler: "index.handler" };
      const zips = [
        { path: "code", holds: "function", madeBy: "splice", bytes: 1_170 },
        { path: "deps", holds: "dependencies", madeBy: "splice", bytes: 26_912_061 },
        { path: "another function's", holds: "function", madeBy: "splice", bytes: 7 },
      ];
      const own = made.build === undefined ? ["code", "deps"] : [];
      const receipt = { version: 1, functions: [{ name: "chat", source: "backend/chat", image, zips: own }], zips };
      writeFileSync(join(measured.stackDirectory, "artifacts.json"), JSON.stringify(receipt));
      const attributes = { function_name: "chat", image_uri: deployed };
      const resources = [{ mode: "managed", type: "aws_lambda_function", name: "chat", instances: [{ attributes }] }] as const;
      return { ...measured, ...change, state: { outputs: {}, resources } };
    });
  }

  test("the story says which image, of which layers, above which base", () => {
    const text = imageStory(uri);
    expect(text).toContain(
      `  image       ${uri}, as planned\n  its layers  function (1170 bytes), dependencies (26912061 bytes)\n`,
    );
    expect(text).toContain("public.ecr.aws/lambda/python:3.11, played by one made of this machine's Python");
    expect(text).not.toContain("zipped");
  });

  test("a base that is AWS's own is not said to be played", () => {
    expect(imageStory(uri, { playsBase: false })).toContain("public.ecr.aws/lambda/python:3.11\n");
  });

  test("an image of a Dockerfile is not said to be made by synthesis, or to have layers that synthesis knows", () => {
    const text = imageStory(uri, {}, { build: { dockerfile: "../Dockerfile", platform: "linux/amd64" } });
    expect(text).toContain(
      [
        "Where is the container built? Here, of a Dockerfile, before synthesis: its image is only named.",
        "",
        `  image       ${uri}, as planned`,
        "  made of     backend/Dockerfile",
        "  containers",
      ].join("\n"),
    );
    expect(text).not.toContain("played by one made");
  });

  test("an image that is not the planned one is said to be another", () => {
    expect(imageStory(uri.replaceAll("ab", "cd"))).toContain("which is NOT what the plan says");
  });
});

test("a container that ran before is not claimed to be new", () => {
  const text = story((measured) => ({ ...measured, containersBefore: 2, containersAfter: 2 }));
  expect(text).toContain("2 already ran");
  expect(text).not.toContain("0 after terraform apply");
});

test("where others ran before, a container that a request started is told of", () => {
  const text = story((measured) => ({ ...measured, containersBefore: 2, containersAfter: 3 }));
  expect(text).toContain("containers  2 ran before, for what was deployed then; the first request started 1 more");
});
