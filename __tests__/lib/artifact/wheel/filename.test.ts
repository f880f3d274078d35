import { normalizedName, parseWheelFilename, readWheelFilename } from "../../../../lib/artifact/wheel/filename";

test("a name is taken apart", () => {
  expect(
    parseWheelFilename("Zope.Interface-7.2.post1+local.1-3b-cp311.cp312-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"),
  ).toEqual({
    distribution: "Zope.Interface",
    name: "zope-interface",
    version: "7.2.post1+local.1",
    build: { number: 3, suffix: "b" },
    pythons: ["cp311", "cp312"],
    abis: ["abi3"],
    platforms: ["manylinux_2_17_x86_64", "manylinux2014_x86_64"],
  });
  expect(parseWheelFilename("six-1.17.0-py2.py3-none-any.whl").build).toBeUndefined();
});

test.each([
  "six-1.17.0.tar.gz",
  "six-1.17.0-py3-none.whl",
  "six-1.17.0-b1-py3-none-any.whl",
  "six-1.17.0-1-2-py3-none-any.whl",
  "-1.17.0-py3-none-any.whl",
  "six--py3-none-any.whl",
  "../six-1.17.0-py3-none-any.whl",
  "six-1.17.0-py3..py2-none-any.whl",
  "six-1.17.0-py3-none-any.whl ",
])("%j is no wheel's name", (filename) => {
  expect(readWheelFilename(filename)).toBeUndefined();
  expect(() => parseWheelFilename(filename)).toThrow(`${filename} is not the name of a wheel`);
});

test.each([
  ["Zope.Interface", "zope-interface"],
  ["a__b-._c", "a-b-c"],
  ["six", "six"],
])("%s is %s", (name, normalized) => {
  expect(normalizedName(name)).toBe(normalized);
});
