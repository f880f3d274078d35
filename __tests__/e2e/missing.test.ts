import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { execFileSync } from "node:child_process";
import { Project } from "./project";

const project = new Project();
const bin = project.checkout.path("bin");

beforeAll(() => {
  mkdirSync(bin);
  for (const name of ["sh", "ps", "env"])
    symlinkSync(execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim(), join(bin, name));
});

afterAll(() => {
  project.remove();
});

function program(name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

function folderOf(name: string): string {
  return dirname(execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim());
}

test("without Terraform, the start says so and how to get it", () => {
  const { status, stderr } = project.run(["start"], { PATH: bin, TERRAFORM_BINARY_NAME: undefined });
  expect(status).toBe(1);
  expect(stderr).toMatchInlineSnapshot(`
"
Terraform was not found: there is no terraform on PATH
  fix:   install it (https://developer.hashicorp.com/terraform/install), or name it: export TERRAFORM_BINARY_NAME=/path/to/terraform
"
`);
});

test("an old Terraform is refused with its version", () => {
  program("terraform", `echo '{"terraform_version": "1.9.8"}'`);
  const { status, stderr } = project.run(["start"], { PATH: bin });
  expect(status).toBe(1);
  expect(stderr).toContain("Terraform 1.9.8 is too old: 1.10 or newer is needed");
});

test("without Python, the start says so and how to get it", () => {
  program("terraform", `echo '{"terraform_version": "1.11.4"}'`);
  const { status, stderr } = project.run(["start"], { PATH: bin });
  expect(status).toBe(1);
  expect(stderr).toContain("Python 3.11 or newer was not found on PATH");
  expect(stderr).toContain("fix:   install it");
});

test("an old Python is named with its version", () => {
  program("python3", "echo /usr/bin/python3; echo 3.8.1");
  const { stderr } = project.run(["start"], { PATH: bin });
  expect(stderr).toContain("Python 3.11 or newer was not found on PATH (python3 is 3.8.1)");
});

test("a port that is taken is named, with the way to choose another", async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { status, stderr } = project.run(["start"], { LOCAL_CLOUD_PORT: String(port) });
  server.close();
  expect(status).toBe(1);
  expect(stderr).toContain(`port ${port} is taken`);
  expect(stderr).toContain("export LOCAL_CLOUD_PORT=");
});

test("a provider that cannot be had is told with the ways to get it", () => {
  const nowhere = {
    HOME: project.checkout.path("bin"),
    XDG_DATA_DIRS: bin,
    XDG_DATA_HOME: bin,
    TF_CLI_CONFIG_FILE: project.checkout.path("offline.rc"),
  };
  mkdirSync(project.checkout.path("empty"));
  writeFileSync(
    nowhere.TF_CLI_CONFIG_FILE,
    `provider_installation {\n  filesystem_mirror {\n    path = "${project.checkout.path("empty")}"\n  }\n}\n`,
  );
  const { status, stderr } = project.run(["start"], {
    ...nowhere,
    PATH: [folderOf("terraform"), process.env["PATH"]].join(delimiter),
  });
  expect(status).toBe(1);
  expect(stderr).toContain("hashicorp/aws");
  expect(stderr).toContain("export TF_PLUGIN_MIRROR=DIR");
});

test("chat before anything is deployed says what to do first", () => {
  project.run(["stop"]);
  const { status, stderr } = project.run(["chat", "Hello"]);
  expect(status).toBe(1);
  expect(stderr).toContain("the local cloud is not up");
  expect(stderr).toContain("npm start");
});

test("--help says what a command does and how it is called", () => {
  const { status, stdout } = project.run(["logs", "--help"]);
  expect([status, stdout]).toEqual([0, expect.stringContaining("usage: npm run logs")]);
});

test.each([
  [["chat"], "say something"],
  [["logs", "--lines", "none"], "--lines takes a whole number"],
  [["local"], "say what to run"],
  [["start", "--nonsense"], "Unknown option"],
  [["chat", "--nonsense", "Hello"], "Unknown option"],
])("%p is used wrongly: exit code 2 and the usage", (args, message) => {
  const { status, stderr } = project.run(args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain("usage: npm ");
});
