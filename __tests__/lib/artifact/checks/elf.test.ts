import { type AuditedFile, type AuditedWheel, auditElf, type ElfAudit } from "../../../../lib/artifact/checks/elf";
import { isCompiledModule } from "../../../../lib/artifact/checks/extension-name";
import { bytesSource } from "../../../../lib/artifact/elf/ranges";
import { readElf } from "../../../../lib/artifact/elf/read-elf";
import { makeElf, type MadeElf } from "../elf/make-elf";

const thing: AuditedWheel = { name: "Thing", version: "1.2", filename: wheelName("cp311-cp311-manylinux_2_17_x86_64") };
const extension = "thing/_fast.cpython-311-x86_64-linux-gnu.so";
const aarch64 = 183;

function wheelName(tags: string): string {
  return `Thing-1.2-${tags}.whl`;
}

function file(path: string, made: MadeElf = {}, distribution: AuditedFile["distribution"] = thing): AuditedFile {
  return { path, distribution, facts: readElf(path, bytesSource(makeElf(made))) };
}

function needing(library: string, ...versions: string[]): MadeElf {
  return { needed: [library], versionNeeds: [{ library, versions }] };
}

/** The findings as a person reads them. */
function audit(files: readonly AuditedFile[], props: Partial<ElfAudit> = {}): string {
  const findings = auditElf({ files, wheels: [thing], runtime: "python3.11", architecture: "x86_64", ...props });
  return findings
    .map(({ level, subject, what, where, fix }) => [`${level} ${subject}: ${what}`, where, fix].join("\n  "))
    .join("\n");
}

test("what the runtime has is no finding", () => {
  const files = [
    file(extension, {
      needed: ["libc.so.6", "libstdc++.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"],
      versionNeeds: [
        { library: "libc.so.6", versions: ["GLIBC_2.2.5", "GLIBC_2.26", "GLIBC_PRIVATE"] },
        { library: "libstdc++.so.6", versions: ["GLIBCXX_3.4.24", "CXXABI_1.3.11", "CXXABI_TM_1", "CXXABI_FLOAT128"] },
        { library: "libgcc_s.so.1", versions: ["GCC_7.0.0"] },
      ],
    }),
    file("thing/_stable.abi3.so"),
    file("thing/plain.so"),
    file("tool", { type: 2 }, "first-party"),
  ];
  expect(audit(files)).toBe("");
  expect(audit(files, { runtime: "python3.9" })).toMatch(/^error thing: Thing 1\.2 cannot be imported on python3\.9/);
});

test.each([
  ["GLIBC_2.27", "python3.11", "error"],
  ["GLIBC_2.34", "python3.12", ""],
  ["GLIBC_2.35", "python3.12", "error"],
  ["GLIBC_ABI_DT_RELR", "python3.12", "error"],
  ["GLIBCXX_3.4.24", "python3.11", ""],
  ["GLIBCXX_3.4.25", "python3.11", "error"],
  ["GLIBCXX_3.4.29", "python3.12", ""],
  ["GLIBCXX_3.4.30", "python3.12", "warning"],
  ["GLIBCXX_3.4.33", "python3.12", "warning"],
  ["GLIBCXX_3.4.34", "python3.12", "error"],
  ["CXXABI_1.3.12", "python3.11", "error"],
  ["CXXABI_1.3.13", "python3.12", ""],
  ["GCC_8.0.0", "python3.11", "error"],
  ["ZLIB_1.2.9", "python3.11", "error"],
  ["ZLIB_1.2.9", "python3.12", ""],
  ["OPENSSL_9.9", "python3.11", ""],
] as const)("%s on %s is graded %s", (version, runtime, level) => {
  const files = [file("thing/plain.so", needing("libc.so.6", version))];
  const found = auditElf({ files, wheels: [], runtime, architecture: "x86_64" });
  expect(found.map((each) => each.level)).toEqual(level === "" ? [] : [level]);
});

