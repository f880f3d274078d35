import type { Finding } from "../../../../lib/artifact/checks/finding";
import { act, judge } from "../../../../lib/artifact/checks/waivers";
import { UserError } from "../../../../lib/errors/user-error";

const finding = (level: Finding["level"], subject: string): Finding => ({
  ...{ check: "elf", level, subject, what: `${subject} does not load`, where: "a.so", fix: "take another" },
});

function acted(findings: Parameters<typeof act>[0]): { said: string[]; thrown: string[] } {
  const said: string[] = [];
  try {
    act(findings, (text) => said.push(text));
    return { said, thrown: [] };
  } catch (error) {
    return { said, thrown: (error as UserError).complaints.map(({ what }) => what) };
  }
}

test("errors stop synthesis all at once, warnings are said, notes are for the receipt alone", () => {
  const all = [finding("error", "one"), finding("warning", "two"), finding("note", "three"), finding("error", "four")];
  expect(acted(judge(all, [], "demo/report"))).toEqual({
    said: ["warning: two does not load\n  where: a.so\n  fix:   take another"],
    thrown: ["one does not load", "four does not load"],
  });
});

test("what could not be proven is said aloud, though it is a note, unless an error stops synthesis anyway", () => {
  const unproven = { ...finding("note", "three"), unproven: true } as const;
  expect(acted([unproven]).said).toEqual(["not proven: three does not load\n  where: a.so\n  fix:   take another"]);
  expect(acted([unproven, finding("error", "one")]).said).toEqual([]);
});

test("what two functions have in common is told once", () => {
  const both = [finding("error", "one"), finding("warning", "two"), finding("error", "one"), finding("warning", "two")];
  const { said, thrown } = acted(both);
  expect([said.length, thrown.length]).toEqual([1, 1]);
});

test("a waived finding stops nothing, is not said, and stands in the receipt with the reason", () => {
  const waivers = [
    { check: "elf", subject: "one", reason: "its only caller is never run" },
    { check: "elf", subject: "two", reason: "looked at" },
  ] as const;
  const judged = judge([finding("error", "one"), finding("warning", "two")], waivers, "demo/report");
  expect(judged.map(({ waived }) => waived)).toEqual(["its only caller is never run", "looked at"]);
  expect(acted(judged)).toEqual({ said: [], thrown: [] });
});

test("a waiver is for its check and its subject alone", () => {
  const judged = judge([finding("error", "one")], [{ check: "imports", subject: "one", reason: "looked at" }], "demo/report");
  expect(acted(judged)).toEqual({
    said: [
      "warning: the waiver of imports for one waives nothing: there is no such finding\n  where: demo/report\n  fix:   take it away, or correct its check and subject: checks.json has them",
    ],
    thrown: ["one does not load"],
  });
});

test("a waiver without a reason waives nothing, and is an error itself", () => {
  const judged = judge([finding("error", "one")], [{ check: "elf", subject: "one", reason: " " }], "demo/report");
  expect(acted(judged).thrown).toEqual(["one does not load", "the waiver of elf for one gives no reason"]);
});
