with DAG('report') as dag:
    pass
