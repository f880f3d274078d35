/** A sha256 in base64, as AWS's `CodeSha256` and Terraform's `source_code_hash` have it, of one in hexadecimal, as a receipt has it. */
export function codeSha256(sha256: string): string {
  return Buffer.from(sha256, "hex").toString("base64");
}
