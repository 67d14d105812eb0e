"""Write the expected result of every query from the graph as it is now: ``python -m tests.queries.regenerate``.

Read each difference before committing it: this file knows what the queries say, not what is right.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from kg.query import load_queries, run
from kg.store import open_reader
from tests.sample_graph import build

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Write one ``.srj`` for each query, run with the parameters of its example."""
    with TemporaryDirectory() as folder, open_reader(build(Path(folder) / "kg")) as reader:
        for name, query in load_queries().items():
            (HERE / f"{name}.srj").write_text(run(reader, name, **query.example).to_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
