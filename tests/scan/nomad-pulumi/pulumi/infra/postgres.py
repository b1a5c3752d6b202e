instance = aws.rds.Instance("postgres")
