operations = [migrations.CreateModel(name='Account')]
