import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { platformOf, uvPlatform } from "../lib/artifact/resolve/platform";
import { pythonVersion } from "../lib/runtimes/managed-runtimes";
import type { Contender } from "./measure";
import { fingerprint } from "./packaging-artifact";
import { type Scenario, scenarios, type Way, type Workshop } from "./packaging-entrant";
import { type DependencySet, editSource, writeSource } from "./packaging-sets";
import type { Tools } from "./packaging-tools";

/** Shell commands, run in a folder with the function in `src`. */
interface Command {
  readonly run: string;
  /** Runs before the first round, unmeasured, so that the rest is there. What other scenarios left can be taken. @default nothing */
  readonly before?: string;
}

interface PeerProps {
  readonly name: string;
  readonly commands: Partial<Readonly<Record<Scenario, Command>>>;
  readonly env: NodeJS.ProcessEnv;
  /** What makes `function.zip` where the commands do not; unmeasured. */
  readonly zipped?: string;
  /** @default as many as all peers */
  readonly rounds?: number;
  readonly mayFail?: boolean;
  /** Lines that are added to the requirements. */
  readonly pins?: readonly string[];
}

/** What people use today, each with a cache of its own kind, which is kept unless there is to be none. */
export class Peers {
  constructor(
    private readonly workshop: Workshop,
    private readonly tools: Tools,
    private readonly rounds: number,
  ) {}

  of(set: DependencySet): Way[] {
    const python = this.tools.python(set.runtime);
    return [
      ...(python === undefined ? [] : [this.pip(set, python)]),
      ...this.uv(set),
      ...(python === undefined ? [] : this.sam(set, python)),
    ];
  }

  /** What the document does: install, add the code, zip. After a change of the code the folder is zipped again. */
  private pip(set: DependencySet, python: string): Way {
    const { zipName, zip } = this.tools;
    const install = `"$PYTHON" -m pip install --quiet --root-user-action=ignore -r src/requirements.txt -t build`;
    const env = { ...process.env, PYTHON: python, PIP_DISABLE_PIP_VERSION_CHECK: "1" };
    return this.way(set, { name: `pip install -t + ${zipName}`, commands: installAndZip(install, zip("../function.zip")), env });
  }

  /** The same for the runtime's platform; and what is least, a person who knows what changed and zips that file alone. */
  private uv(set: DependencySet): Way[] {
    const { uv, zipName, zip } = this.tools;
    const platform = uvPlatform(platformOf(set.runtime, "x86_64"));
    const target = `--python-platform ${platform} --python-version ${pythonVersion(set.runtime)} --only-binary :all:`;
    const commands = installAndZip(
      `"$UV" pip install --quiet --target build ${target} -r src/requirements.txt`,
      zip("../function.zip"),
    );
    const env = { ...process.env, UV: uv };
    const way = this.way(set, { name: `uv pip install --target + ${zipName}`, commands, env });
    if (zipName !== "zip -r") return [way];
    const byHand = {
      "code-only change": {
        run: "cd src && zip -q ../function.zip index.py",
        before: `cp "../../${way.name}/wheels cached/function.zip" .`,
      },
    };
    return [way, this.way(set, { name: "zip of the changed file alone, by hand", commands: byHand, env })];
  }

  /** It makes a folder, which `sam deploy` zips: its times are without that. */
  private sam(set: DependencySet, python: string): Way[] {
    const { sam, zip } = this.tools;
    if (sam === undefined) return [];
    const home = this.workshop.path("sam-home");
    mkdirSync(home, { recursive: true });
    const path = [dirname(python), process.env["PATH"]].join(delimiter);
    const env = { ...process.env, SAM: sam, PATH: path, SAM_CLI_TELEMETRY: "0", __SAM_CLI_APP_DIR: home };
    const build = `"$SAM" build`;
    const cached = `${build} --cached`;
    const common = {
      env,
      commands: {
        "no cache": { run: build },
        "wheels cached": { run: build },
        "code-only change": { run: cached, before: cached },
      },
      zipped: `cd .aws-sam/build/Report && ${zip("../../../function.zip")}`,
      mayFail: true,
    };
    if (set.pinsForSam.length === 0) return [this.way(set, { ...common, name: "sam build" })];
    const name = `sam build, ${set.pinsForSam.join(" ")} added by hand`;
    return [
      this.way(set, { ...common, name: "sam build", commands: { "no cache": { run: build } }, rounds: 1 }),
      this.way(set, { ...common, name, pins: set.pinsForSam }),
    ];
  }

  private way(set: DependencySet, props: PeerProps): Way {
    const fingerprints: string[] = [];
    const contenders = Object.fromEntries(
      scenarios.flatMap((scenario) => {
        const command = props.commands[scenario];
        return command === undefined ? [] : [[scenario, this.contender(set, props, scenario, command, fingerprints)]];
      }),
    );
    const zips = [this.workshop.path(set.name, props.name, "wheels cached", "function.zip")];
    return { name: props.name, contenders, ...("wheels cached" in contenders ? { zips, fingerprints } : {}) };
  }

  private contender(
    set: DependencySet,
    props: PeerProps,
    scenario: Scenario,
    command: Command,
    fingerprints: string[],
  ): Contender {
    const { name, zipped, rounds = this.rounds, mayFail = false, pins = [] } = props;
    const folder = this.workshop.path(set.name, name, scenario);
    const cache = this.workshop.path(set.name, name, "cache"); // each round begins without one, and so fills it for the other scenarios
    const env = { ...props.env, PIP_CACHE_DIR: join(cache, "pip"), UV_CACHE_DIR: join(cache, "uv") };
    writeSource(join(folder, "src"), set);
    appendFileSync(join(folder, "src", "requirements.txt"), pins.map((pin) => `${pin}\n`).join(""));
    writeFileSync(join(folder, "template.yaml"), templateText(set));
    const shell = (script: string): void => {
      const { status, stderr } = spawnSync("sh", ["-c", script], { cwd: folder, env, encoding: "utf8", maxBuffer: 2 ** 28 });
      if (status !== 0 && !mayFail) throw new Error(`${name} failed:\n${stderr}`);
    };
    let { before } = command;
    return {
      ...{ name, file: "sh", args: ["-c", command.run], cwd: folder, env, rounds, mayFail },
      prepare: () => {
        if (scenario === "no cache") rmSync(cache, { recursive: true, force: true });
        if (before !== undefined) shell(before);
        before = undefined;
        if (scenario === "code-only change") editSource(join(folder, "src"), set);
        else
          for (const made of ["build", ".aws-sam", "function.zip"]) rmSync(join(folder, made), { recursive: true, force: true });
      },
      finish: () => {
        // Where zipping is extra, and takes seconds, one scenario is enough.
        if (scenario === "code-only change" || (scenario === "no cache" && zipped !== undefined)) return;
        if (zipped !== undefined) shell(zipped);
        fingerprints.push(fingerprint([join(folder, "function.zip")]));
      },
    };
  }
}

function installAndZip(install: string, zip: string): Record<"no cache" | "wheels cached" | "code-only change", Command> {
  const again = `cp src/* build && cd build && ${zip}`;
  const whole = `${install} && ${again}`;
  return {
    "no cache": { run: whole },
    "wheels cached": { run: whole },
    "code-only change": { run: again, before: `cp -r "../wheels cached/build" "../wheels cached/function.zip" .` },
  };
}

function templateText({ runtime }: DependencySet): string {
  return `Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: index.handler
      Runtime: ${runtime}
      Architectures: [x86_64]
`;
}
