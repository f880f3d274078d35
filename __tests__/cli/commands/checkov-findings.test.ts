import { complaintsOf, findingsOf } from "../../../cli/commands/checkov-findings";

const finding = { id: "CKV_AWS_50", name: "X-Ray tracing is enabled for Lambda", resource: "chat" };
const file = "stacks/accepted-findings.json";

/** What `checkov -o json` prints of one framework. */
function report(framework: string, { failed = ["CKV_AWS_50"], passed = 3, unread = 0 } = {}): object {
  const failed_checks = failed.map((id) => ({ check_id: id, check_name: finding.name, resource: "resource.chat" }));
  return {
    check_type: framework,
    results: { failed_checks },
    summary: { passed, failed: failed.length, parsing_errors: unread },
  };
}

test("what checkov found is read of one framework and of several", () => {
  expect(findingsOf(JSON.stringify(report("terraform_json")), ["terraform_json"])).toEqual([finding]);
  const both = [report("terraform_plan", { failed: [] }), report("terraform_json")];
  expect(findingsOf(JSON.stringify(both), ["terraform_json", "terraform_plan"])).toEqual([finding]);
});

test.each([
  { what: "it could not read the file", printed: report("terraform_json", { failed: [], passed: 0, unread: 1 }) },
  { what: "it could not read one of several files", printed: report("terraform_json", { unread: 1 }) },
  { what: "nothing in it was checked", printed: report("terraform_json", { failed: [], passed: 0 }) },
  { what: "there was no such file", printed: { passed: 0, failed: 0, parsing_errors: 0 } },
  { what: "it read another kind of file", printed: report("terraform_plan") },
])("$what: an error, although checkov's exit code is 0", ({ printed }) => {
  expect(() => findingsOf(JSON.stringify(printed), ["terraform_json"])).toThrow("checkov checked nothing of terraform_json");
});

test("what is found and what is accepted are the same: no complaint", () => {
  expect(complaintsOf([finding, { ...finding, resource: "other" }], { CKV_AWS_50: "it costs" }, file)).toEqual([]);
});

test("what is found and not accepted is named once, with every resource", () => {
  const findings = [finding, { ...finding, resource: "aws_lambda_function.chat" }, finding];
  expect(complaintsOf(findings, {}, file)).toEqual([
    {
      what: "CKV_AWS_50: X-Ray tracing is enabled for Lambda",
      where: "chat, aws_lambda_function.chat",
      fix: `mend it, or accept it with a reason in ${file}`,
    },
  ]);
});

test.each([
  [{ CKV_AWS_50: "it costs", CKV_AWS_45: "gone" }, "CKV_AWS_45 is accepted, and nothing fails it"],
  [{ CKV_AWS_50: " " }, "CKV_AWS_50 is accepted without a reason"],
])("an acceptance is for something, and says why: %p", (accepted, what) => {
  expect(complaintsOf([finding], accepted, file).map((complaint) => complaint.what)).toEqual([what]);
});
