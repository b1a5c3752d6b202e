resource "aws_rds_cluster" "db" {
  engine = "aurora-postgresql"
}
