import { nearNames } from "../../../../cli/explain/why/near-names";

const names = ["pandas", "numpy", "six", "python-dateutil", "dateutil", "boto3", "botocore", "requests"];

test.each([
  { typed: "pandsa", near: ["pandas"] },
  { typed: "panda", near: ["pandas"] },
  { typed: "Request", near: ["requests"] },
  { typed: "boto", near: ["boto3"] },
  { typed: "numppy", near: ["numpy"] },
  { typed: "sx", near: ["six"] },
  { typed: "pandas", near: [] },
  { typed: "tensorflow", near: [] },
  { typed: "", near: [] },
])("for $typed somebody may have meant $near", ({ typed, near }) => {
  expect(nearNames(typed, names)).toEqual(near);
});

test("the nearest come first, and three at most", () => {
  expect(nearNames("abcdef", ["abcdeg", "abcdgg", "abcdfe", "abcde", "zzzzzz", "abcdeg"])).toEqual(["abcde", "abcdeg", "abcdfe"]);
});
