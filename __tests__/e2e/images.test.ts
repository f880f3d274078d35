import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeStandInBase, pushStandInBase, type StandInBase } from "../../cli/local/image/stand-in-base";
import type { Repository } from "../../cli/registry/repository";
import type { ImageManifest } from "../../lib/artifact/image/oci";
import { handMadeLayer, type HandMadeLayer, pushHandMade, type RunConfig } from "../cli/local/image/hand-made-image";
import { withContainers } from "../cli/local/image/with-containers";
import { ImageCloud } from "./image-cloud";
import { until } from "./project";

const folder = mkdtempSync(join(tmpdir(), "lambda-container-images-"));
let cloud: ImageCloud;
let base: StandInBase;
let chat: Repository;

beforeAll(async () => {
  cloud = await ImageCloud.start(folder);
  base = await makeStandInBase("python3.11", cloud.runtime, join(folder, "base"));
  chat = await cloud.repository("team/chat");
});

afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true });
});

/** What a handler does that is told to. */
const obedient = `
import logging, os, subprocess, sys, time
print("loaded")
def handler(event, context):
    print("asked")
    match event.get("do"):
        case "raise": raise ValueError("no such thing")
        case "exit": os._exit(3)
        case "sleep": time.sleep(60)
        case "wait": time.sleep(1)
        case "start": subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        case "call":
            import boto3
            return {"boto3": boto3.__file__, "repositories": [
                each["repositoryName"] for each in boto3.client("ecr").describe_repositories()["repositories"]]}
    return {"container": context.log_stream_name, "arn": context.invoked_function_arn, "environment": dict(os.environ), "path": sys.path}
`;

/** Pushes the base with a handler above it. Answers `<repository>@<digest>`. */
async function push(handler: string): Promise<string> {
  const [descriptor] = (JSON.parse(base.manifest) as ImageManifest).layers;
  if (descriptor === undefined) throw new Error("the base has no layer");
  const baseLayer: HandMadeLayer = { blob: Buffer.from(readFileSync(base.layer)), descriptor };
  const { config } = JSON.parse(base.config) as { config: RunConfig };
  const code = handMadeLayer(folder, { "var/task/index.py": handler });
  return `team/chat@${await pushHandMade(chat, [baseLayer, code], { ...config, Cmd: ["index.handler"] })}`;
}

async function deploy(name: string, handler: string, settings: object = {}): Promise<void> {
  await cloud.createFunction(name, await push(handler), settings);
}

withContainers("the base can be pushed to where others are made from it, and is pulled as it was made", async () => {
  const repository = await cloud.repository("lambda/python");
  await pushStandInBase(base, repository);
  const expected = { text: base.manifest, digest: base.digest };
  expect(await repository.findManifest("3.11")).toEqual(expected);
  expect(await repository.findManifest(base.digest)).toEqual(expected);
});

withContainers("the same Python makes the same base", async () => {
  const again = await makeStandInBase("python3.11", cloud.runtime, join(folder, "again"));
  expect({ ...again, layer: base.layer }).toEqual(base);
});

test("a base is made of a Python of its own minor alone", async () => {
  const other = { ...cloud.runtime, exact: false, version: "3.14.0" };
  await expect(makeStandInBase("python3.11", other, folder)).rejects.toThrow(
    "a base image for python3.11 cannot be made of Python 3.14.0",
  );
});

withContainers("a function that is an image answers, and after another one is pushed and applied the new one does", async () => {
  const answering = (text: string): string =>
    `def handler(event, context):\n    return {"text": "${text}", "name": event["name"]}\n`;
  await deploy("changing", answering("old"));
  expect(await cloud.invoke("changing", { name: "é" })).toEqual({
    payload: { text: "old", name: "é" },
    error: undefined,
    log: "",
  });
  await cloud.updateCode("changing", await push(answering("new")));
  for (let time = 0; time < 3; time += 1) {
    expect((await cloud.invoke("changing", { name: "a" })).payload).toEqual({ text: "new", name: "a" });
  }
});

withContainers("it sees what AWS gives a container, its own variables, and nothing of this machine", async () => {
  process.env["SECRET_CANARY"] = "secret";
  await deploy("seeing", obedient, { Environment: { Variables: { GREETING: "it's me" } }, LoggingConfig: { LogFormat: "JSON" } });
  const { payload, log } = await cloud.invoke("seeing");
  expect(log).toBe("loaded\nasked\n");
  expect(payload["arn"]).toBe("arn:aws:lambda:eu-west-1:000000000000:function:seeing");
  expect((payload["path"] as string[]).slice(0, 2)).toEqual(["/var/task", "/var/runtime"]);
  expect(payload["environment"]).toMatchObject({
    GREETING: "it's me",
    AWS_EXECUTION_ENV: "AWS_Lambda_python3.11",
    AWS_LAMBDA_FUNCTION_NAME: "seeing",
    AWS_LAMBDA_LOG_FORMAT: "JSON",
    LAMBDA_TASK_ROOT: "/var/task",
    _HANDLER: "index.handler",
  });
  expect(JSON.stringify(payload)).not.toMatch(/SECRET_CANARY|\/root|\/home/);
});

