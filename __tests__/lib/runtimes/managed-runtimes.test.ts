import {
  isManagedRuntime,
  managedRuntimes,
  pythonVersion,
  type ManagedRuntimeName,
} from "../../../lib/runtimes/managed-runtimes";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";

const names = Object.keys(managedRuntimes) as ManagedRuntimeName[];

test.each(names)("%s is deprecated before it is blocked, for creation before for updates", (name) => {
  const { deprecated, createBlocked, updateBlocked } = managedRuntimes[name];
  expect([deprecated, createBlocked, updateBlocked]).toEqual([deprecated, createBlocked, updateBlocked].sort());
});

test("a newer runtime never has an older glibc", () => {
  const minors = names.map((name) => Number(managedRuntimes[name].glibc.split(".")[1]));
  expect(minors).toEqual([...minors].sort((left, right) => left - right));
});

test("every runtime of the table can be named in a PythonFunction, and no other", () => {
  const offered = Object.values(PythonRuntime).map((runtime) => (runtime as PythonRuntime).name);
  expect(offered).toEqual(names);
});

test("python3.11 runs Python 3.11", () => {
  expect(pythonVersion("python3.11")).toBe("3.11");
});

test.each(["python3.8", "python2.7", "nodejs20.x", "toString"])("%s is no managed runtime of this project", (name) => {
  expect(isManagedRuntime(name)).toBe(false);
});