test("a version that is not there names file, symbol, figures, and both cures; the worst file stands for all", () => {
  const files = [
    file("thing/a.so", needing("libm.so.6", "GLIBC_2.27")),
    file("thing/b.so", { ...needing("libc.so.6", "GLIBC_2.28", "GLIBC_2.2.5") }),
    file("thing/c.so", needing("libstdc++.so.6", "GLIBCXX_3.4.26")),
    file("thing/fine.so", needing("libc.so.6", "GLIBC_2.17")),
  ];
  expect(audit(files)).toMatchInlineSnapshot(`
    "error thing: Thing 1.2 does not load on python3.11 on x86_64 (glibc 2.26): thing/b.so and 2 other files need GLIBC_2.28 of libc.so.6, and the runtime has GLIBC_2.26; also GLIBCXX_3.4.26 (it has GLIBCXX_3.4.24)
      thing/b.so
      use an older release of thing, or use the runtime python3.12 (Amazon Linux 2023)"
  `);
});

test("what the newest updates of the system have, and the runtime perhaps not, is a warning that says so", () => {
  expect(audit([file("thing/c.so", needing("libstdc++.so.6", "GLIBCXX_3.4.30"))], { runtime: "python3.12", wheels: [] }))
    .toMatchInlineSnapshot(`
    "warning thing: Thing 1.2 may not load on python3.12 on x86_64 (glibc 2.34): thing/c.so needs GLIBCXX_3.4.30 of libstdc++.so.6, and the runtime has GLIBCXX_3.4.29, with the newest updates of Amazon Linux 2023 more
      thing/c.so
      use an older release of thing"
  `);
});

test("no runtime is named where none has the version", () => {
  expect(audit([file("thing/a.so", needing("libc.so.6", "GLIBC_2.38"))])).toMatch(/use an older release of thing$/);
});

test("of a library that the distribution brings along, nothing is asked of the runtime's", () => {
  const need = file("thing/a.so", needing("libstdc++.so.6", "GLIBCXX_3.4.33"));
  expect(audit([need, file("thing.libs/libstdc++-1.so", { soname: "libstdc++.so.6" })])).toBe("");
  const other: AuditedWheel = { name: "other", version: "1", filename: "other-1-py3-none-manylinux_2_17_x86_64.whl" };
  expect(audit([need, file("other.libs/libstdc++-1.so", { soname: "libstdc++.so.6" }, other)])).toMatch(/^error thing: /);
});

test("what is wrong with a file is not said once more of its name", () => {
  const arm = file("thing/_fast.cpython-311-aarch64-linux-gnu.so", { machine: aarch64 });
  const musl = file("thing/_fast.cpython-311-x86_64-linux-musl.so", { needed: ["libc.musl-x86_64.so.1"] });
  const oneError = /^error thing: [^\n]*\n[^\n]*\n[^\n]*$/;
  expect(audit([arm])).toMatch(oneError);
  expect(audit([musl])).toMatch(oneError);
  const otherPython = file("thing/_fast.cpython-312-aarch64-linux-gnu.so", { machine: aarch64 });
  expect(audit([otherPython])).toMatch(/^error thing: [^]*^error thing: .*is for CPython 3\.12/m);
});

test("files for another processor are an error that names the architecture which has it", () => {
  const arm = { machine: aarch64 };
  expect(audit([file("thing/a.so", arm), file("thing/b.so", arm)])).toMatchInlineSnapshot(`
    "error thing: Thing 1.2 does not load on python3.11 on x86_64 (glibc 2.26): thing/a.so and one other file are for 64-bit aarch64
      thing/a.so
      use a wheel for x86_64, or set the function's architecture to arm64"
  `);
  expect(audit([file("thing/a.so")], { architecture: "arm64", wheels: [] })).toMatch(
    /is for 64-bit x86_64\n.*\n.*set the function's architecture to x86_64$/,
  );
  expect(audit([file("thing/a.so", { bits: 32, machine: 3 })])).toMatch(/^error thing: .* is for 32-bit EM_3\n/);
  expect(audit([file("thing/a.so", { bits: 32 })])).toMatch(/^error thing: /);
});

