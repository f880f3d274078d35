import { judgePath } from "../../../lib/artifact/select";
import { excludeRules, includeRules, lambdaignoreRules } from "../../../lib/artifact/user-rules";

const root = "/home/me/chat";
const parse = (text: string) => lambdaignoreRules(text, { name: ".lambdaignore", file: "chat/.lambdaignore", root });

test.each([
  { what: "LF", text: "# docs\n\n*.md\n!keep.md\n" },
  { what: "CRLF", text: "# docs\r\n\r\n*.md\r\n!keep.md\r\n" },
  { what: "CR alone", text: "# docs\r\r*.md\r!keep.md" },
  { what: "a byte order mark", text: "\uFEFF# docs\n\n*.md\n!keep.md" },
  { what: "spaces at the ends", text: "# docs\n  \n*.md  \n!keep.md " },
])("a .lambdaignore with $what reads the same, line numbers too", ({ text }) => {
  const { rules, complaints } = parse(text);
  expect(complaints).toEqual([]);
  expect(rules.map(({ name, readmits }) => ({ name, readmits }))).toEqual([
    { name: ".lambdaignore:3", readmits: false },
    { name: ".lambdaignore:4", readmits: true },
  ]);
  expect(judgePath(rules, "a.md").leftBy?.name).toBe(".lambdaignore:3");
  expect(judgePath(rules, "keep.md").leftBy).toBeUndefined();
});

test("exclude names its pattern and may re-include; include re-includes", () => {
  const rules = [
    ...excludeRules(["data/*", "!data/a.json"], "chat", root).rules,
    ...includeRules(["data/b.json"], "chat", root).rules,
  ];
  expect(judgePath(rules, "data/c.json").leftBy?.name).toBe("exclude: data/*");
  expect(judgePath(rules, "data/a.json").leftBy).toBeUndefined();
  expect(judgePath(rules, "data/b.json").leftBy).toBeUndefined();
});

test("every line that cannot be read is named with its line", () => {
  const text = [
    "*.md",
    "../common",
    "./data",
    "!",
    "odd\\",
    "/home/me/chat/tests/",
    "C:\\data",
    "~/x",
    "//x",
    "a/../b",
    "/",
  ].join("\n");
  const { rules, complaints } = parse(text);
  expect(rules.map(({ name }) => name)).toEqual([".lambdaignore:1"]);
  expect(complaints.map(({ what, where, fix }) => `${where ?? ""} ${what} -> ${fix}`)).toMatchInlineSnapshot(`
    [
      "chat/.lambdaignore:2 the pattern "../common" matches nothing: it has a "." or ".." in it -> start at the source folder: /data/a.json",
      "chat/.lambdaignore:3 the pattern "./data" matches nothing: it has a "." or ".." in it -> start at the source folder: /data/a.json",
      "chat/.lambdaignore:4 the pattern "!" is empty -> remove it, or name a file or a folder",
      "chat/.lambdaignore:5 the pattern "odd\\\\" ends in a lone backslash -> remove the backslash, or write two for one",
      "chat/.lambdaignore:6 the pattern "/home/me/chat/tests/" is a path of this machine -> write it relative to the source folder",
      "chat/.lambdaignore:7 the pattern "C:\\\\data" is a path of this machine -> write it relative to the source folder",
      "chat/.lambdaignore:8 the pattern "~/x" is a path of this machine -> write it relative to the source folder",
      "chat/.lambdaignore:9 the pattern "//x" names no file -> name a file or a folder",
      "chat/.lambdaignore:10 the pattern "a/../b" matches nothing: it has a "." or ".." in it -> start at the source folder: /data/a.json",
      "chat/.lambdaignore:11 the pattern "/" names no file -> name a file or a folder",
    ]
  `);
});

test("a pattern of a function is named with its place in the list", () => {
  const complaints = [
    ...excludeRules(["ok", "", "../x"], "chat", root).complaints,
    ...includeRules(["!tests/", "./y"], "chat", root).complaints,
  ];
  expect(complaints.map(({ what, where, fix }) => `${where ?? ""} ${what} -> ${fix}`)).toMatchInlineSnapshot(`
    [
      "exclude[1] for chat the pattern "" is empty -> remove it, or name a file or a folder",
      "exclude[2] for chat the pattern "../x" matches nothing: it has a "." or ".." in it -> start at the source folder: /data/a.json",
      "include[0] for chat the pattern "!tests/" has a "!", but include re-includes anyway -> write "tests/", or to leave it out, write that under exclude",
      "include[1] for chat the pattern "./y" matches nothing: it has a "." or ".." in it -> start at the source folder: /data/a.json",
    ]
  `);
});

test.each(["data\\\\", "[", "a[b", "***", "ä*", "a\\ ", "#x"])("the odd pattern %j is as good as in Git", (pattern) => {
  expect(excludeRules([pattern], "chat", root).complaints).toEqual([]);
});
