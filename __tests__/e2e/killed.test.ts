import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { existsBelow, Project, until } from "./project";

const project = new Project();
const cloud = project.checkout.path(".local/cloud");

afterAll(() => {
  project.remove();
});

/** Moments of a first start, by what there is to see from outside. */
const moments = {
  "the emulator starts": () => existsSync(`${cloud}/cloud.json`),
  "Terraform plans": () => existsSync(`${cloud}/terraform/initialized-for`),
  "Terraform applies": () => existsSync(`${cloud}/tfplan`) && existsSync(`${cloud}/terraform.tfstate`),
  "the first request is under way": () => existsBelow([project.temporary, cloud], /ministack-lambda-/),
};

test.each([
  ["SIGKILL", "the emulator starts"],
  ["SIGINT", "Terraform plans"],
  ["SIGKILL", "Terraform applies"],
  ["SIGINT", "Terraform applies"],
  ["SIGKILL", "the first request is under way"],
] as const)("a start that gets %s while %s is healed by the next one", async (signal, moment) => {
  project.run(["stop"]);
  const started = project.spawn(["start"]);
  const ended = once(started, "exit");
  await until(moment, moments[moment]);
  // Ctrl-C reaches the whole group, as a terminal sends it; kill -9 takes the command alone, and leaves what it started.
  process.kill(signal === "SIGINT" ? -(started.pid ?? 0) : (started.pid ?? 0), signal);
  const [code] = (await ended) as [number | null];
  if (signal === "SIGINT") expect(code).toBe(130);

  const { status, stdout, stderr } = project.run(["start"]);
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  expect(stdout).toContain("reply for prompt");
  expect(project.run(["start"]).stderr).toContain("no changes");
});

test("Ctrl-C reaches Terraform once, so that it saves its state and gives its lock back", async () => {
  project.run(["start"]);
  const index = project.checkout.path("backend/chat/index.py");
  writeFileSync(index, `${readFileSync(index, "utf8")}# edited\n`);
  const applying = project.spawn(["local", "terraform", "apply", "-auto-approve", "-no-color"]);
  let output = "";
  applying.stdout?.on("data", (text) => (output += String(text)));
  applying.stderr?.on("data", (text) => (output += String(text)));
  const ended = once(applying, "exit");
  await until("Terraform modifies the function", () => output.includes("Modifying..."));
  process.kill(-(applying.pid ?? 0), "SIGINT");
  expect(await ended).toEqual([130, null]);
  expect(output).toContain("Interrupt received");
  expect(output).not.toContain("Two interrupts received");
  expect(existsSync(`${cloud}/.terraform.tfstate.lock.info`)).toBe(false);
  const { status, stderr } = project.run(["start"]);
  expect([status, stderr]).toEqual([0, expect.any(String)]);
});

test("npm stop cleans up after a killed start too", async () => {
  project.run(["stop"]);
  const started = project.spawn(["start"]);
  const ended = once(started, "exit");
  await until("Terraform applies", moments["Terraform applies"]);
  process.kill(started.pid ?? 0, "SIGKILL");
  await ended;
  expect(project.run(["stop"]).status).toBe(0);
  expect(project.processes()).toEqual([]);
  expect(existsSync(cloud)).toBe(false);
});

test("two projects run side by side, each with its own local cloud", async () => {
  const other = new Project();
  try {
    const starts = [project, other].map(async (one) => {
      const child = one.spawn(["start"]);
      child.stdout?.resume();
      child.stderr?.resume();
      return ((await once(child, "exit")) as [number | null])[0];
    });
    expect(await Promise.all(starts)).toEqual([0, 0]);
    const ports = [project, other].map((one) => readFileSync(one.checkout.path(".local/cloud/cloud.json"), "utf8"));
    expect(ports[0]).not.toBe(ports[1]);
    expect(other.run(["stop"]).status).toBe(0);
    expect(project.run(["chat", "still there?"]).status).toBe(0);
  } finally {
    other.remove();
  }
});
