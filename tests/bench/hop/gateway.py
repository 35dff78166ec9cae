#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Becomes `aipool serve` for run.py: one account on the upstream, a client key, and the access log on, into a file.

usage: gateway.py PROGRAM PORT UPSTREAM_PORT LOOPS [CA_FILE]

With CA_FILE the upstream speaks TLS.
"""
import os
import pathlib
import sys
import tempfile

program, port, upstream_port, loops, *ca_file = sys.argv[1:]
scheme, trust = ("https", f', tls_ca_file: "{ca_file[0]}"') if ca_file else ("http", "")
folder = pathlib.Path(tempfile.mkdtemp(prefix="hop-gateway-"))
(folder / "config.yaml").write_text(
    f'server: {{port: {port}}}\nauth: {{api_key: "hop-key"}}\nprovider_pools_file: pools.yaml\n')
(folder / "pools.yaml").write_text(
    'pools:\n  openai-custom:\n    - {uuid: hop, api_key: "upstream-key", models: [hop-model], '
    f'base_url: "{scheme}://127.0.0.1:{upstream_port}/v1"{trust}}}\n')
os.dup2(os.open(folder / "access.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 1)
os.execv(program, [program, "serve", "--config", str(folder / "config.yaml"), "--loops", loops])
