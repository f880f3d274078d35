import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { type MadeWheel, makeWheel } from "../../artifact/wheel/make-wheel";
import type { BadInput, Said } from "./bad-input";
import { lock } from "./lock";
import type { Project } from "./project";

type Files = MadeWheel["files"];

/** Has the project lock wheels that lie beside it, each of its own module and these files. */
export function locking(
  named: Readonly<Record<string, Files>>,
  change = (path: string): string => path,
): (project: Project) => void {
  return (project) => {
    mkdirSync(project.path("wheels"));
    const paths = Object.entries(named).map(([name, files]) =>
      change(makeWheel(project.path("wheels"), { name, files: { [`${name}.py`]: "", ...files } })),
    );
    project.write({ "report/requirements.txt": `${Object.keys(named).join("\n")}\n` });
    lock(project, Object.fromEntries(paths.map((path) => [path, { path }])));
  };
}

/** Has it lock one whose bytes are changed after it was made, and before it is locked. */
function lockingChanged(change: (bytes: Buffer) => Buffer): (project: Project) => void {
  return locking({ odd: { "odd/a.py": "" } }, (path) => {
    writeFileSync(path, change(readFileSync(path)));
    return path;
  });
}

/** Writes into both headers of an entry: the one before its content, and 46 bytes before its name, the one in the list at the end. */
function inHeaders(write: (bytes: Buffer, local: number, listed: number) => void): (bytes: Buffer) => Buffer {
  return (bytes) => {
    write(bytes, bytes.indexOf("odd/a.py") - 30, bytes.lastIndexOf("odd/a.py") - 46);
    return bytes;
  };
}

function refused(why: string): Said {
  return {
    what: `odd-1.0-py3-none-any.whl is ${why}`,
    where: "~/cache/v1/wheels/…/odd-1.0-py3-none-any.whl",
    fix: "use another release of it, or ask who published it to mend it",
  };
}

/** Wheels that are what the lock says, and of which no artifact can be made all the same. */
export const badWheels: readonly BadInput[] = [
  {
    name: "a wheel that was cut short before it was locked",
    prepare: lockingChanged((bytes) => bytes.subarray(0, 200)),
    says: refused("damaged: no ZIP ends here; it is cut short or something else"),
  },
  {
    name: "a wheel with content that does not fit its checksum",
    prepare: lockingChanged(
      inHeaders((bytes, local, listed) => {
        bytes.writeUInt32LE(1, local + 14);
        bytes.writeUInt32LE(1, listed + 16);
      }),
    ),
    says: refused("damaged: the content of odd/a.py does not fit: its CRC-32 is another"),
  },
  {
    name: "a wheel with a name that leads out of the folder",
    prepare: locking({ odd: { "../../index.py": "" } }),
    says: refused("refused: the entry ../../index.py has a name that leads out of the folder"),
  },
  {
    name: "a wheel with an absolute name",
    packaging: "Packaging.layer()",
    prepare: locking({ odd: { "/etc/odd.py": "" } }),
    says: refused("refused: the entry /etc/odd.py has a name that is absolute"),
  },
  {
    name: "a wheel with an encrypted entry",
    prepare: lockingChanged(
      inHeaders((bytes, local, listed) => {
        bytes.writeUInt16LE(1, local + 6);
        bytes.writeUInt16LE(1, listed + 8);
      }),
    ),
    says: refused("refused: the entry odd/a.py is encrypted"),
  },
  {
    name: "a wheel with a link in it",
    prepare: lockingChanged(
      inHeaders((bytes, _local, listed) => {
        bytes.writeUInt16LE(0o120777, listed + 40);
      }),
    ),
    says: refused("refused: the entry odd/a.py is a link or a device"),
  },
  {
    name: "a wheel that holds another distribution than its name says",
    prepare: (project: Project): void => {
      locking({ other: {} }, (path) => {
        const odd = path.replace("other-", "odd-");
        renameSync(path, odd);
        return odd;
      })(project);
      project.write({ "report/requirements.txt": "odd\n" });
    },
    says: refused("refused: it holds other, which is not what its name says"),
  },
  {
    name: "a wheel of this machine that is cut short",
    prepare: (project: Project): void => {
      lockingChanged((bytes) => bytes.subarray(0, 200))(project);
      project.write({ "report/pylock.toml": null, "report/requirements.txt": "tool==1.0\n../wheels/odd-1.0-py3-none-any.whl\n" });
    },
    says: {
      what: "the wheel of odd cannot be read:\n  …",
      where: "report/requirements.txt:2",
      fix: "fetch or build the wheel again, or use another version of it",
    },
  },
  {
    name: "two wheels with one path and different content",
    prepare: locking({ first: { "shared/__init__.py": "x = 1\n" }, second: { "shared/__init__.py": "x = 2\n" } }),
    says: {
      what: "first 1.0 and second 1.0 both have the file shared/__init__.py, with different content",
      where: "demo/report",
      fix: "remove one of the two from the requirements, or use a release of one that no longer has the file",
    },
  },
  {
    name: "two wheels whose paths differ in case alone",
    packaging: "Packaging.layer()",
    prepare: locking({ first: { "shared/a.py": "", "shared/b.py": "" }, second: { "Shared/a.py": "", "Shared/c.py": "" } }),
    says: {
      what: "python/Shared of second 1.0 and python/shared of first 1.0 are one name on macOS or Windows",
      where: "demo/report",
      fix: "rename one of them if it is yours, else use another release of one of the two",
    },
  },
  {
    name: "a file of one's own where a distribution has one",
    files: { "report/odd.py": "mine = True\n" },
    prepare: locking({ odd: {} }),
    says: {
      what: "your odd.py and odd both have the file odd.py",
      where: "report/odd.py",
      fix: "rename yours, leave it out with a line in .lambdaignore, or remove odd from the requirements",
    },
  },
];
