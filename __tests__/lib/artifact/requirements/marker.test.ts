import fc from "fast-check";
import { holds, parseMarker, type MarkerEnvironment } from "../../../../lib/artifact/requirements/marker";

const lambda: MarkerEnvironment = {
  python_version: "3.11",
  python_full_version: "3.11.9",
  os_name: "posix",
  sys_platform: "linux",
  platform_release: "",
  platform_system: "Linux",
  platform_version: "",
  platform_machine: "x86_64",
  platform_python_implementation: "CPython",
  implementation_name: "cpython",
  implementation_version: "3.11.9",
};

function isSo(text: string, extras: readonly string[] = []): boolean | string {
  const parsed = parseMarker(text);
  return "fault" in parsed ? parsed.fault : holds(parsed.marker, lambda, extras);
}

test.each([
  ['python_version >= "3.8"', true],
  ['python_version < "3.8"', false],
  ["python_version == '3.11'", true],
  ['python_version >= "3.9" and python_version < "3.12"', true],
  ['python_full_version >= "3.11.10"', false],
  ['python_version == "3.*"', true],
  ['python_version in "3.10 3.11"', true],
  ['python_version not in "3.10, 3.12"', true],
  ['"3.9" <= python_version', true],
  ['sys_platform == "win32"', false],
  ['sys_platform != "win32"', true],
  ['sys_platform == "linux" or sys_platform == "darwin"', true],
  ['platform_machine == "aarch64"', false],
  ['platform_python_implementation != "PyPy"', true],
  ['os.name == "nt"', false],
  ['(python_version < "3" or os_name == "posix") and implementation_name == "cpython"', true],
  ['os_name == "nt" and os_name == "nt" or sys_platform == "linux"', true],
  ['extra == "fast"', false],
  ['extra != "fast"', true],
  ['python_version~="3.10"', true],
])("%s holds on Lambda: %p", (text, expected) => {
  expect(isSo(text)).toBe(expected);
});

test("an extra holds where it is asked for, however it is spelled", () => {
  expect(isSo('extra == "Fast_Path"', ["fast-path"])).toBe(true);
});

test.each([
  ["", "the marker is empty"],
  ["python_version", "the marker ends where a comparison should stand"],
  ['python_version >= "3" and', "the marker ends where a variable or a quoted text should stand"],
  ['python_version = "3"', "the marker cannot be read at ="],
  ['(python_version >= "3"', 'a ")" is missing in the marker'],
  ['python_version >= "3")', "the marker goes on with ) where it should end"],
  ['python >= "3"', "the marker asks for python, which is no variable of markers"],
  ['"a" == "b"', "the marker compares two texts with each other"],
  ["python_version >= 3", "the marker cannot be read at 3"],
  ["(".repeat(80), "the marker is nested too deeply"],
])("%j is refused", (text, fault) => {
  expect(isSo(text)).toBe(fault);
});

test("whatever the text, it is read or refused by a sentence", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc
          .array(fc.constantFrom("python_version", "(", ")", "and", "or", "not", "in", ">=", '"3"', "'"))
          .map((words) => words.join(" ")),
      ),
      (text) => {
        expect(["boolean", "string"]).toContain(typeof isSo(text));
      },
    ),
  );
});
