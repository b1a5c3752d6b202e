resource "aws_dynamodb_table" "lock" {
  hash_key = "LockID"
}
