import { requiredBy } from "../../../../lib/artifact/build/required-by";
import { platformOf } from "../../../../lib/artifact/resolve/platform";

const platform = platformOf("python3.11", "x86_64");

/** Who asks for dep, where tool and other have these lines of metadata. */
function askersOf({ tool = [], other = [] }: { readonly tool?: readonly string[]; readonly other?: readonly string[] }) {
  const all = [
    { name: "tool", requiresDist: tool },
    { name: "dep", requiresDist: [] },
    { name: "other", requiresDist: other },
  ];
  return requiredBy(all, platform).get("dep");
}

test.each([
  { what: "nobody", tool: [], by: [] },
  { what: "somebody", tool: ["dep"], by: ["tool"] },
  { what: "somebody who wants a version", tool: ["dep<2,>=1"], by: ["tool"] },
  { what: "somebody who wants it in brackets, as old metadata does", tool: ["dep (>=1)"], by: ["tool"] },
  { what: "somebody who wants it with an extra of its own", tool: ["dep[fast]>=1"], by: ["tool"] },
  { what: "somebody who names it by an address", tool: ["dep @ https://files.example/dep-1.0-py3-none-any.whl"], by: ["tool"] },
  { what: "somebody who spells it otherwise", tool: ["Dep"], by: ["tool"] },
  { what: "somebody who asks twice", tool: ["dep>=1", "dep<2"], by: ["tool"] },
  { what: "two, by name", tool: ["dep"], other: ["dep"], by: ["other", "tool"] },
  { what: "a line that cannot be read, beside one that can", tool: ["dep >>> 1"], other: ["dep"], by: ["other"] },
])("is required by $what", ({ tool, other = [], by }) => {
  expect(askersOf({ tool, other })).toEqual(by);
});

test.each([
  { marker: 'python_version >= "3.8"', by: ["tool"] },
  { marker: 'python_version < "3.8"', by: [] },
  { marker: 'sys_platform == "linux" and platform_machine == "x86_64"', by: ["tool"] },
  { marker: 'platform_machine == "aarch64"', by: [] },
  { marker: 'sys_platform == "win32" or implementation_name == "cpython"', by: ["tool"] },
  { marker: 'extra == "fast"', by: ["tool[fast]"] },
  { marker: "extra=='fast'", by: ["tool[fast]"] },
  { marker: '"fast" == extra', by: ["tool[fast]"] },
  { marker: 'extra == "fast" or extra == "all"', by: ["tool[all]", "tool[fast]"] },
  { marker: 'python_version >= "3.8" and extra == "fast"', by: ["tool[fast]"] },
  { marker: 'sys_platform == "win32" and extra == "fast"', by: [] },
  { marker: '(extra == "fast" and sys_platform == "win32") or (extra == "all" and os_name == "posix")', by: ["tool[all]"] },
  { marker: 'sys_platform == "linux" or extra == "fast"', by: ["tool"] }, // the extra is not needed for it
])("a marker decides on the function's platform: $marker", ({ marker, by }) => {
  expect(askersOf({ tool: [`dep>=1; ${marker}`] })).toEqual(by);
});

test("an extra that would ask for it is not named where another asks for it in any case", () => {
  expect(askersOf({ tool: ['dep; extra == "fast"'], other: ["dep"] })).toEqual(["other"]);
});

test("a distribution that gathers its own extras under another one does not ask for itself", () => {
  const all = [{ name: "tool", requiresDist: ['tool[fast]; extra == "all"', 'dep; extra == "fast"'] }];
  expect(requiredBy(all, platform).get("tool")).toEqual([]);
});

test("what is asked for but not there has no entry", () => {
  expect([...requiredBy([{ name: "tool", requiresDist: ["gone", 'never; sys_platform == "win32"'] }], platform)]).toEqual([
    ["tool", []],
  ]);
});
