import { getReferencesInExpression } from "@cdktf/hcl2json";
import { referenceText, Unresolved } from "../../src/terraform";
import { readTemplate, referencesIn, toReference } from "../../src/terraform/template";

const references = (template: string) => {
  const read = readTemplate(template);
  return read instanceof Unresolved ? read.references.map(referenceText) : [];
};

test("a string without expressions is itself", () => {
  expect(readTemplate("https://api.example.com/{proxy+}")).toBe("https://api.example.com/{proxy+}");
});

test("an escaped expression is literal text", () => {
  expect(readTemplate("$${aws:username} and %%{if}")).toBe("${aws:username} and %{if}");
});

test("text and expressions keep their order", () => {
  const read = readTemplate("arn:${data.aws_partition.here.partition}:s3:::${aws_s3_bucket.data.id}/*");
  expect(read).toMatchObject({
    parts: [
      "arn:",
      {
        text: "data.aws_partition.here.partition",
        references: [{ address: "data.aws_partition.here", path: "partition" }],
      },
      ":s3:::",
      { text: "aws_s3_bucket.data.id", references: [{ address: "aws_s3_bucket.data", path: "id" }] },
      "/*",
    ],
  });
  expect(String(read)).toBe("arn:${data.aws_partition.here.partition}:s3:::${aws_s3_bucket.data.id}/*");
});

test.each([
  ["${aws_lb.web.dns_name}", ["aws_lb.web.dns_name"]],
  ["${aws_lb.us-east-1_web.dns_name}", ["aws_lb.us-east-1_web.dns_name"]],
  ['${aws_lb.web["a.b"].dns_name}', ['aws_lb.web["a.b"].dns_name']],
  ["${aws_lb.web[0].dns_name}", ["aws_lb.web[0].dns_name"]],
  ["${aws_lb.web[each.key].dns_name}", ["aws_lb.web", "each.key"]],
  ["${aws_lb.web[*].dns_name}", ["aws_lb.web[*].dns_name"]],
  ["${module.edge.zone}", ["module.edge.zone"]],
  ['${module.edge["a"].zone.id}', ['module.edge["a"].zone.id']],
  ["${var.region}-${local.name}", ["var.region", "local.name"]],
  ['${filebase64sha256("dist/api.zip")}', []],
  ["${jsonencode({ a = aws_x.y.arn, b = [upper(aws_x.z.id)] })}", ["aws_x.y.arn", "aws_x.z.id"]],
  ['${format("%s-%s", aws_x.y.id, "literal.text")}', ["aws_x.y.id"]],
  ['${"nested ${aws_x.y.id} text"}', ["aws_x.y.id"]],
  ['${join("}", [aws_x.y.id])}', ["aws_x.y.id"]],
  ["${[for key, one in aws_x.y : one.id if key != var.skip]}", ["aws_x.y", "var.skip"]],
  ["${aws_x.y.id == null ? aws_x.z.id : aws_x.y.id}", ["aws_x.y.id", "aws_x.z.id"]],
  ["${unclosed.reference.id", ["unclosed.reference.id"]],
])("%s refers to %j", (template, expected) => {
  expect(references(template)).toEqual(expected);
});

test.each([
  "aws_lb.web.dns_name",
  "upper(aws_lb.web.dns_name)",
  "module.edge.zone",
  "var.region",
  "aws_x.y.id == null ? aws_x.z.id : aws_x.y.id",
  "jsonencode({ a = aws_x.y.arn, b = [upper(aws_x.z.id)] })",
  'format("%s-%s", aws_x.y.id, "literal.text")',
  "[aws_x.y.id, data.aws_z.w.name]",
])("HashiCorp's own parser finds the same references in %s", async (expression) => {
  const theirs = await getReferencesInExpression("main.tf", `\${${expression}}`);
  expect(new Set(referencesIn(expression).map(referenceText))).toEqual(
    new Set(theirs.map(({ value }) => value)),
  );
});

test("what names no thing is no reference", () => {
  expect(toReference("literal")).toBeUndefined();
  expect(toReference('"text"')).toBeUndefined();
});
