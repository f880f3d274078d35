import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { selectSource } from "../../../lib/artifact/stage";
import { errorText, inTemporaryFolder, makeFifo, write } from "./temporary-folder";

test("later sources of rules count more: built-in, .lambdaignore, exclude, include", () => {
  inTemporaryFolder((folder) => {
    write(folder, {
      ".lambdaignore": "!ca.pem\n!.env\n*.md\n!README.md\n",
      "ca.pem": "",
      ".env": "",
      "server.pem": "",
      "a.md": "",
      "README.md": "",
      "LICENSE.md": "",
      "index.py": "",
    });
    const { root, shipped, left } = selectSource({
      source: folder,
      exclude: [".env", "README.md"],
      include: ["README.md", "LICENSE.md"],
    });
    expect(root).toBe(folder);
    expect(shipped.map(({ path }) => path)).toEqual(["LICENSE.md", "README.md", "ca.pem", "index.py"]);
    expect(left).toEqual([
      { path: ".env", rule: "exclude: .env" },
      { path: ".lambdaignore", rule: "lambdaignore" },
      { path: "a.md", rule: ".lambdaignore:3" },
      { path: "server.pem", rule: "secrets" },
    ]);
  });
});

test("a left-out folder is one entry, and one that is opened for a file lists the others", () => {
  inTemporaryFolder((folder) => {
    write(folder, {
      "index.py": "",
      "tests/data.json": "",
      "tests/test_a.py": "",
      "tests/deep/b.py": "",
      "cdktf.out/cdk.tf.json": "",
    });
    expect(selectSource({ source: folder }).left.map(({ path }) => path)).toEqual(["cdktf.out/", "tests/"]);
    const { shipped, left } = selectSource({ source: folder, include: ["tests/data.json"] });
    expect(shipped.map(({ path }) => path)).toEqual(["index.py", "tests/data.json"]);
    expect(left.map(({ path }) => path)).toEqual(["cdktf.out/", "tests/deep/", "tests/test_a.py"]);
  });
});

test("a further source is staged under its own name, by the same rules and its own .lambdaignore", () => {
  inTemporaryFolder((folder) => {
    write(folder, {
      "chat/index.py": "",
      "chat/.lambdaignore": "*.csv\n",
      "common/a.py": "",
      "common/.env": "",
      "common/a.csv": "",
      "common/.lambdaignore": "/notes/\n",
      "common/notes/a.txt": "",
      "common/deep/notes/b.txt": "",
      "common/data/c.json": "",
    });
    const { shipped, left } = selectSource({
      source: join(folder, "chat"),
      additionalSources: ["../common"],
      exclude: ["common/data/"],
    });
    expect(shipped.map(({ path }) => path)).toEqual(["common/a.csv", "common/a.py", "common/deep/notes/b.txt", "index.py"]);
    expect(shipped[1]?.absolutePath).toBe(join(folder, "common/a.py"));
    expect(left).toEqual([
      { path: ".lambdaignore", rule: "lambdaignore" },
      { path: "common/.env", rule: "secrets" },
      { path: "common/.lambdaignore", rule: "lambdaignore" },
      { path: "common/data/", rule: "exclude: common/data/" },
      { path: "common/notes/", rule: "common/.lambdaignore:1" },
    ]);
  });
});

test("a further source named like what rules leave out ships: it was asked for", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "chat/index.py": "", "tests/data.json": "" });
    const { shipped } = selectSource({ source: join(folder, "chat"), additionalSources: [join(folder, "tests")] });
    expect(shipped.map(({ path }) => path)).toEqual(["index.py", "tests/data.json"]);
  });
});

test("a relative source is one below the current folder, and is shown so", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "index.py": "" });
    expect(selectSource({ source: relative(process.cwd(), folder) }).root).toBe(folder);
  });
  expect(errorText("/nowhere", () => selectSource({ source: "lib/no-such-folder" }))).toMatchInlineSnapshot(`
    "UserError
    the source folder does not exist
      where: lib/no-such-folder
      fix:   create it, or correct the path"
  `);
});

test("everything wrong with folders, patterns and files is one error", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "chat/index.py": "", "chat/.lambdaignore": "ok\n../up\n", "file.py": "" });
    mkdirSync(join(folder, "odd"));
    writeFileSync(join(folder, "odd/.lambdaignore"), Buffer.from([0x63, 0xe9]));
    const selection = { source: join(folder, "chat"), additionalSources: ["../gone", "../file.py", "../odd", "/"] };
    expect(errorText(folder, () => selectSource({ ...selection, exclude: ["./a"], include: ["!b"] }))).toMatchInlineSnapshot(`
      "UserError
      the pattern "./a" matches nothing: it has a "." or ".." in it
        where: exclude[0] for ~/chat
        fix:   start at the source folder: /data/a.json
      the pattern "!b" has a "!", but include re-includes anyway
        where: include[0] for ~/chat
        fix:   write "b", or to leave it out, write that under exclude
      the pattern "../up" matches nothing: it has a "." or ".." in it
        where: ~/chat/.lambdaignore:2
        fix:   start at the source folder: /data/a.json
      the source folder does not exist
        where: ~/gone
        fix:   create it, or correct the path
      the source is a file, not a folder
        where: ~/file.py
        fix:   name the folder the handler lies in
      .lambdaignore cannot be read: not UTF-8
        where: ~/odd/.lambdaignore
        fix:   make it a text file in UTF-8 that you may read, or remove it
      the root of the file system cannot be a further source
        where: /
        fix:   name a folder in it"
    `);
  });
});

