import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { contentHash } from "../../../lib/artifact/content-hash";
import { fromDefault, fromPattern, judgePath, type Rule } from "../../../lib/artifact/select";
import { defaultRules } from "../../../lib/artifact/selection-rules";
import { selectSource } from "../../../lib/artifact/stage";
import { excludeRules, includeRules } from "../../../lib/artifact/user-rules";
import { inTemporaryFolder, write } from "./temporary-folder";

const folderName = fc.constantFrom("a", "b", "docs", "tests", ".venv", "c");
const fileName = fc.constantFrom("x.py", "y.json", ".env", "test_z.py", "c.pyc", "README.md");
const path = fc.tuple(fc.array(folderName, { maxLength: 3 }), fileName).map(([folders, last]) => [...folders, last].join("/"));
const step = fc.oneof(folderName, fileName, fc.constantFrom("*", "**", "*.py", "?", "[ab]", "t*"));
/** As in a .gitignore file, without `!`. */
const pattern = fc
  .tuple(fc.constantFrom("", "/"), fc.array(step, { minLength: 1, maxLength: 3 }), fc.constantFrom("", "/"))
  .map(([start, steps, end]) => `${start}${steps.join("/")}${end}`);
const anyPattern = fc.tuple(fc.boolean(), pattern).map(([readmits, body]) => `${readmits ? "!" : ""}${body}`);
const patterns = fc.array(anyPattern, { maxLength: 5 });

const builtIn = defaultRules.map(fromDefault);
const rulesOf = (lines: readonly string[]): Rule[] => [
  ...builtIn,
  ...lines.map((line, index) => fromPattern(`line ${index}`, line)),
];
const ships = (lines: readonly string[], file: string): boolean => judgePath(rulesOf(lines), file).leftBy === undefined;
const runs = { numRuns: 1_000 };

test("one more rule at the end that leaves out never makes more ship, and one that takes back in never makes less ship", () => {
  fc.assert(
    fc.property(patterns, pattern, path, (lines, more, file) => {
      if (!ships(lines, file)) expect(ships([...lines, more], file)).toBe(false);
      if (ships(lines, file)) expect(ships([...lines, `!${more}`], file)).toBe(true);
    }),
    runs,
  );
});

test("the last rule wins where it spells out the path", () => {
  fc.assert(
    fc.property(patterns, path, (lines, file) => {
      expect([ships([...lines, `/${file}`], file), ships([...lines, `!/${file}`], file)]).toEqual([false, true]);
    }),
    runs,
  );
});

test("a folder taken back in keeps, however deep, what the folders above it that were taken back in brought", () => {
  fc.assert(
    fc.property(fc.array(folderName, { minLength: 1, maxLength: 3 }), (folders) => {
      // Each folder is left out by a rule of its own and taken back in; only `tests` says anything of test_z.py.
      const inside = folders.map((_, index) => `/tests/${folders.slice(0, index + 1).join("/")}/`);
      const lines = ["!/tests/", ...inside.flatMap((folder) => [folder, `!${folder}`])];
      expect(ships(lines, `tests/${folders.join("/")}/test_z.py`)).toBe(true);
    }),
    runs,
  );
});

test("without rules that take back in, nothing ships below a folder that is left out", () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 5 }), path, (lines, file) => {
      const rules = rulesOf(lines);
      const above = [...file.matchAll(/\//g)].map(({ index }) => file.slice(0, index + 1));
      const isFolderLeft = above.some((folder) => judgePath(rules, folder).leftBy !== undefined);
      if (isFolderLeft) expect(judgePath(rules, file).leftBy).toBeDefined();
    }),
    runs,
  );
});

test("patterns that leave out leave out what Git ignores by them", () => {
  inTemporaryFolder((folder) => {
    const git = (input: string, ...args: readonly string[]): string => {
      const settings = ["-c", "core.ignorecase=false", "-c", "core.excludesFile=/dev/null"];
      const { status, stdout, stderr } = spawnSync("git", [...settings, ...args], { cwd: folder, input, encoding: "utf8" });
      if (status !== 0 && status !== 1) throw new Error(stderr); // 1: none is ignored
      return stdout;
    };
    git("", "init", "--quiet");
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 4 }),
        fc.uniqueArray(path, { minLength: 1, maxLength: 20 }),
        (lines, files) => {
          writeFileSync(join(folder, ".gitignore"), `${lines.join("\n")}\n`);
          // Four words a file: the first, where the pattern stands, is empty for one that is not ignored.
          const said = git(files.join("\0"), "check-ignore", "--no-index", "--non-matching", "--verbose", "-z", "--stdin").split(
            "\0",
          );
          const ignored = files.map((_, index) => said[index * 4] !== "");
          const rules = lines.map((line) => fromPattern(line, line));
          expect(files.map((file) => judgePath(rules, file).leftBy !== undefined)).toEqual(ignored);
        },
      ),
      { numRuns: 100 },
    );
  });
});

const tree = fc.uniqueArray(path, { minLength: 1, maxLength: 12 });

test("in a real folder each file ships or is left out as its path is judged, in whatever order the files were made", () => {
  inTemporaryFolder((folder) => {
    fc.assert(
      fc.property(tree, fc.array(pattern, { maxLength: 3 }), fc.array(pattern, { maxLength: 2 }), (files, exclude, include) => {
        const made = (paths: readonly string[]): string => {
          const source = mkdtempSync(join(folder, "source-"));
          write(source, { ...Object.fromEntries(paths.map((each) => [each, each])), "index.py": "" });
          return source;
        };
        const options = { exclude, include: [...include, "/index.py"] };
        const source = made(files);
        const rules = [
          ...builtIn,
          ...excludeRules(exclude, "", source).rules,
          ...includeRules(options.include, "", source).rules,
        ];
        const { shipped, left } = selectSource({ source, ...options });
        const shippedPaths = shipped.map((each) => each.path);
        const isLeft = (file: string): boolean =>
          left.some((each) => each.path === file || (each.path.endsWith("/") && file.startsWith(each.path)));
        for (const file of files) {
          const isShipped = judgePath(rules, file).leftBy === undefined;
          expect([file, shippedPaths.includes(file), isLeft(file)]).toEqual([file, isShipped, !isShipped]);
        }
        const again = selectSource({ source: made([...files].reverse()), ...options });
        expect(contentHash(again.shipped)).toBe(contentHash(shipped));
      }),
      { numRuns: 60 },
    );
  });
});
