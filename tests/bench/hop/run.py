#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures what a hop costs: CPU per request of a proxy of ours, relative to nginx doing the same.

Upstream, nginx and the proxy under test run on free loopback ports with private folders. wrk drives both proxies in
interleaved pairs; the median of the pairs counts. --at-once drives both of a pair at the same time, which says more on a
machine whose speed changes from second to second. With one loop the load and the upstream get the first core and the
proxies the second; with more, everything shares all cores. CPU is read from /proc/PID/task/*/schedstat.
"""
import argparse
import concurrent.futures
import contextlib
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from harness import cpu_nanoseconds, free_port, nginx, shares, start  # noqa: E402

ANSWER = '{"answer": "' + "x" * 386 + '"}'  # 400 bytes


def certificate(folder):
    """A certificate for the upstream, its key, and with both how nginx serves and believes it."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                    "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"], check=True, capture_output=True)
    files = f"ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;"
    trust = (f"proxy_ssl_verify on; proxy_ssl_trusted_certificate {folder}/certificate.pem; "
             "proxy_ssl_name localhost; proxy_ssl_protocols TLSv1.2 TLSv1.3;")
    return {"tls": "ssl", "tls_files": files}, {"scheme": "https", "tls_trust": trust}


def drive(url, options, body, seconds, cores, count=False):
    """One run of wrk; its numbers."""
    environment = dict(os.environ, HOP_BODY=str(body), HOP_KEY=options.key)
    if count:
        environment["HOP_COUNT"] = "1"
    command = ["wrk", f"-t{options.threads}", f"-c{options.connections}", f"-d{seconds}s", "--timeout", "10s", "-s",
               str(HERE / "post.lua"), url]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True,
                            preexec_fn=lambda: os.sched_setaffinity(0, cores))
    line = next(line for line in result.stdout.splitlines() if line.startswith("HOP "))
    return json.loads(line.removeprefix("HOP "))


def verify(name, url, options, body, cores):
    """Both proxies must give every client the upstream's bytes."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {options.key}"}
    request = urllib.request.Request(url, data=body.read_bytes(), headers=headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        answer = response.read()
    if options.exact_answer and answer != ANSWER.encode():
        sys.exit(f"{name} changed the answer: {answer[:200]!r}")
    run = drive(url, options, body, 1, cores, count=True)
    if run["errors"] or not run["answers"] or run["body_bytes"] != run["answers"] * len(answer):
        sys.exit(f"{name} lost bytes or requests: {run}")
    return len(answer)


def measure_one(options, target, body, cores):
    url, pid = target
    drive(url, options, body, 1, cores)
    before = cpu_nanoseconds(pid)
    run = drive(url, options, body, options.seconds, cores)
    run["cpu"] = (cpu_nanoseconds(pid) - before) / 1000 / run["requests"]
    run["rate"] = run["requests"] * 1e6 / run["microseconds"]
    return run


def measure(options, targets, body, cores):
    """Runs of each target, pair by pair."""
    runs = {name: [] for name in targets}
    with concurrent.futures.ThreadPoolExecutor(len(targets) if options.at_once else 1) as pool:
        for pair in range(options.pairs):
            order = list(targets) if pair % 2 == 0 else list(reversed(targets))
            measured = {name: pool.submit(measure_one, options, targets[name], body, cores) for name in order}
            for name, run in measured.items():
                runs[name].append(run.result())
    return runs


def report(options, runs, sizes):
    ratios = [ours["cpu"] / theirs["cpu"] for ours, theirs in zip(runs["proxy"], runs["nginx"])]
    for name, rows in runs.items():
        median = lambda key: statistics.median(row[key] for row in rows)
        print(f"{name:6} {median('cpu'):6.2f} us CPU/request   {median('rate'):8.0f} requests/s   "
              f"p50 {median('p50'):5.0f} us   p99 {median('p99'):5.0f} us   body {sizes[name]} B   "
              f"errors {sum(row['errors'] for row in rows)}")
    print(f"ratio  {statistics.median(ratios):.3f} (median of {len(ratios)} pairs: "
          f"{' '.join(f'{ratio:.3f}' for ratio in ratios)}; {options.loops} loop(s), "
          f"{options.connections} connections)")
    failed = any(row["errors"] for rows in runs.values() for row in rows)
    if options.exact_answer and len(set(sizes.values())) != 1:
        failed = True
    return 1 if failed else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--proxy-command", required=True,
                        help="the program under test; {port}, {upstream_port}, {loops} and {tls} are filled in")
    parser.add_argument("--path", default="/v1/hop", help="what wrk asks both proxies for")
    parser.add_argument("--body", type=pathlib.Path, help="what wrk posts (default: 1 KB of JSON)")
    parser.add_argument("--answer", type=pathlib.Path, help="what the upstream answers (default: 400 B of JSON)")
    parser.add_argument("--key", default="hop-key", help="the client's key, sent to both proxies")
    parser.add_argument("--tls", action="store_true", help="the upstream speaks TLS; {tls} in the command is its certificate")
    parser.add_argument("--loops", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--at-once", action="store_true", help="drive both proxies of a pair at the same time")
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1, help="of wrk")
    parser.add_argument("--changes-answer", dest="exact_answer", action="store_false",
                        help="the proxy may rewrite the answer")
    return parser.parse_args()


def main():
    options = parse_arguments()
    load_cores, proxy_cores = shares(options.loops)
    global ANSWER
    if options.answer:
        ANSWER = options.answer.read_text()
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hop-")))
        body = options.body or folder / "body.json"
        if not options.body:
            body.write_text('{"prompt": "' + "y" * 1010 + '"}')  # 1 KB
        ports = {"upstream_port": free_port(), "nginx": free_port(), "proxy": free_port()}
        serving, trusting = certificate(folder) if options.tls else (
            {"tls": "", "tls_files": ""}, {"scheme": "http", "tls_trust": ""})
        nginx(stack, HERE / "nginx_upstream.conf", folder, load_cores, answer=ANSWER, port=ports["upstream_port"], **serving)
        theirs = nginx(stack, HERE / "nginx_proxy.conf", folder, proxy_cores, port=ports["nginx"], loops=options.loops,
                       upstream_port=ports["upstream_port"], **trusting)
        command = shlex.split(options.proxy_command.format(port=ports["proxy"], loops=options.loops,
                                                           upstream_port=ports["upstream_port"],
                                                           tls=folder / "certificate.pem" if options.tls else ""))
        ours = start(stack, command, ports["proxy"], proxy_cores)
        targets = {name: (f"http://127.0.0.1:{ports[name]}{options.path}", process.pid)
                   for name, process in (("nginx", theirs), ("proxy", ours))}
        sizes = {name: verify(name, url, options, body, load_cores) for name, (url, _) in targets.items()}
        return report(options, measure(options, targets, body, load_cores), sizes)


if __name__ == "__main__":
    sys.exit(main())