test("helpers for other processors beside one that fits are a note, and an extension module never is", () => {
  const helpers = [file("thing/attach_amd64.so"), file("thing/attach_x86.so", { bits: 32, machine: 3 })];
  expect(audit(helpers)).toMatch(
    /^note thing: Thing 1\.2 has files for other processors: thing\/attach_x86\.so, for 32-bit EM_3\n/,
  );
  const needy = file("thing/attach_arm.so", { ...needing("libfoo.so.1", "GLIBC_2.38"), machine: aarch64 });
  expect(audit([...helpers, needy])).toMatch(/^note thing: [^\n]*\n[^\n]*\n[^\n]*$/); // and what it needs is nobody's business
  expect(audit([...helpers, file("thing/_fast.abi3.so", { machine: aarch64 })])).toMatch(/^error thing: .*_fast\.abi3\.so/);
});

test("an extension module that is there for both processors is a note", () => {
  const both = [file(extension), file("thing/_fast.cpython-311-aarch64-linux-gnu.so", { machine: aarch64 })];
  expect(audit(both)).toMatch(/^note thing: [^\n]*\n[^\n]*\n[^\n]*$/);
  expect(audit(both, { architecture: "arm64", wheels: [] })).toMatch(/^note thing: /);
});

test("object files, which nothing loads, are not asked for anything", () => {
  expect(audit([file("thing/x.o", { type: 1, machine: aarch64 })])).toBe("");
});

test("a library that nobody is known to supply is a warning", () => {
  const files = [file("thing/a.so", { needed: ["libGL.so.1", "libc.so.6"] }), file("thing/b.so", { needed: ["libfoo.so.2"] })];
  expect(audit(files)).toMatchInlineSnapshot(`
    "warning thing: Thing 1.2 may not load on python3.11 on x86_64 (glibc 2.26): thing/a.so and one other file need libGL.so.1, libfoo.so.2, which the artifact does not have, nor, as far as is known, the runtime
      thing/a.so
      use a wheel that brings it along; it is no harm where nothing loads the file"
  `);
});

test.each<[string, AuditedFile]>([
  ["by file name", file("thing.libs/libfoo.so.2")],
  ["by soname", file("thing.libs/libfoo-1a2b.so", { soname: "libfoo.so.2" })],
  ["in another distribution", file("foo/lib/libfoo.so.2", {}, { name: "foo", version: "2", filename: "foo-2-py3-none-any.whl" })],
])("a library that the artifact has %s is no finding", (_how, library) => {
  expect(audit([file("thing/a.so", { needed: ["libfoo.so.2"], runPaths: ["$ORIGIN/../thing.libs"] }), library])).toBe("");
});

test("libcrypt is the first one on Amazon Linux 2 and the second on Amazon Linux 2023", () => {
  const files = [file("thing/a.so", { needed: ["libcrypt.so.1"] })];
  expect(audit(files, { wheels: [] })).toBe("");
  expect(audit(files, { wheels: [], runtime: "python3.12" })).toMatch(/^warning thing: .*libcrypt\.so\.1/);
});

test("a file made for musl is an error, and the wheel's tag is then not said too", () => {
  const wheel = { ...thing, filename: wheelName("cp311-cp311-musllinux_1_2_x86_64") };
  const made = file("thing/_fast.abi3.so", { needed: ["libc.musl-x86_64.so.1"] }, wheel);
  expect(audit([made], { wheels: [wheel] })).toMatchInlineSnapshot(`
    "error thing: Thing 1.2 does not load on python3.11 on x86_64 (glibc 2.26): thing/_fast.abi3.so is made for musl, and the runtime has glibc
      thing/_fast.abi3.so
      use its manylinux wheel instead of the musllinux one"
  `);
});

test("a file linked with another Python is an error", () => {
  expect(audit([file("thing/a.so", { needed: ["libpython3.12.so.1.0"] })])).toMatch(
    /^error thing: .*needs libpython3\.12\.so\.1\.0, of another Python/,
  );
});

