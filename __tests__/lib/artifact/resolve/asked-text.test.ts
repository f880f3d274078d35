import { askedLinesIn } from "../../../../lib/artifact/resolve/asked-text";
import { platformOf } from "../../../../lib/artifact/resolve/platform";

const platform = platformOf("python3.11", "x86_64");

test("each line that asks for something is read, where it stands", () => {
  const text = [
    "# what the function needs",
    "--index-url https://user:word@example.test/simple",
    "boto3>=1.34.0  # AWS has one",
    "Typing_Extensions ; python_version < '3.8'",
    "six @ https://user:word@example.test/six-1.0-py3-none-any.whl?token=1",
    "./lib",
    "-r other.txt",
    "--trusted-host example.test",
  ].join("\r\n");
  expect(askedLinesIn(text, "requirements.txt", platform)).toEqual([
    { where: "requirements.txt:3", text: "boto3>=1.34.0", name: "boto3", specifier: ">=1.34.0", applies: true },
    {
      ...{ where: "requirements.txt:4", text: "Typing_Extensions ; python_version < '3.8'", name: "typing-extensions" },
      ...{ specifier: "", applies: false },
    },
    {
      ...{ where: "requirements.txt:5", text: "six @ https://example.test/six-1.0-py3-none-any.whl", name: "six" },
      ...{ specifier: "", applies: true },
    },
    { where: "requirements.txt:6", text: "./lib", specifier: "", applies: true },
  ]);
});

test("an empty file asks for nothing", () => {
  expect(askedLinesIn("", "requirements.txt", platform)).toEqual([]);
});

test.each([["boto3>=1.34.0\n!!!"], ["boto3 >> 2"], ["boto3 --global-option=x"]])("%j cannot be read", (text) => {
  expect(askedLinesIn(text, "requirements.txt", platform)).toBeUndefined();
});
