#!/bin/sh
# A machine as clean as after its installation, for one shell: /etc, /opt, /usr/local and /var/lib take changes that are gone
# afterwards, the network is its own with 192.168.1.34, and systemctl is the stand-in beside this file. Needs root.
#
#   clean.sh SCRATCH COMMAND …      SCRATCH: an empty folder
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$1
shift
# shellcheck disable=SC2016 # read by the inner shell
exec unshare --mount --net --pid --fork --mount-proc --kill-child=KILL --propagation private sh -eu -c '
  mount -t tmpfs -o mode=755 tmpfs "$1"
  for folder in etc opt usr/local var/lib; do
    mkdir -p "$1/$folder/up" "$1/$folder/work"
    mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$1/$folder/up,workdir=$1/$folder/work" "/$folder"
  done
  # what this machine itself may have; only what lies above it changes
  rm -rf /opt/tomcat /opt/wildfly /opt/ztp /var/lib/ztp*
  ip link set lo up
  ip addr add 192.168.1.34/24 dev lo
  cp "$2/systemctl" /usr/local/bin/systemctl
  shift 2
  exec "$@"
' clean "$scratch" "$here" "$@"
