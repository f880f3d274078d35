import { spawnSync } from "node:child_process";
import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { selectSource, type SelectedSource } from "../../../lib/artifact/stage";
import { errorText, inTemporaryFolder, makeFifo, write } from "./temporary-folder";

const paths = ({ shipped }: SelectedSource) => shipped.map(({ path }) => path);

/** Runs as a user who may not read everything: root may. Nothing else runs meanwhile, as all of it is synchronous. */
function asOrdinaryUser<T>(action: () => T): T {
  if (process.geteuid?.() !== 0) return action();
  process.seteuid?.(65534);
  try {
    return action();
  } finally {
    process.seteuid?.(0);
  }
}

test("lists every file with its path, size and executable bit, sorted by code units", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "b.py": "bb", "B.txt": "", "a/z.py": "z", "a.py": "a", "a/tool": "#!/bin/sh\n", ".hidden": "h" });
    for (const [path, mode] of [
      ["a/tool", 0o710],
      ["a.py", 0o600],
    ] as const)
      chmodSync(join(folder, path), mode);
    const { shipped } = selectSource({ source: folder });
    expect(shipped.map(({ path, size, executable }) => `${path} ${size} ${executable ? "x" : "-"}`)).toEqual([
      ".hidden 1 -",
      "B.txt 0 -",
      "a.py 1 -",
      "a/tool 10 x",
      "a/z.py 1 -",
      "b.py 2 -",
    ]);
    expect(shipped[2]?.absolutePath).toBe(join(folder, "a.py"));
    expect(shipped[2]?.sha256).toBe("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
  });
});

test("follows links to files and folders inside, under the link's own name", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "pkg/a.py": "a", "pkg/deep/b.py": "b", "pkg/__pycache__/a.pyc": "" });
    symlinkSync("pkg/a.py", join(folder, "alias.py"));
    symlinkSync(join(folder, "pkg"), join(folder, "mirror"));
    const selected = selectSource({ source: folder });
    expect(paths(selected)).toEqual(["alias.py", "mirror/a.py", "mirror/deep/b.py", "pkg/a.py", "pkg/deep/b.py"]);
    expect(selected.left).toContainEqual({ path: "mirror/__pycache__/", rule: "bytecode" });
  });
});

test("a source folder that is itself reached through a link is read like any other", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "real/pkg/a.py": "a" });
    symlinkSync("real", join(folder, "source"));
    symlinkSync("pkg", join(folder, "real/mirror"));
    expect(paths(selectSource({ source: join(folder, "source") }))).toEqual(["mirror/a.py", "pkg/a.py"]);
  });
});

test("every link that cannot be followed is named, all in one error", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "chat/index.py": "", "chat/pkg/a.py": "", "chat/.env": "KEY=1", "common/c.py": "" });
    const links = {
      "leaves.py": "../common/c.py",
      outside: "../common",
      passwd: "/etc/passwd",
      null: "/dev/null",
      nowhere: "gone.py",
      self: "self",
      ping: "pong",
      pong: "ping",
      "pkg/up": "..",
      "pkg/here": ".",
      "settings.txt": ".env",
    };
    for (const [link, target] of Object.entries(links)) symlinkSync(target, join(folder, "chat", link));
    expect(errorText(folder, () => selectSource({ source: join(folder, "chat") }))).toMatchInlineSnapshot(`
      "UserError
      the link leaves.py leaves the source folder, for ~/common/c.py
        where: ~/chat/leaves.py
        fix:   replace it by a copy, or leave it out with a line in .lambdaignore
      the link nowhere leads nowhere
        where: ~/chat/nowhere
        fix:   mend or remove it, or leave it out with a line in .lambdaignore
      the link null leaves the source folder, for /dev/null
        where: ~/chat/null
        fix:   replace it by a copy, or leave it out with a line in .lambdaignore
      the link outside leaves the source folder, for ~/common
        where: ~/chat/outside
        fix:   name the folder under additionalSources, or leave it out with a line in .lambdaignore
      the link passwd leaves the source folder, for /etc/passwd
        where: ~/chat/passwd
        fix:   replace it by a copy, or leave it out with a line in .lambdaignore
      the link ping leads in a circle
        where: ~/chat/ping
        fix:   mend or remove it, or leave it out with a line in .lambdaignore
      the link here leads back to a folder it lies in
        where: ~/chat/pkg/here
        fix:   remove it, or leave it out with a line in .lambdaignore
      the link up leads back to a folder it lies in
        where: ~/chat/pkg/up
        fix:   remove it, or leave it out with a line in .lambdaignore
      the link pong leads in a circle
        where: ~/chat/pong
        fix:   mend or remove it, or leave it out with a line in .lambdaignore
      the link self leads in a circle
        where: ~/chat/self
        fix:   mend or remove it, or leave it out with a line in .lambdaignore
      the link settings.txt leads to ~/chat/.env, which the rule secrets leaves out
        where: ~/chat/settings.txt
        fix:   remove it, or put /.env under include if that is to ship, or leave it out with a line in .lambdaignore"
    `);
  });
});

