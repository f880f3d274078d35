import { fulfils, parseSpecifier, pinnedVersion, specifierText } from "../../../../lib/artifact/requirements/specifier";
import { compareVersions, parseVersion } from "../../../../lib/artifact/requirements/version";

const inOrder = [
  "1.dev0",
  "1.0.dev456",
  "1.0a1",
  "1.0a2.dev456",
  "1.0a12",
  "1.0b1.dev456",
  "1.0b2",
  "1.0rc1",
  "1.0",
  "1.0+abc.5",
  "1.0+abc.7",
  "1.0+5",
  "1.0.post456.dev34",
  "1.0.post456",
  "1.1.dev1",
  "1.10",
  "2!0.1",
];

test("versions are ordered as PEP 440 says", () => {
  const versions = inOrder.map((text) => {
    const version = parseVersion(text);
    if (version === undefined) throw new Error(`${text} is a version`);
    return { text, version };
  });
  const sorted = [...versions].reverse().sort((left, right) => compareVersions(left.version, right.version));
  expect(sorted.map(({ text }) => text)).toEqual(inOrder);
});

test.each([
  ["1.0", "1"],
  ["1.0", "v1.0.0"],
  ["1.0-alpha.1", "1.0a1"],
  ["1.0-1", "1.0.post1"],
  ["1.0RC1", "1.0c1"],
])("%s and %s are one version", (left, right) => {
  const [a, b] = [parseVersion(left), parseVersion(right)];
  expect(a !== undefined && b !== undefined && compareVersions(a, b)).toBe(0);
});

test.each(["", "one", "1.", "1..0", "1.0+", "1.0-x", "=1"])("%j is no version", (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

test.each([
  ["2.2.3", "==2.2.3", true],
  ["2.2.3", "==2.2.*", true],
  ["2.3.0", "==2.2.*", false],
  ["2.2.3", "!=2.2.*", false],
  ["2.2.3", ">=2,<3", true],
  ["3.0", ">=2,<3", false],
  ["2.2.9", "~=2.2.3", true],
  ["2.3.0", "~=2.2.3", false],
  ["2.3.0", "~=2.2", true],
  ["1.0+local", "==1.0", true],
  ["1.0.post1", ">1.0", false],
  ["1.1", ">1.0", true],
  ["1.0a1", "<1.0", false],
  ["1.0", "===1.0", true],
  ["1.0", "", true],
])("%s fulfils %j: %p", (version, specifier, expected) => {
  const clauses = parseSpecifier(specifier);
  expect(clauses !== undefined && fulfils(version, clauses)).toBe(expected);
});

test.each(["=1.0", "1.0", ">=", ">=1.0,,<2", "=>1", ">=one", "~=1"])("%j is no condition on a version", (text) => {
  expect(parseSpecifier(text)).toBeUndefined();
});

test.each([
  ["==1.2.3", "1.2.3"],
  ["===1.2.3", "1.2.3"],
  ["==1.2.*", undefined],
  [">=1.2.3", undefined],
  ["", undefined],
])("%j pins %p", (text, version) => {
  expect(pinnedVersion(parseSpecifier(text) ?? [])).toBe(version);
});

test("a condition is written as it was read, but for spaces", () => {
  expect(specifierText(parseSpecifier(">= 1.0 , <2") ?? [])).toBe(">=1.0,<2");
});
