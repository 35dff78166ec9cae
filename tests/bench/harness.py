# SPDX-License-Identifier: MIT
"""Servers of a benchmark: started on free loopback ports on chosen cores, ended with the program; what CPU they took."""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import string
import subprocess
import sys
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    for _ in range(500):
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended with status {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    sys.exit(f"nothing listens on port {port}")


def shares(loops):
    """Cores for the load and for the servers: apart with one loop, all for both with more."""
    cores = sorted(os.sched_getaffinity(0))
    return ({cores[0]}, {cores[1]}) if loops == 1 and len(cores) > 1 else (set(cores), set(cores))


def start(stack, command, port, cores):
    """Starts a server that ends with the program."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                               preexec_fn=lambda: os.sched_setaffinity(0, cores))

    def stop():
        process.send_signal(signal.SIGTERM)
        process.wait()

    stack.callback(stop)
    wait_for(port, process)
    return process


def nginx(stack, template, folder, cores, **values):
    """nginx with the file `template`, in which $names are filled in."""
    prefix = folder / template.stem
    prefix.mkdir()
    text = string.Template(template.read_text()).substitute(prefix=prefix, **values)
    (prefix / "nginx.conf").write_text(text)
    command = [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(prefix), "-c", str(prefix / "nginx.conf")]
    return start(stack, command, values["port"], cores)


def family(pid):
    """The process and its children."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [grandchild for child in children for grandchild in family(int(child))]


def cpu_nanoseconds(pid):
    return sum(int(task.read_text().split()[0])
               for member in family(pid) for task in pathlib.Path(f"/proc/{member}/task").glob("*/schedstat"))
