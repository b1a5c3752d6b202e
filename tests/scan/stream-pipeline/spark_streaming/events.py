stream = spark.readStream.format("kafka")
