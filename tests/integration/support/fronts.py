# SPDX-License-Identifier: MIT
"""nginx and haproxy in front of a server, as lenient as they can be made.

Whatever a front believes to be a request gets the pool's name in front of its path. What reaches the server without it
was hidden from the front: a smuggled request.
"""
import contextlib
import pathlib
import tempfile

from support.programs import running

MARK = '/openai-custom'

NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  ignore_invalid_headers off;
  underscores_in_headers on;
  client_header_timeout 2s;
  client_body_timeout 2s;
  client_max_body_size 0;
  upstream server {{ server 127.0.0.1:{server}; keepalive 8; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://server{mark}/;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_request_buffering off;
    }}
  }}
}}
"""

HAPROXY = """
defaults
  mode http
  timeout connect 5s
  timeout client 2s
  timeout server 5s
  option accept-invalid-http-request
  http-reuse always
frontend front
  bind 127.0.0.1:{port}
  http-request set-path {mark}%[path]
  default_backend server
backend server
  server server 127.0.0.1:{server}
"""


@contextlib.contextmanager
def _running(name, text, server, arguments):
    """The port of a front that was started for this test and ends with it."""
    with tempfile.TemporaryDirectory(prefix='aipool-front-') as folder:
        file = pathlib.Path(folder, 'front.conf')

        def with_port(port):
            file.write_text(text.format(folder=folder, server=server.port, port=port, mark=MARK))
            return arguments(folder, file)

        with running(name, with_port) as port:
            yield port


def nginx(server):
    return _running('nginx', NGINX, server, lambda folder, file: ['-p', folder, '-c', str(file)])


def haproxy(server):
    return _running('haproxy', HAPROXY, server, lambda folder, file: ['-db', '-f', str(file)])