test.each([
  ["cpython-311-x86_64-linux-gnu.so", ""],
  ["abi3.so", ""],
  ["so", ""],
  ["cpython-312-x86_64-linux-gnu.so", "CPython 3.12 on x86_64"],
  ["cpython-311-aarch64-linux-gnu.so", "CPython 3.11 on aarch64"],
  ["cpython-311-x86_64-linux-musl.so", "CPython 3.11 on Linux with musl on x86_64"],
  ["cpython-313t-x86_64-linux-gnu.so", "free-threaded CPython 3.13 on x86_64"],
  ["cpython-311-darwin.so", "CPython 3.11 on macOS"],
  ["cp312-win_amd64.pyd", "CPython 3.12 on Windows"],
  ["pyd", "Windows"],
  ["pypy310-pp73-x86_64-linux-gnu.so", "pypy 310 on x86_64"],
])("by its name, _fast.%s is for %s", (suffix, madeFor) => {
  const found = auditElf({
    files: [{ path: `_fast.${suffix}`, distribution: "first-party" }],
    wheels: [],
    runtime: "python3.11",
    architecture: "x86_64",
  });
  expect(found.map(({ what }) => / is for (.*)$/.exec(what)?.[1])).toEqual(madeFor === "" ? [] : [madeFor]);
});

test("what is named as a compiled module counts, whatever it holds, and nothing else does", () => {
  const paths = ["a/_fast.cpython-311-darwin.so", "_fast.pyd", "plain.so", "libfoo.so.2", "so.py", "tool"];
  expect(paths.filter(isCompiledModule)).toEqual(["a/_fast.cpython-311-darwin.so", "_fast.pyd", "plain.so"]);
});

test("an extension module for another Python names both cures", () => {
  const path = "vendored/_fast.cpython-312-x86_64-linux-gnu.so";
  expect(audit([file(path, {}, "first-party")], { wheels: [] })).toMatchInlineSnapshot(`
    "error vendored/: vendored/ cannot be imported on python3.11 on x86_64 (glibc 2.26): vendored/_fast.cpython-312-x86_64-linux-gnu.so is for CPython 3.12 on x86_64
      vendored/_fast.cpython-312-x86_64-linux-gnu.so
      build it for Python 3.11 on Linux with glibc, x86_64, or use the runtime python3.12"
  `);
});

test("a module that is there for several Pythons is fine if one fits", () => {
  const files = ["311", "312", "313"].map((version) => file(`thing/_fast.cpython-${version}-x86_64-linux-gnu.so`));
  expect(audit(files)).toBe("");
  expect(audit(files.slice(1))).toMatch(/^error thing: .*_fast\.cpython-312-x86_64-linux-gnu\.so is for CPython 3\.12/);
});

test.each([
  ["cp311-cp311-manylinux_2_17_x86_64", ""],
  ["cp38-abi3-manylinux2014_x86_64", ""],
  ["py3-none-any", ""],
  ["cp311-cp311-manylinux_2_28_x86_64", "note"],
  ["cp311-cp311-linux_x86_64", "note"],
  ["cp312-cp312-manylinux_2_17_x86_64", "error"],
  ["cp312-abi3-manylinux_2_17_x86_64", "error"],
  ["cp311-cp311-win_amd64", "error"],
  ["cp311-cp311-macosx_11_0_arm64", "error"],
])("a wheel tagged %s whose files all load is graded %s", (tags, level) => {
  const wheel = { ...thing, filename: wheelName(tags) };
  const found = auditElf({
    files: [file(extension, needing("libc.so.6", "GLIBC_2.17"), wheel)],
    ...{ wheels: [wheel], runtime: "python3.11", architecture: "x86_64" },
  });
  expect(found.map((each) => each.level)).toEqual(level === "" ? [] : [level]);
});

