import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { planSplice } from "../../../../lib/artifact/splice/plan";
import { splice, type Splice, type SpliceProps } from "../../../../lib/artifact/splice/splice";
import { keepAll } from "../../../../lib/artifact/wheel/slim";
import { readCentralDirectory } from "../../../../lib/artifact/zip/central-directory";
import { withFile } from "../../../../lib/artifact/zip/read-range";
import { verifyEntries } from "../../../../lib/artifact/zip/verify-entries";
import { inTemporaryFolder } from "../temporary-folder";
import { indexedWheel, type MadeWheel } from "../wheel/make-wheel";

type File = readonly [path: string, content: string, executable: boolean, stored: boolean];

const folders = fc.array(fc.constantFrom("a", "bé", "tests", "c d"), { maxLength: 3 });
const name = fc.constantFrom("x.py", "test_y.py", "z.pyi", "größe.txt", "module.c", "😀.json", "__init__.py");
const path = fc.tuple(folders, name).map(([steps, last]) => [...steps, last].join("/"));
const file: fc.Arbitrary<File> = fc.tuple(path, fc.string({ maxLength: 300 }), fc.boolean(), fc.boolean());
const files = fc.uniqueArray(file, { minLength: 1, maxLength: 8, selector: ([each]) => each });

/** Up to four distributions, each in a package of its own, and the function's files, in a folder of theirs. */
const ingredients = fc.record({
  wheels: fc.array(files, { minLength: 1, maxLength: 4 }),
  own: files,
});

const nameOf = (index: number): string => `dist${index}`;
/** Each also brings a file that all bring, packed now so and now so. */
const wheelOf = (each: readonly File[], index: number): MadeWheel => ({
  name: nameOf(index),
  files: {
    ...Object.fromEntries(
      each.map(([inside, content, executable, stored]) => [`${nameOf(index)}/${inside}`, { content, executable, stored }]),
    ),
    "shared/one.py": { content: "1", stored: index % 2 === 0 },
  },
});
const ownOf = (each: readonly File[]): SpliceProps["files"] =>
  each.map(([inside, content, executable]) => ({ path: `own/${inside}`, executable, content: Buffer.from(content) }));

interface Spliced {
  readonly props: SpliceProps;
  readonly result: Splice;
}

/** Makes the wheels and splices, in a folder of its own below this one. */
function spliceIn(folder: string, wheels: readonly MadeWheel[], own: SpliceProps["files"], slim = true): Spliced {
  const place = mkdtempSync(join(folder, "splice-"));
  const indexed = wheels.map((each) => indexedWheel(place, each));
  const props = { wheels: indexed, files: own, prefix: "", output: join(place, "a.zip"), slim } as const;
  return { props, result: splice(props) };
}

const reversed = (wheel: MadeWheel): MadeWheel => ({
  ...wheel,
  files: Object.fromEntries(Object.entries(wheel.files).reverse()),
});
const inAnyOrder = ingredients.chain((given) => {
  const wheels = given.wheels.map(wheelOf);
  return fc.record({
    wheels: fc.constant(wheels),
    own: fc.constant(ownOf(given.own)),
    otherWheels: fc.shuffledSubarray(wheels, { minLength: wheels.length }),
    otherOwn: fc.shuffledSubarray([...ownOf(given.own)], { minLength: given.own.length }),
  });
});
const runs = { numRuns: 25 };

test("whatever the order of wheels, of the entries in each, and of files, the bytes and what is said of them are the same", () => {
  fc.assert(
    fc.property(inAnyOrder, ({ wheels, own, otherWheels, otherOwn }) => {
      inTemporaryFolder((folder) => {
        const { result } = spliceIn(folder, wheels, own);
        expect(spliceIn(folder, otherWheels.map(reversed), otherOwn).result).toEqual(result);
      });
    }),
    runs,
  );
});

/** Another one, which is none of those there are. */
const renamed = (path: string): string => path.replace(/[^/]+$/, (last) => `renamed-${last}`);
const changes: Readonly<Record<string, (each: File) => File>> = {
  renamed: ([path, ...rest]) => [renamed(path), ...rest],
  "made executable, or no more": ([path, content, executable, stored]) => [path, content, !executable, stored],
  "longer by a byte": ([path, content, ...rest]) => [path, `${content}!`, ...rest],
};

test.each(Object.entries(changes))("one file that is %s, of a wheel or of the function, changes the bytes", (_what, change) => {
  fc.assert(
    fc.property(ingredients, fc.nat(), ({ wheels, own }, pick) => {
      inTemporaryFolder((folder) => {
        const all = [own, ...wheels];
        const at = pick % all.length;
        const changed = all.map((each, index) =>
          index === at ? each.map((one, which) => (which === 0 ? change(one) : one)) : each,
        );
        const hashOf = ([first = [], ...others]: readonly (readonly File[])[]): string =>
          spliceIn(folder, others.map(wheelOf), ownOf(first), false).result.sha256;
        expect(hashOf(changed)).not.toBe(hashOf(all));
      });
    }),
    runs,
  );
});

test("the ZIP lists what was planned, in its order, with the sizes, hashes and modes that are said", () => {
  fc.assert(
    fc.property(ingredients, fc.boolean(), ({ wheels, own }, slim) => {
      inTemporaryFolder((folder) => {
        const { props, result } = spliceIn(folder, wheels.map(wheelOf), ownOf(own), slim);
        if (!slim)
          expect(result.entries.map(({ path }) => path)).toEqual(planSplice(props, keepAll).entries.map(({ path }) => path));
        withFile(props.output, (zip) => {
          const records = readCentralDirectory(zip);
          const hashes = verifyEntries(zip, records);
          expect(
            records.map((record, index) => [
              record.name,
              record.size,
              record.compressedSize,
              record.unixMode & 0o777,
              hashes[index],
            ]),
          ).toEqual(result.entries.map((each) => [each.path, each.bytes, each.compressedBytes, each.mode, each.sha256]));
        });
        const paths = result.entries.map(({ path }) => path);
        expect(paths).toEqual([...new Set(paths)].sort());
      });
    }),
    runs,
  );
});

test("each file of a wheel either ships, from that wheel and with its bytes, or is said to be left behind by a rule", () => {
  fc.assert(
    fc.property(ingredients, ({ wheels, own }) => {
      inTemporaryFolder((folder) => {
        const { result } = spliceIn(folder, wheels.map(wheelOf), ownOf(own));
        const left = result.left.map(({ path }) => path);
        const isLeft = (path: string): boolean =>
          left.some((each) => path === each || (each.endsWith("/") && path.startsWith(each)));
        const shipped = new Map(result.entries.map((each) => [each.path, each]));
        for (const [index, each] of wheels.entries()) {
          for (const [inside, content] of each) {
            const path = `${nameOf(index)}/${inside}`;
            const entry = shipped.get(path);
            expect([path, isLeft(path)]).toEqual([path, entry === undefined]);
            if (entry === undefined) continue;
            expect(entry.origin).toEqual({ distribution: nameOf(index), version: "1.0" });
            expect(entry.sha256).toBe(createHash("sha256").update(content).digest("hex"));
          }
        }
        for (const { path } of ownOf(own)) expect(shipped.get(path)?.origin).toBe("first-party");
      });
    }),
    runs,
  );
});