test("a source with nothing to ship is an error that says why", () => {
  const textFor = (files: Record<string, string>) =>
    inTemporaryFolder((folder) => {
      write(folder, files);
      return errorText(folder, () => selectSource({ source: folder }));
    });
  expect(textFor({})).toMatchInlineSnapshot(`
    "UserError
    the source folder is empty
      where: ~
      fix:   put the handler in it, or correct the path"
  `);
  expect(textFor({ ".env": "", ".git/config": "", "tests/a.py": "", "a.pyc": "" })).toMatchInlineSnapshot(`
    "UserError
    nothing in the source folder ships; left out are .env (secrets), .git/ (version-control), a.pyc (bytecode) and 1 more
      where: ~
      fix:   correct the path, or take files back in with include"
  `);
});

test("two sources with the same path, and names only Linux tells apart, are errors that name both", () => {
  inTemporaryFolder((folder) => {
    write(folder, {
      "chat/A.py": "",
      "chat/a.py": "",
      "chat/Pkg/x.py": "",
      "chat/pkg/y.py": "",
      "chat/pkg/z.py": "",
      "chat/e\u0301.py": "",
      "chat/\u00e9.py": "",
      "chat/common/same.py": "",
      "chat/common/other.py": "",
      "common/same.py": "",
      "common/Other.py": "",
    });
    const selection = { source: join(folder, "chat"), additionalSources: ["../common"] };
    expect(errorText(folder, () => selectSource(selection))).toMatchInlineSnapshot(`
      "UserError
      A.py and a.py are one name on macOS or Windows, which do not tell them apart
        where: ~/chat/a.py
        fix:   rename one of them, or leave it out with a line in .lambdaignore
      common/Other.py and common/other.py are one name on macOS or Windows, which do not tell them apart
        where: ~/chat/common/other.py
        fix:   rename one of them, or leave it out with a line in .lambdaignore
      two sources give common/same.py: ~/chat/common/same.py and ~/common/same.py
        where: ~/common/same.py
        fix:   rename one of them, or leave it out with a line in .lambdaignore
      Pkg and pkg are one name on macOS or Windows, which do not tell them apart
        where: ~/chat/pkg/y.py
        fix:   rename one of them, or leave it out with a line in .lambdaignore
      e\\u{301}.py and \\u{e9}.py are one name on macOS or Windows, which do not tell them apart
        where: ~/chat/é.py
        fix:   rename one of them, or leave it out with a line in .lambdaignore"
    `);
  });
});

test("what a rule leaves out collides with nothing", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "A.py": "", "a.py": "" });
    expect(selectSource({ source: folder, exclude: ["a.py"] }).shipped.map(({ path }) => path)).toEqual(["A.py"]);
  });
});

test("a .lambdaignore that cannot be read is an error, not an absent one", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "chat/index.py": "", "dangling/a.py": "", "folder/.lambdaignore/x": "", "pipe/a.py": "" });
    symlinkSync("gone", join(folder, "dangling/.lambdaignore"));
    makeFifo(join(folder, "pipe/.lambdaignore"));
    const selection = { source: join(folder, "chat"), additionalSources: ["../dangling", "../folder", "../pipe"] };
    expect(errorText(folder, () => selectSource(selection))).toMatchInlineSnapshot(`
      "UserError
      .lambdaignore cannot be read: ENOENT: no such file or directory, stat '~/dangling/.lambdaignore'
        where: ~/dangling/.lambdaignore
        fix:   make it a text file in UTF-8 that you may read, or remove it
      .lambdaignore cannot be read: a FIFO, device or folder
        where: ~/folder/.lambdaignore
        fix:   make it a text file in UTF-8 that you may read, or remove it
      .lambdaignore cannot be read: a FIFO, device or folder
        where: ~/pipe/.lambdaignore
        fix:   make it a text file in UTF-8 that you may read, or remove it"
    `);
  });
});

test.each([
  ["requirements.txt", "--index-url https://me:secret@index.example/simple\n", "left"],
  ["sub/requirements-dev.in", "--extra-index-url https://token@index.example/simple\n", "left"],
  ["pyproject.toml", '[[tool.uv.index]]\nurl = "https://me:secret@index.example/simple"\n', "left"],
  ["requirements.txt", "--index-url https://${USER}:${PASSWORD}@index.example/simple\n", "shipped"],
  ["requirements.txt", "six # ask me@example.com\n--index-url https://index.example/simple\n", "shipped"],
  ["notes.txt", "https://me:secret@index.example/simple\n", "shipped"],
] as const)("%s with %j is %s, whatever include says", (path, content, verdict) => {
  inTemporaryFolder((folder) => {
    write(folder, { "index.py": "", [path]: content });
    const { shipped, left } = selectSource({ source: folder, include: [path] });
    expect(shipped.map((file) => file.path)).toEqual(verdict === "shipped" ? ["index.py", path] : ["index.py"]);
    expect(left).toEqual(verdict === "shipped" ? [] : [{ path, rule: "secrets" }]);
  });
});