test("a circle over two linked folders is found", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "a/1.py": "", "b/2.py": "" });
    symlinkSync("../b", join(folder, "a/to-b"));
    symlinkSync("../a", join(folder, "b/to-a"));
    const text = errorText(folder, () => selectSource({ source: folder }));
    expect(text.match(/where: .*/g)).toEqual(["where: ~/a/to-b/to-a", "where: ~/b/to-a/to-b"]);
  });
});

test("a link back to a folder that was itself reached through a link is found", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "pkg/1.py": "" });
    symlinkSync("pkg", join(folder, "mirror"));
    symlinkSync("../pkg", join(folder, "pkg/again"));
    const text = errorText(folder, () => selectSource({ source: folder }));
    expect(text.match(/where: .*/g)).toEqual(["where: ~/mirror/again", "where: ~/pkg/again"]);
  });
});

test("a FIFO, a socket and names that not every system can write are named", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "index.py": "", "new\nline.py": "", "\u001b[31m.py": "", "back\\slash.py": "" });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from(".py")]), "");
    makeFifo(join(folder, "pipe"));
    // A socket's file outlives a process that ends without closing it.
    const leaveSocket = `require("net").createServer().listen("socket", () => process.kill(process.pid, 9))`;
    spawnSync(process.execPath, ["-e", leaveSocket], { cwd: folder });
    expect(errorText(folder, () => selectSource({ source: folder }))).toMatchInlineSnapshot(`
      "UserError
      the file name \\x1b[31m.py has a control character
        where: ~/\\x1b[31m.py
        fix:   rename it, or leave it out with a line in .lambdaignore
      the file name back\\\\slash.py has a backslash
        where: ~/back\\\\slash.py
        fix:   rename it, or leave it out with a line in .lambdaignore
      the file name caf\\xe9.py is not UTF-8
        where: ~/caf\\xe9.py
        fix:   rename it, or leave it out with a line in .lambdaignore
      the file name new\\nline.py has a control character
        where: ~/new\\nline.py
        fix:   rename it, or leave it out with a line in .lambdaignore
      pipe is a FIFO, not a file
        where: ~/pipe
        fix:   remove it, or leave it out with a line in .lambdaignore
      socket is a socket, not a file
        where: ~/socket
        fix:   remove it, or leave it out with a line in .lambdaignore"
    `);
  });
});

test("unreadable files and folders are named", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "index.py": "", "closed.py": "", "closed/a.py": "" });
    chmodSync(join(folder, "closed.py"), 0);
    chmodSync(join(folder, "closed"), 0);
    const text = errorText(folder, () => asOrdinaryUser(() => selectSource({ source: folder })));
    chmodSync(join(folder, "closed"), 0o755);
    expect(text).toMatchInlineSnapshot(`
      "UserError
      closed may not be read: permission denied
        where: ~/closed
        fix:   give yourself the right to read it, or leave it out with a line in .lambdaignore
      closed.py may not be read: permission denied
        where: ~/closed.py
        fix:   give yourself the right to read it, or leave it out with a line in .lambdaignore"
    `);
  });
});

test("whatever is odd about a file does not matter once a rule leaves it out", () => {
  inTemporaryFolder((folder) => {
    write(folder, {
      "index.py": "",
      ".venv/a.py": "",
      "closed/a.py": "",
      ".lambdaignore": "*.odd\n/closed/\n",
      "tests/ok.json": "",
    });
    symlinkSync("/usr/bin/python3", join(folder, ".venv/python"));
    symlinkSync("gone", join(folder, "dangling.odd"));
    symlinkSync("/etc", join(folder, "tests/etc"));
    makeFifo(join(folder, "pipe.odd"));
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from(".odd")]), "");
    chmodSync(join(folder, "closed"), 0);
    chmodSync(join(folder, ".venv"), 0);
    const selected = asOrdinaryUser(() => selectSource({ source: folder, include: ["tests/ok.json"] }));
    for (const name of ["closed", ".venv"]) chmodSync(join(folder, name), 0o755);
    expect(paths(selected)).toEqual(["index.py", "tests/ok.json"]);
    expect(selected.left).toEqual([
      { path: ".lambdaignore", rule: "lambdaignore" },
      { path: ".venv/", rule: "virtual-environments" },
      { path: "caf\\xe9.odd", rule: ".lambdaignore:1" },
      { path: "closed/", rule: ".lambdaignore:2" },
      { path: "dangling.odd", rule: ".lambdaignore:1" },
      { path: "pipe.odd", rule: ".lambdaignore:1" },
      { path: "tests/etc/", rule: "tests" },
    ]);
  });
});

test("a virtual environment is left out as a whole by what it holds", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "index.py": "", "py311/pyvenv.cfg": "", "py311/lib/a.py": "" });
    symlinkSync("/usr/bin/python3", join(folder, "py311/python"));
    const selected = selectSource({ source: folder });
    expect(paths(selected)).toEqual(["index.py"]);
    expect(selected.left).toEqual([{ path: "py311/", rule: "virtual-environments" }]);
  });
});
