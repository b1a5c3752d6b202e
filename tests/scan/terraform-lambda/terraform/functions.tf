resource "aws_lambda_function" "rules" {
  memory_size = 512
  timeout     = 300
}
resource "aws_lambda_function" "alerts" {
  memory_size = 128
  timeout     = 60
}
resource "aws_lambda_event_source_mapping" "stream" {
  event_source_arn = aws_kinesis_stream.logs.arn
}
