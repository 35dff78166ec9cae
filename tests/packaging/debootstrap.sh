#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# tests/packaging/debootstrap.sh [COMMAND...]: runs README's two commands (or those given) in a fresh minimal Debian 12
# with a fresh clone of this tree's HEAD. As root; takes packages from this machine's own mirror. DEBIAN_ROOT names a
# folder to keep and use again; without it all is removed at the end.
set -euo pipefail
clone=$(cd "$(dirname "$0")/../.." && pwd)
[ $# -gt 0 ] || set -- 'scripts/quickstart --check' 'scripts/test'

root=${DEBIAN_ROOT:-}
if [ -z "$root" ]; then
  root=$(mktemp -d /var/tmp/aipool-debian.XXXXXX)
  trap 'rm -rf --one-file-system "$root"' EXIT
fi

sources() {  # `deb` lines of Debian itself among the sources of this machine.
  apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT) $(LABEL)' 'Created-By: Packages' |
    sed -n 's/^\(deb .* main\) Debian\(-Security\)\?$/\1/p' | sort -u
}

if [ ! -e "$root/etc/debian_version" ]; then
  mirror=$(sources | awk '$3 == "bookworm" {print $2; exit}')
  debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1 || { tail -n 20 "$root.log"; exit 1; }
  rm "$root.log"
  sources >"$root/etc/apt/sources.list"
  echo '127.0.0.1 localhost' >"$root/etc/hosts"  # as the installer and containers do
fi
rm -rf "$root/aipool"
git clone --quiet --no-hardlinks "$clone" "$root/aipool"

inside() {  # Its own mounts and processes, so that nothing outlives it.
  unshare --mount --pid --fork bash -euc '
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin http_proxy="${http_proxy:-}" \
      chroot "$1" sh -c "cd /aipool && $2"' inside "$root" "$1"
}

for command in "$@"; do
  started=$SECONDS
  echo "=== $command"
  inside "$command" </dev/null
  echo "=== $command: $((SECONDS - started)) s"
done
