resource "aws_dynamodb_table" "alerts" {
  hash_key = "RuleName"
}
