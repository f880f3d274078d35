# The function: Terraform zips its folder, and AWS starts a container around it.
data "archive_file" "chat_lambda" {
  type        = "zip"
  source_dir  = "${path.module}/../backend/chat"
  output_path = "${path.module}/lambda_packages/chat_function.zip"
}

# Its logs: nothing says how long they are kept, and so they are kept for ever. Lambda
# would make this log group itself, but then it would stay when the function goes.
resource "aws_cloudwatch_log_group" "chat" {
  name = "/aws/lambda/${local.project_name}-chat"
}

# Nobody builds its container: AWS takes the one that `runtime` names when the first
# request comes, and pours the ZIP into it.
resource "aws_lambda_function" "chat" {
  filename         = data.archive_file.chat_lambda.output_path
  function_name    = "${local.project_name}-chat"
  role             = aws_iam_role.lambda.arn
  handler          = "index.handler"
  source_code_hash = data.archive_file.chat_lambda.output_base64sha256
  runtime          = "python3.11"
  timeout          = var.lambda_timeout
  memory_size      = var.chat_lambda_memory

  environment {
    variables = {
      MODEL_ID = var.model_id
    }
  }

  depends_on = [aws_cloudwatch_log_group.chat]
}
