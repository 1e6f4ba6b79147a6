"""A Thrift server of Spark on loopback, with two executors in processes of their own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from data.schema import TABLES
from tests.serving import ended, free_port, until

__all__ = ["SparkServer", "has_java", "spark_server"]

#: Two workers with one core and one gigabyte each.
_MASTER = "local-cluster[2,1,1024]"
_CLASS = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
#: Small jobs are over before the second compiler has begun to be of use.
_QUICK = "-XX:TieredStopAtLevel=1"
#: DuckDB's types in Spark; a TIMESTAMP of Spark would be a moment.
_TYPES = {
    "VARCHAR": "STRING",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP_NTZ",
    "BOOLEAN": "BOOLEAN",
    "DOUBLE": "DOUBLE",
    "INTEGER": "INT",
    "BIGINT": "BIGINT",
}


def has_java() -> bool:
    """Whether a Java runtime is there."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or bool(home and (Path(home) / "bin/java").exists())


class SparkServer:
    """A running server; ``url`` is the address of a database of its catalogue."""

    def __init__(self, port: int, folder: Path):
        self.port = port
        self._folder = folder

    def url(self, database: str) -> str:
        """Where to read a database."""
        return f"hive://reader@127.0.0.1:{self.port}/{database}"

    def run(self, *statements: str) -> list[Any]:
        """Run statements as whoever fills the catalogue does; returns the rows of the last."""
        from pyhive import hive

        connection = hive.connect("127.0.0.1", self.port)
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        rows = list(cursor.fetchall()) if cursor.description else []
        connection.close()
        return rows

    def filled(self, database: str, duckdb_file: Path) -> str:
        """Make a database of the canonical tables of a DuckDB file, stored as Parquet; returns its
        address."""
        made = [f"CREATE DATABASE {database}", f"USE {database}"]
        with duckdb.connect(str(duckdb_file), read_only=True) as connection:
            for (name,) in connection.execute("SHOW TABLES").fetchall():
                if name not in TABLES:
                    continue
                folder = self._folder / database / name
                folder.mkdir(parents=True)
                connection.execute(f"COPY {name} TO '{folder}/part.parquet' (FORMAT parquet)")
                described = connection.execute(f"DESCRIBE {name}").fetchall()
                columns = ", ".join(f"{each[0]} {_TYPES[each[1]]}" for each in described)
                made.append(f"CREATE TABLE {name} ({columns}) USING parquet LOCATION '{folder}'")
        self.run(*made)
        return self.url(database)


@contextmanager
def spark_server(folder: Path) -> Iterator[SparkServer]:
    """Start a server that keeps everything in ``folder``; RuntimeError if it does not come up."""
    import pyspark

    home, port = Path(pyspark.__file__).parent, free_port()
    command = [str(home / "bin/spark-submit"), "--master", _MASTER, "--class", _CLASS]
    for name, value in _settings(folder).items():
        command += ["--conf", f"{name}={value}"]
    command += ["--hiveconf", f"hive.server2.thrift.port={port}"]
    command += ["--hiveconf", "hive.server2.thrift.bind.host=127.0.0.1", "spark-internal"]
    ours = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOG_DIR": str(folder)}
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | ours, stdout=output, stderr=subprocess.STDOUT
        )
    server = SparkServer(port, folder)
    with ended(process):
        until(lambda: _answers(server), process, log, seconds=240)
        yield server


def _settings(folder: Path) -> dict[str, str]:
    return {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": f"{_QUICK} -Dderby.system.home={folder}",
        "spark.executor.extraJavaOptions": _QUICK,
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.shuffle.partitions": "2",
    }


def _answers(server: SparkServer) -> bool:
    from thrift.transport.TTransport import TTransportException

    try:
        return bool(server.run("SELECT 1"))
    except TTransportException:
        return False
