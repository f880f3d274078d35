import { reportText, type ReportPart } from "../../../cli/commands/report-text";

const plan: ReportPart = { title: "The plan", text: "+ aws_lambda_function.chat\n", is: "text" };
const diff: ReportPart = { title: "What changes", text: "**nothing**\n", is: "markdown" };
const note = "It is too long to be shown here: the log of the run has all of it.";

test("has each part below its title; a plan letter for letter, Markdown as it is", () => {
  expect(reportText([diff, plan], 60_000)).toBe(
    "### What changes\n\n**nothing**\n\n### The plan\n\n```text\n+ aws_lambda_function.chat\n```\n\n",
  );
});

test("passes over what is empty", () => {
  expect(reportText([{ ...diff, text: "\n" }, plan], 60_000)).toBe(reportText([plan], 60_000));
});

test.each([
  ["```\n@everyone", "````text\n```\n@everyone\n````"],
  ["a ````` b", "``````text\na ````` b\n``````"],
])("nothing in a plan ends the block it is shown in: %p", (text, block) => {
  expect(reportText([{ ...plan, text }], 60_000)).toContain(`\n\n${block}\n\n`);
});

test("a plan that is too long is cut after a line, and it says so", () => {
  const lines = Array.from({ length: 1_000 }, (_, index) => `+ aws_résource.number_${index}`);
  const report = reportText([{ ...plan, text: lines.join("\n") }], 1_000);
  expect(Buffer.byteLength(report)).toBeLessThanOrEqual(1_000);
  expect(Buffer.byteLength(report)).toBeGreaterThan(900);
  const shown = /```text\n([^]*)\n```\n\n(.*)\n\n$/.exec(report);
  expect(lines.slice(0, shown?.[1]?.split("\n").length).join("\n")).toBe(shown?.[1]);
  expect(shown?.[2]).toBe(note);
});

test("Markdown that is too long is left out whole, so that no table or fold of it stays open", () => {
  expect(reportText([plan, { ...diff, text: "<details>".repeat(1_000) }], 1_000)).toBe(
    `${reportText([plan], 1_000)}### What changes\n\n${note}\n\n`,
  );
});

test.each(Array.from({ length: 30 }, (_, index) => [index * 10] as const))("never has more than %d bytes", (limit) => {
  const long = { ...plan, text: "`é`\n".repeat(200) };
  expect(Buffer.byteLength(reportText([diff, long, { ...diff, text: "x".repeat(300) }], limit))).toBeLessThanOrEqual(limit);
});
