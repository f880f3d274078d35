import type { FileExplanation, ZipExplanation } from "../../../cli/explain/model/explanation";

/** Texts under these names are of a closed list, and no stranger's. */
export const inertKeys: ReadonlySet<string> = new Set([
  ...["from", "strategy", "runtime", "architecture", "holds", "madeBy", "verdict", "floor", "step", "on", "known", "level", "by"],
  ...["chosen", "to"],
]);

const packages = [
  {
    name: "pandas",
    version: "2.2.3",
    unzippedBytes: 42_881_120,
    compressedBytes: 12_600_431,
    requiredBy: ["requirements.txt:1"],
  },
  { name: "numpy", version: "2.2.6", unzippedBytes: 41_002_881, compressedBytes: 13_904_220, requiredBy: ["pandas"] },
  { name: "tzdata", version: "2026.6", unzippedBytes: 1_900_002, compressedBytes: 300_118, requiredBy: ["pandas"] },
  {
    name: "pytz",
    version: "2026.6",
    unzippedBytes: 1_600_000,
    compressedBytes: 190_003,
    requiredBy: ["pandas", "tzdata", "other"],
  },
];

/** A layer of pandas, in short: as many files as make lists that are cut. */
export const pandasFiles: Pick<ZipExplanation, "distributions" | "files" | "left"> = {
  distributions: packages.map((each) => ({
    ...each,
    files: 20,
    chain: ["requirements.txt:1", each.name],
    wheel: `${each.name}.whl`,
  })),
  files: packages.flatMap(({ name }) =>
    Array.from({ length: 20 }, (_, at): FileExplanation => ({
      ...{ path: `python/${name}/part_${String(at).padStart(2, "0")}.py`, bytes: 1_000 + at, compressedBytes: 400 + at },
      ...{ mode: "0644", origin: name },
    })),
  ),
  left: [
    ...Array.from({ length: 9 }, (_, at) => ({
      ...{ path: `python/pandas/tests/test_${at}/`, rule: "tests", why: "no function runs them", distribution: "pandas" },
    })),
    { path: "python/numpy/core/include/", rule: "headers", why: "they are for compilers", distribution: "numpy" },
  ],
};