test("a tag that promises nothing is an error where the files prove nothing", () => {
  const wheel = { ...thing, filename: wheelName("cp311-cp311-manylinux_2_28_x86_64") };
  expect(audit([], { wheels: [wheel] })).toMatchInlineSnapshot(`
    "error thing: Thing 1.2 is not for python3.11 on x86_64 (glibc 2.26): its wheel is for cp311-cp311-manylinux_2_28_x86_64
      Thing-1.2-cp311-cp311-manylinux_2_28_x86_64.whl
      use a wheel for Linux with glibc 2.26, x86_64, or another release of it"
  `);
  const unknown = file(extension, { needed: ["libfoo.so.2"] }, wheel);
  expect(audit([unknown], { wheels: [wheel] })).toMatch(/^warning thing: [^]*^error thing: /m);
});

test("a tag that promises nothing is a note where the files prove that they load", () => {
  const wheel = { ...thing, filename: wheelName("cp311-cp311-manylinux_2_28_x86_64") };
  expect(audit([file(extension, needing("libc.so.6", "GLIBC_2.17"), wheel)], { wheels: [wheel] })).toMatchInlineSnapshot(`
    "note thing: Thing 1.2: its wheel promises nothing for python3.11 on x86_64 (glibc 2.26) (cp311-cp311-manylinux_2_28_x86_64), and its one compiled file loads there
      Thing-1.2-cp311-cp311-manylinux_2_28_x86_64.whl
      nothing to do: what its files need was read from them"
  `);
});

test("a malformed file is a warning, and hides nothing", () => {
  const malformed: AuditedFile = {
    path: "thing/z.so",
    distribution: thing,
    facts: { path: "thing/z.so", malformed: "a name has no end" },
  };
  expect(audit([malformed, file("thing/a.so", needing("libc.so.6", "GLIBC_2.28"))])).toMatch(
    /^warning thing: Thing 1\.2: thing\/z\.so cannot be loaded: a name has no end\n[^]*^error thing: /m,
  );
});

test("first-party files are told apart by what is at the top, and say how to build them", () => {
  const files = [
    file("numpy/a.so", needing("libc.so.6", "GLIBC_2.28"), "first-party"),
    file("numpy/b.so", needing("libc.so.6", "GLIBC_2.28"), "first-party"),
    file("tool", { ...needing("libc.so.6", "GLIBC_2.33"), type: 2 }, "first-party"),
  ];
  expect(audit(files)).toMatchInlineSnapshot(`
    "error numpy/: numpy/ does not load on python3.11 on x86_64 (glibc 2.26): numpy/a.so and one other file need GLIBC_2.28 of libc.so.6, and the runtime has GLIBC_2.26
      numpy/a.so
      build it on Amazon Linux 2, or use the runtime python3.12 (Amazon Linux 2023)
    error tool: tool does not load on python3.11 on x86_64 (glibc 2.26): tool needs GLIBC_2.33 of libc.so.6, and the runtime has GLIBC_2.26
      tool
      build it on Amazon Linux 2, or use the runtime python3.12 (Amazon Linux 2023)"
  `);
});

test("every cause and every distribution is said at once, one finding each", () => {
  const other: AuditedWheel = { name: "other", version: "3", filename: "other-3-cp312-cp312-manylinux_2_17_x86_64.whl" };
  const files = [
    file("thing/a.so", { needed: ["libfoo.so.1"], versionNeeds: [{ library: "libc.so.6", versions: ["GLIBC_2.28"] }] }),
    file("other/b.so", { machine: aarch64 }, other),
    file("other/c.cpython-312-x86_64-linux-gnu.so", {}, other),
  ];
  const found = auditElf({ files, wheels: [thing, other], runtime: "python3.11", architecture: "x86_64" });
  expect(found.map(({ level, subject, what }) => `${level} ${subject} ${what.split(": ")[0] ?? ""}`)).toMatchInlineSnapshot(`
    [
      "error thing Thing 1.2 does not load on python3.11 on x86_64 (glibc 2.26)",
      "warning thing Thing 1.2 may not load on python3.11 on x86_64 (glibc 2.26)",
      "note other other 3 has files for other processors",
      "error other other 3 cannot be imported on python3.11 on x86_64 (glibc 2.26)",
    ]
  `);
});
