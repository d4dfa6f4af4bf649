#!/bin/sh
# What `mvn verify -Plab` needs beyond Maven: Debian packages, root, namespaces.
#   require.sh          says what is missing, with the one line that mends it, and ends with 1
#   require.sh --list   prints the packages
set -u

packages='apache2 bubblewrap busybox-static dropbear-bin dnsmasq-base iproute2 util-linux procps nftables curl openssh-client
 make openssl shellcheck systemd chromium chromium-driver mariadb-server'

if [ "${1:-}" = --list ]; then
  # shellcheck disable=SC2086 # one word a package
  printf '%s\n' $packages
  exit
fi

missing=
for package in $packages; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
if [ -n "$missing" ]; then
  echo "the lab needs these Debian packages:   apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
if [ "$(id -u)" != 0 ]; then
  echo "the lab needs root: it makes network namespaces and file systems" >&2
  exit 1
fi
if ! unshare --net --mount --pid --fork --mount-proc true; then
  echo "the lab needs namespaces (net, mount, pid), which this kernel or container does not allow" >&2
  exit 1
fi
