import { spawnSync } from "node:child_process";
import type { BadInput } from "./bad-input";
import { goodWheels, indexed, lock } from "./lock";
import type { Project } from "./project";

const pyproject = '[project]\nname = "report"\nversion = "1.0"\nrequires-python = ">=3.11"\ndependencies = ["tool==1.0"]\n';
const lockAnew = "lock anew: npm run lock -- report --runtime python3.11";

/** Makes the project one of pyproject.toml and uv.lock. */
function lockByUv(project: Project): void {
  project.write({ "report/requirements.txt": null, "report/pyproject.toml": pyproject });
  const options = { cwd: project.path("report"), env: project.environment, encoding: "utf8" } as const;
  const { status, stderr } = spawnSync(project.shared.uv, ["lock"], options);
  if (status !== 0) throw new Error(stderr);
}

/** Locks that say nothing, or not what the project needs. */
export const badLocks: readonly BadInput[] = [
  {
    name: "uv.lock and pylock.toml side by side",
    prepare: (project: Project): void => {
      lockByUv(project);
      lock(project, goodWheels(project));
    },
    says: {
      what: "uv.lock and pylock.toml both say what the function needs",
      where: "report/uv.lock and report/pylock.toml",
      fix: 'name the one that counts, requirements: "uv.lock" or "pylock.toml", or remove the other',
    },
  },
  {
    name: "a uv.lock from before its pyproject.toml was changed",
    prepare: (project: Project): void => {
      lockByUv(project);
      project.write({ "report/pyproject.toml": pyproject.replace("tool==1.0", "tool==2.0") });
    },
    says: { what: "uv.lock no longer fits pyproject.toml", where: "report/uv.lock", fix: "in report, run: uv lock" },
  },
  {
    name: "a uv.lock with the marks of a merge in it",
    prepare: (project: Project): void => {
      lockByUv(project);
      project.write({ "report/uv.lock": "version = 1\n<<<<<<< HEAD\n" });
    },
    says: { what: "not valid TOML: …", where: "report/uv.lock:2", fix: "mend the line" },
  },
  {
    name: "a pylock.toml from before its requirements were changed",
    files: { "report/requirements.txt": "tool==2.0\ncompiled\n" },
    prepare: (project: Project): void => {
      lock(project, goodWheels(project));
    },
    says: [
      {
        what: "the lock has tool 1.0, but ==2.0 is asked for",
        where: "report/requirements.txt:1",
        fix: lockAnew,
      },
      {
        what: "the lock does not have compiled, which was added since",
        where: "report/requirements.txt:2",
        fix: lockAnew,
      },
    ],
  },
  {
    name: "a pylock.toml from before a requirement was taken away",
    prepare: (project: Project): void => {
      const own = 'tool.lambda-container = { runtime = "python3.11", architecture = "x86_64", requirements = "others" }';
      lock(project, goodWheels(project), `lock-version = "1.0"\n${own}`);
    },
    says: {
      what: "the lock was written for other requirements than there are now",
      where: "report/pylock.toml",
      fix: lockAnew,
    },
  },
  {
    name: "a pylock.toml that is no TOML",
    files: { "report/pylock.toml": 'lock-version = "1.0"\n<<<<<<< HEAD\n' },
    says: { what: "not valid TOML: …", where: "report/pylock.toml:2", fix: "mend the line" },
  },
  {
    name: "a pylock.toml of a later format",
    prepare: (project: Project): void => {
      lock(project, goodWheels(project), 'lock-version = "2.0"');
    },
    says: {
      what: 'the lock has lock-version "2.0"; only 1.0 is known',
      where: "report/pylock.toml",
      fix: "write it with a tool that writes version 1.0: npm run lock",
    },
  },
  {
    name: "a pylock.toml for another Python",
    prepare: (project: Project): void => {
      lock(project, goodWheels(project), 'lock-version = "1.0"\nrequires-python = ">=3.13"');
    },
    says: {
      what: "the lock is for Python >=3.13, not for python3.11",
      where: "report/pylock.toml",
      fix: `${lockAnew}, or choose another runtime`,
    },
  },
  {
    name: "a pylock.toml written for another runtime and processor",
    packaging: "Packaging.layer()",
    prepare: (project: Project): void => {
      const own = 'tool.lambda-container = { runtime = "python3.12", architecture = "arm64" }';
      lock(project, goodWheels(project), `lock-version = "1.0"\n${own}`);
    },
    says: {
      what: "the lock was written for python3.12 on arm64, not for python3.11 on x86_64 (glibc 2.26)",
      where: "report/pylock.toml",
      fix: lockAnew,
    },
  },
  {
    name: "a pylock.toml whose wheels need another glibc",
    files: { "report/requirements.txt": "compiled\n" },
    prepare: (project: Project): void => {
      lock(project, { compiled: indexed(project, "compiled-2.0-cp311-cp311-manylinux_2_28_x86_64.whl") });
    },
    says: {
      what: "compiled 2.0 has no wheel in the lock that loads on python3.11 on x86_64 (glibc 2.26)",
      where: "report/pylock.toml:4",
      fix: lockAnew,
    },
  },
  {
    name: "a pylock.toml without a hash",
    prepare: (project: Project): void => {
      const { tool, dep } = goodWheels(project);
      lock(project, { tool, dep: { ...dep, sha256: "" } });
    },
    says: {
      what: "dep-1.0-py3-none-any.whl has no sha256 in the lock",
      where: "report/pylock.toml:9",
      fix: "write the lock anew, with sha256 hashes: npm run lock",
    },
  },
  {
    name: "a pylock.toml with another hash than the wheel's",
    prepare: (project: Project): void => {
      const { tool, dep } = goodWheels(project);
      lock(project, { dep, tool: { ...tool, sha256: "0".repeat(64) } });
    },
    says: {
      what: `tool-1.0-py3-none-any.whl is not what the lock or the index says: sha256 …, expected ${"0".repeat(64)}`,
      where: "report/requirements.txt:1",
      fix: "find out who changed it before you trust it; if that was meant, lock anew (npm run lock) or, without a lock, set LAMBDA_CONTAINER_REFRESH=1 once",
    },
  },
  {
    name: "a pylock.toml that names a wheel which is not there",
    prepare: (project: Project): void => {
      const { tool, dep } = goodWheels(project);
      lock(project, { dep, tool: { ...tool, location: "../wheels/tool-1.0-py3-none-any.whl" } });
    },
    says: {
      what: "wheels/tool-1.0-py3-none-any.whl does not exist any more",
      where: "report/requirements.txt:1",
      fix: "put the wheel back, or lock anew: npm run lock",
    },
  },
];
