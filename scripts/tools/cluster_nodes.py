"""ClickHouse nodes on loopback, each with its own files and ports."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Node:
    def __init__(self, directory, megabytes=None, config=""):
        """With a size, its data are on a disk of its own; `has_disk` is false where mounts are not permitted. `config` is added to its configuration."""
        self.directory, self.http, self.has_disk = directory, free_port(), False
        for name in ("data", "tmp"):
            os.makedirs(f"{directory}/{name}")
        if megabytes:
            self.has_disk = self.mount(f"size={megabytes}m")
        pathlib.Path(directory, "config.xml").write_text(f"""<yandex>
  <logger><level>warning</level><log>{directory}/log</log><errorlog>{directory}/errors</errorlog></logger>
  <http_port>{self.http}</http_port><tcp_port>{free_port()}</tcp_port><listen_host>127.0.0.1</listen_host>
  <path>{directory}/data/</path><tmp_path>{directory}/tmp/</tmp_path><timezone>UTC</timezone>
  <users_config>users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
  <mark_cache_size>5368709</mark_cache_size>
  {config}
</yandex>""")
        pathlib.Path(directory, "users.xml").write_text("""<yandex><profiles><default/></profiles><quotas><default/></quotas>
  <users><default><password/><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
</yandex>""")
        self.start()

    def mount(self, options):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", f"{self.directory}/data"], capture_output=True)
        return done.returncode == 0

    def start(self):
        with open(f"{self.directory}/out", "a") as out:
            self.process = subprocess.Popen(["clickhouse-server", "--config-file=config.xml"], cwd=self.directory, stdout=out, stderr=out)
        for _ in range(300):
            try:
                if urllib.request.urlopen(f"http://127.0.0.1:{self.http}/ping", timeout=1).status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        sys.exit(f"clickhouse-server did not start: {pathlib.Path(self.directory, 'out').read_text()}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        self.kill()
        if self.has_disk:
            subprocess.run(["umount", f"{self.directory}/data"])

    def rows(self, sql, timeout=30):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.http}/", sql.encode(), timeout=timeout).read().decode().split()
