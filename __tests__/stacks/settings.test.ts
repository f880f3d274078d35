import { settingsFrom } from "../../stacks/settings";

const region = { AWS_REGION: "eu-west-1" };

test.each([
  "arn:aws:iam::111122223333:policy/test-llms-demo-lambda-boundary",
  "arn:aws-us-gov:iam::111122223333:policy/teams/chat",
  "arn:aws:iam::aws:policy/PowerUserAccess",
])("%s is taken as a permissions boundary", (arn) => {
  expect(settingsFrom({ ...region, PERMISSIONS_BOUNDARY: arn })).toMatchObject({ permissionsBoundary: arn });
});

test.each(["test-llms-demo-lambda-boundary", "arn:aws:iam::111122223333:role/chat", "arn:aws:iam::1:policy/a", "${var.a}"])(
  "%p is refused as a permissions boundary, and the message names the variable",
  (value) => {
    expect(() => settingsFrom({ ...region, PERMISSIONS_BOUNDARY: value })).toThrow(
      /is not the ARN of a policy[^]*PERMISSIONS_BOUNDARY/,
    );
  },
);

test("a variable that is empty, as GitHub has one that is not set, is none", () => {
  expect(settingsFrom({ ...region, TF_STATE_BUCKET: "", PERMISSIONS_BOUNDARY: "" })).toEqual({
    stateBucket: undefined,
    permissionsBoundary: undefined,
  });
});
