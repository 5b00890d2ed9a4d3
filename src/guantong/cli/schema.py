"""`guantong schema`: the JSON Schema of a case document."""


def schema() -> None:
    """输出案例文件的 JSON Schema。 / The JSON Schema of a case document."""
    from guantong.cases import case_schema
    from guantong.cli.failures import as_json
    from guantong.cli.screen import write

    write(as_json(case_schema()))
