import fc from "fast-check";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { contentHash } from "../../../lib/artifact/content-hash";
import { selectSource } from "../../../lib/artifact/stage";
import { writeStaged } from "../../../lib/artifact/write-staged";
import { errorText, inTemporaryFolder, write } from "./temporary-folder";

/** Every entry below a folder: kind, mode, path and content. */
function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .map((path) => {
      const stats = lstatSync(join(folder, path));
      const content = stats.isFile() ? readFileSync(join(folder, path), "latin1") : stats.isDirectory() ? "/" : "?";
      return `${(stats.mode & 0o7777).toString(8)} ${path} ${content}`;
    });
}

test("writes copies with normal modes, links as what they lead to, and no folder without a file", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "chat/index.py": "i\r\n", "chat/pkg/a.py": "a", "chat/bin/tool": "t", "chat/empty/tests/x": "" });
    writeFileSync(join(folder, "chat/raw.bin"), Buffer.from([0, 255, 10]));
    symlinkSync("pkg/a.py", join(folder, "chat/alias.py"));
    chmodSync(join(folder, "chat/index.py"), 0o600);
    chmodSync(join(folder, "chat/bin/tool"), 0o4750);
    chmodSync(join(folder, "chat/pkg"), 0o777);
    writeStaged(selectSource({ source: join(folder, "chat") }), join(folder, "out/deep/staged"));
    expect(listing(join(folder, "out"))).toEqual([
      "755 deep /",
      "755 deep/staged /",
      "644 deep/staged/alias.py a",
      "755 deep/staged/bin /",
      "755 deep/staged/bin/tool t",
      "644 deep/staged/index.py i\r\n",
      "755 deep/staged/pkg /",
      "644 deep/staged/pkg/a.py a",
      "644 deep/staged/raw.bin \0ÿ\n",
    ]);
  });
});

const trees = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,3}\.d(\/[a-z]{1,3}\.d){0,1}\/[a-z]{1,4}\.py$/),
  fc.string({ maxLength: 9 }),
  {
    minKeys: 1,
    maxKeys: 6,
  },
);
interface Circumstances {
  readonly umask: number;
  readonly seconds: number;
  readonly mode: number;
  readonly name: string;
  readonly order: readonly number[];
}
const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  umask: fc.constantFrom(0o000, 0o022, 0o027, 0o077, 0o777),
  seconds: fc.integer({ min: 1, max: 2_000_000_000 }),
  mode: fc.constantFrom(0o600, 0o644, 0o664, 0o666),
  name: fc.stringMatching(/^[a-z]{1,8}$/),
  order: fc.infiniteStream(fc.nat()).map((numbers) => [...numbers.take(6)]),
});

test("the order of creation, umask, times, modes and the folder change neither hash nor staged bytes", () => {
  const staged = (tree: Record<string, string>, { umask, seconds, mode, name, order }: Circumstances) =>
    inTemporaryFolder((folder) => {
      const source = join(folder, name);
      const entries = Object.entries(tree).map((entry, index) => ({ entry, rank: order[index] ?? 0 }));
      write(source, Object.fromEntries(entries.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry)));
      for (const path of Object.keys(tree)) {
        chmodSync(join(source, path), mode);
        utimesSync(join(source, path), seconds, seconds);
      }
      const before = process.umask(umask);
      try {
        const selected = selectSource({ source });
        writeStaged(selected, join(folder, "staged"));
        return { hash: contentHash(selected.shipped), listing: listing(join(folder, "staged")) };
      } finally {
        process.umask(before);
      }
    });
  fc.assert(
    fc.property(trees, circumstances, circumstances, (tree, one, other) => {
      expect(staged(tree, one)).toEqual(staged(tree, other));
    }),
    { numRuns: 50 },
  );
});

test("a rename, a changed byte and chmod +x each change the hash of a real folder", () => {
  inTemporaryFolder((folder) => {
    const hash = () => contentHash(selectSource({ source: folder }).shipped);
    write(folder, { "index.py": "a", "lib/b.py": "b" });
    const hashes = [hash()];
    write(folder, { "index.py": "c" });
    hashes.push(hash());
    chmodSync(join(folder, "index.py"), 0o755);
    hashes.push(hash());
    unlinkSync(join(folder, "lib/b.py"));
    write(folder, { "lib/B.py": "b" });
    hashes.push(hash());
    expect(new Set(hashes).size).toBe(4);
    write(folder, { ".env": "KEY=1", "tests/test_a.py": "" });
    expect(hash()).toBe(hashes[3]);
  });
});

test("a source that holds its own output stages the same again and again", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "index.py": "a" });
    const runs = ["one", "two"].map((run) => {
      const selected = selectSource({ source: folder });
      writeStaged(selected, join(folder, "cdktf.out/stacks", run));
      return listing(join(folder, "cdktf.out/stacks", run));
    });
    expect(runs).toEqual([["644 index.py a"], ["644 index.py a"]]);
  });
});

test("a file that vanished, changed or became something else since it was selected stops all, and nothing stays", () => {
  inTemporaryFolder((folder) => {
    write(folder, {
      "chat/gone.py": "",
      "chat/grown.py": "a",
      "chat/same-size.py": "a",
      "chat/swapped.py": "a",
      "chat/ok.py": "",
      secret: "s",
    });
    const selected = selectSource({ source: join(folder, "chat") });
    write(folder, { "chat/grown.py": "aa", "chat/same-size.py": "b" });
    for (const name of ["gone.py", "swapped.py"]) unlinkSync(join(folder, "chat", name));
    symlinkSync("../secret", join(folder, "chat/swapped.py"));
    mkdirSync(join(folder, "out"));
    const text = errorText(folder, () => {
      writeStaged(selected, join(folder, "out/staged"));
    });
    expect(readdirSync(join(folder, "out"))).toEqual([]);
    expect(text).toMatchInlineSnapshot(`
      "UserError
      gone.py vanished
        where: ~/chat/gone.py
        fix:   try again when nothing writes there
      grown.py changed while it was being staged
        where: ~/chat/grown.py
        fix:   try again when nothing writes to it
      same-size.py changed while it was being staged
        where: ~/chat/same-size.py
        fix:   try again when nothing writes to it
      swapped.py changed while it was being staged
        where: ~/chat/swapped.py
        fix:   try again when nothing writes to it"
    `);
  });
});

test("writes into an empty folder, never over what is there", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "chat/index.py": "new", "full/kept.txt": "kept", taken: "kept" });
    mkdirSync(join(folder, "empty"));
    const selected = selectSource({ source: join(folder, "chat") });
    writeStaged(selected, join(folder, "empty"));
    expect(listing(join(folder, "empty"))).toEqual(["644 index.py new"]);
    const before = listing(folder);
    const texts = ["full", "taken", "taken/below"].map((name) =>
      errorText(folder, () => {
        writeStaged(selected, join(folder, name));
      }),
    );
    expect(listing(folder)).toEqual(before);
    expect(texts.join("\n")).toMatchInlineSnapshot(`
      "UserError
      there is something where the files are to be staged
        where: ~/full
        fix:   remove it
      UserError
      there is something where the files are to be staged
        where: ~/taken
        fix:   remove it
      UserError
      there is something where the files are to be staged
        where: ~/taken/below
        fix:   remove it"
    `);
  });
});
