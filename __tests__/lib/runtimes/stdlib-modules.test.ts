import { execFileSync } from "node:child_process";
import { findPythons } from "../../../lib/artifact/python-scan/find-python";
import { isManagedRuntime, type ManagedRuntimeName } from "../../../lib/runtimes/managed-runtimes";
import { standardLibrary } from "../../../lib/runtimes/stdlib-modules";

const windowsAlone = ["msilib", "msvcrt", "nt", "winreg", "winsound"];

/** What each Python of this machine says of its standard library, from 3.10 on: 3.9 cannot. */
const pythons = findPythons(10, process.env).flatMap(({ path, minor = 0 }) => {
  const runtime = `python3.${minor}`;
  return minor >= 10 && isManagedRuntime(runtime) ? [{ path, runtime }] : [];
});

test("there is a Python to compare with", () => {
  expect(pythons).not.toEqual([]);
});

test.each(pythons)("the modules of $runtime are those that it names itself", ({ path, runtime }) => {
  const script = "import sys; print(*sorted(sys.stdlib_module_names))";
  const names = execFileSync(path, ["-I", "-S", "-c", script], { encoding: "utf8" }).trim().split(" ");
  const known = names.filter((name) => !name.startsWith("_") && !windowsAlone.includes(name));
  expect(known.filter((name) => standardLibrary(runtime, name) !== "has it")).toEqual([]);
  const everywhereElse = pythons.flatMap((other) =>
    execFileSync(other.path, ["-I", "-S", "-c", script], { encoding: "utf8" }).trim().split(" "),
  );
  const wrong = everywhereElse.filter((name) => !names.includes(name) && standardLibrary(runtime, name) === "has it");
  expect(wrong).toEqual([]);
});

test.each<[ManagedRuntimeName, string, unknown]>([
  ["python3.9", "formatter", "has it"],
  ["python3.10", "formatter", { gone: 10 }],
  ["python3.11", "asynchat", "has it"],
  ["python3.12", "asynchat", { gone: 12 }],
  ["python3.12", "telnetlib", "has it"],
  ["python3.13", "telnetlib", { gone: 13 }],
  ["python3.10", "tomllib", { comes: 11 }],
  ["python3.13", "compression", { comes: 14 }],
  ["python3.14", "compression", "has it"],
  ["python3.12", "constructor", "never had it"],
  ["python3.12", "winreg", "never had it"],
])("%s and %s: %j", (runtime, module, answer) => {
  expect(standardLibrary(runtime, module)).toEqual(answer);
});
