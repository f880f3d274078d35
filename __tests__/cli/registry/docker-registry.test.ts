import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Progress } from "../../../cli/process/progress";
import { preflight } from "../../../cli/registry/preflight";
import { pushImage, type PushedImage } from "../../../cli/registry/push-image";
import { Repository } from "../../../cli/registry/repository";
import { type Clock, systemClock } from "../../../cli/registry/retry";
import { blobOf, uploadBlob } from "../../../cli/registry/upload-blob";
import { choosePort } from "../../../cli/local/emulator";
import type { ImageLayout } from "../../../lib/artifact/image/read-layout";
import { withBreakingProxy } from "./breaking-proxy";
import { baseLayers, madeLayout, realBase } from "./made-image";
import { arrivals, TestClock } from "./push-case";

const unpacked = mkdtempSync(join(tmpdir(), "docker-registry-package-"));

/** Debian's package, unpacked and not installed, where the machine has Debian's tools. */
function fromDebian(): string | undefined {
  const options = { cwd: unpacked, stdio: "ignore" } as const;
  if (spawnSync("apt-get", ["download", "docker-registry"], options).status !== 0) return undefined;
  const [file = ""] = readdirSync(unpacked);
  spawnSync("dpkg", ["-x", file, unpacked], options);
  return join(unpacked, "usr/bin/docker-registry");
}

/** docker's own registry, as Debian names it and as docker does; DOCKER_REGISTRY names another. */
const found = [
  process.env["DOCKER_REGISTRY"] ?? "",
  ...(process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => ["docker-registry", "registry"].map((name) => join(folder, name))),
].find((path) => path !== "" && existsSync(path));
const binary = found ?? fromDebian();

const quiet = new Progress({ write: () => true, isTTY: false } as unknown as NodeJS.WriteStream);

let folder: string;
let port: number;
let server: ChildProcess;
let image: ImageLayout;

function withRegistry(name: string, action: () => Promise<void>): void {
  if (binary !== undefined || process.env["CI"] === "true") {
    test(name, action);
    return;
  }
  const lacking = "docker-registry is neither on PATH, nor named in DOCKER_REGISTRY, nor to be had by apt-get";
  console.warn(`NOT SHOWN HERE: ${name}, because ${lacking}`);
  test.skip(`NOT SHOWN HERE, because ${lacking}: ${name}`, () => undefined);
}

beforeAll(async () => {
  if (binary === undefined) return;
  folder = mkdtempSync(join(tmpdir(), "docker-registry-"));
  port = await choosePort(undefined);
  const storage = { filesystem: { rootdirectory: join(folder, "registry") } };
  writeFileSync(
    join(folder, "config.yml"),
    JSON.stringify({ version: 0.1, storage, http: { addr: `127.0.0.1:${port}`, secret: "s" } }),
  );
  server = spawn(binary, ["serve", join(folder, "config.yml")], { stdio: "ignore" });
  image = madeLayout(folder);
  await addBase(open("lambda/python", undefined, systemClock)); // it starts meanwhile
});

afterAll(async () => {
  rmSync(unpacked, { recursive: true });
  if (binary === undefined) return;
  server.kill();
  await once(server, "exit");
  rmSync(folder, { recursive: true });
});

/** @param clock by default one that passes no time */
function open(name: string, registry = new URL(`http://127.0.0.1:${port}`), clock: Clock = new TestClock()): Repository {
  return new Repository({ registry, name, clock });
}

async function addBase(repository: Repository): Promise<void> {
  const { config, manifest } = realBase();
  for (const content of [...baseLayers, Buffer.from(config)]) {
    await uploadBlob(repository, blobOf(content, ""));
  }
  await repository.putManifest("3.11", manifest, "application/vnd.docker.distribution.manifest.v2+json");
}

async function push(target: Repository): Promise<PushedImage> {
  return pushImage({ image, target, base: open("lambda/python"), progress: quiet });
}

withRegistry(
  "an image arrives in docker's registry, with the base's layers mounted, and is there when it is pushed again",
  async () => {
    const target = open("team/chat");
    expect(arrivals(await push(target))).toEqual(["mounted", "mounted", "uploaded", "uploaded", "uploaded"]);
    expect(new Set(arrivals(await push(target)))).toEqual(new Set(["there"]));
    expect(await preflight(target, { digest: image.digest, platform: "linux/amd64", handler: "index.handler" })).toEqual([]);
  },
);

withRegistry("an image arrives over connections that break", async () => {
  await withBreakingProxy(port, { bytes: 900_000, times: 3 }, async (url, broken) => {
    expect(arrivals(await push(open("team/other", url)))).toEqual(["copied", "copied", "uploaded", "uploaded", "uploaded"]);
    expect(broken()).toBe(3);
    expect((await open("team/other").findManifest(image.digest))?.text).toBe(image.manifestText);
  });
});

withRegistry("docker's registry refuses a manifest of what it does not have", async () => {
  await expect(open("team/empty").putManifest("1", image.manifestText, image.mediaType)).rejects.toThrow(
    /the registry refuses to take the manifest 1: status 400, MANIFEST_BLOB_UNKNOWN/,
  );
});
