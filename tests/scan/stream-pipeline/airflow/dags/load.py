with DAG(
    dag_id="load",
):
    pass