withContainers("its boto3 is AWS's, and asks the emulator", async () => {
  await deploy("calling", obedient, { MemorySize: 512 });
  const { payload } = await cloud.invoke("calling", { do: "call" });
  expect(payload).toMatchObject({ boto3: "/var/runtime/boto3/__init__.py" });
  expect(payload["repositories"]).toContain("team/chat");
});

withContainers("a container answers one event after the other, and two at once go to two", async () => {
  await deploy("shared", obedient);
  const containerOf = async (event = {}): Promise<unknown> => (await cloud.invoke("shared", event)).payload["container"];
  const first = await containerOf();
  expect(await containerOf()).toBe(first);
  const both = await Promise.all([containerOf({ do: "wait" }), containerOf({ do: "wait" })]);
  expect(new Set(both).size).toBe(2);
  expect(both).toContain(first);
});

withContainers("an error of the handler is the function's, and its container goes on", async () => {
  await deploy("raising", obedient);
  const { container } = (await cloud.invoke("raising")).payload;
  const { payload, error, log } = await cloud.invoke("raising", { do: "raise" });
  expect(error).toBe("Unhandled");
  expect(payload).toMatchObject({ errorType: "ValueError", errorMessage: "no such thing" });
  expect(JSON.stringify(payload["stackTrace"])).toContain("/var/task/index.py");
  expect(log).toContain("[ERROR] ValueError: no such thing");
  expect((await cloud.invoke("raising")).payload["container"]).toBe(container);
});

withContainers("a handler that cannot be imported says why, each time it is asked", async () => {
  await deploy("broken", "import nowhere\n");
  for (let time = 0; time < 2; time += 1) {
    const { payload, error } = await cloud.invoke("broken");
    expect(error).toBe("Unhandled");
    expect(payload).toMatchObject({
      errorType: "Runtime.ImportModuleError",
      errorMessage: "Unable to import module 'index': No module named 'nowhere'",
    });
  }
});

withContainers.each([
  { does: "exit", errorType: "Runtime.ExitError", reason: "Runtime exited with error: exit status 3" },
  { does: "sleep", errorType: "Sandbox.Timedout", reason: "Task timed out after 1.00 seconds" },
])("a handler that does $does fails with $errorType, and another container takes the next event", async (each) => {
  const name = `failing-${each.does}`;
  await deploy(name, obedient, { Timeout: 1 });
  const { payload, error } = await cloud.invoke(name, { do: each.does });
  expect(error).toBe("Unhandled");
  expect(payload["errorType"]).toBe(each.errorType);
  expect(payload["errorMessage"]).toContain(each.reason);
  expect((await cloud.invoke(name)).payload["environment"]).toBeDefined();
});

withContainers("an entrypoint that is not there is said", async () => {
  await deploy("entering", obedient, { ImageConfig: { EntryPoint: ["/nothing"] } });
  const { payload, log } = await cloud.invoke("entering");
  expect(payload).toMatchObject({ errorType: "Runtime.InvalidEntrypoint" });
  expect(log).toContain("/nothing: No such file or directory");
});

withContainers("an image that was never pushed is said, with the cure", async () => {
  await cloud.createFunction("lost", `team/chat@sha256:${"0".repeat(64)}`);
  const { payload, error } = await cloud.invoke("lost");
  expect(error).toBe("Unhandled");
  expect(payload["errorType"]).toBe("LocalCloud.ImageNotRun");
  expect(payload["errorMessage"]).toContain(`the registry has no image sha256:${"0".repeat(64)}`);
  expect(payload["errorMessage"]).toContain("npm run local -- npm run image");
});

withContainers("nothing that a function started outlives the emulator", async () => {
  await deploy("leaving", obedient);
  await cloud.invoke("leaving", { do: "start" });
  const sleepers = (): string[] =>
    execFileSync("ps", ["-eo", "args="], { encoding: "utf8" })
      .split("\n")
      .filter((line) => line.includes("time.sleep(600)"));
  expect(sleepers()).toHaveLength(1);
  await cloud.stop();
  await until("the end of all containers", () => sleepers().length === 0);
});
