# SPDX-License-Identifier: MIT
"""Certificates of all sorts from an authority of the test's own, made by the openssl program."""
import datetime
import pathlib
import ssl
import subprocess
import tempfile

CONFIG = '''
[ca]
default_ca = own
[own]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[server]
basicConstraints = CA:false
'''


class Authority:
    """A certificate authority in a temporary folder: `with Authority() as authority`."""

    def __enter__(self):
        self._temporary = tempfile.TemporaryDirectory(prefix='aipool-pki-')
        self.folder = pathlib.Path(self._temporary.name)
        (self.folder / 'index').touch()
        (self.folder / 'openssl.cnf').write_text(CONFIG.format(folder=self.folder))
        self._count = 0
        self.certificate, self._key = self._self_signed('Test Authority', 'authority')
        return self

    def __exit__(self, *_):
        self._temporary.cleanup()

    def issue(self, *names, issuer=None, begins=-1, ends=30, extensions='server'):
        """Files (certificate, key) for the host names or addresses; it is valid from and to so many days from now."""
        certificate, key = self._files()
        kinds = ','.join(f'{"IP" if name.replace(".", "").isdigit() or ":" in name else "DNS"}:{name}' for name in names)
        request = self.folder / f'{key.stem}.csr'
        self._openssl('req', '-new', *self._new_key(key), '-subj', f'/CN={names[0]}', '-out', request,
                      '-addext', f'subjectAltName={kinds}')
        issuer_certificate, issuer_key = issuer or (self.certificate, self._key)
        self._openssl('ca', '-batch', '-notext', '-in', request, '-out', certificate, '-extensions', extensions,
                      '-cert', issuer_certificate, '-keyfile', issuer_key,
                      '-startdate', self._date(begins), '-enddate', self._date(ends))
        return certificate, key

    def intermediate(self):
        """Files (certificate, key) of an authority below this one."""
        return self.issue('Intermediate', extensions='authority')

    def self_signed(self, name):
        return self._self_signed(name, 'server', '-addext', f'subjectAltName=DNS:{name}')

    def _self_signed(self, name, extensions, *more):
        certificate, key = self._files()
        self._openssl('req', '-x509', *self._new_key(key), '-subj', f'/CN={name}', '-days', '30', '-out', certificate,
                      '-extensions', extensions, *more)
        return certificate, key

    def _files(self):
        self._count += 1
        return self.folder / f'{self._count}.pem', self.folder / f'{self._count}.key'

    @staticmethod
    def _new_key(key):
        return '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key

    @staticmethod
    def _date(days):
        return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).strftime('%y%m%d%H%M%SZ')

    def _openssl(self, command, *arguments):
        subprocess.run(['openssl', command, '-config', str(self.folder / 'openssl.cnf'), *map(str, arguments)],
                       check=True, capture_output=True)


def serving(files, *, chain=(), oldest=ssl.TLSVersion.TLSv1_2, newest=ssl.TLSVersion.TLSv1_3):
    """The server's side of TLS with these files."""
    certificate, key = files
    whole = certificate
    if chain:
        whole = certificate.with_suffix('.chain')
        whole.write_bytes(b''.join(file.read_bytes() for file in (certificate, *chain)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(whole, key)
    if oldest < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers('ALL:@SECLEVEL=0')
    context.minimum_version, context.maximum_version = oldest, newest
    return context


def believing(certificate):
    """The client's side of TLS; only what that authority signed is believed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certificate)
    return context
