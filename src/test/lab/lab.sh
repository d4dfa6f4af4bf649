#!/bin/bash
# N routers that behave like OpenWrt's, from Debian packages alone (require.sh names them); needs root.
#
#   lab.sh up [COUNT]         starts a lab in the foreground and prints "lab PID NETWORK", for instance "lab 4711 10.30";
#                             it ends, and leaves nothing, when its standard input ends or one of its processes is killed
#   lab.sh at PID COMMAND …   asks a running lab:
#     add I [NAME=VALUE …]    starts router I: BOARD, MODEL, BOOT_SECONDS, REQOPTS, HOOK=1 (an image with OpenZTP's DHCP
#                             hook), APPLETS=all (every tool of Debian's busybox), UCI=TEXT (its /etc/config/ztp)
#     many FROM TO [NAME=VALUE …]
#     sh I COMMAND            runs a command on a router         mac I, ip I    its addresses
#     link I up|down          its cable                          nft I RULE     a rule for what comes in to it
#     open I                  takes the rules away
#     off I                   takes it off the net for good
#     log                     dnsmasq's log
#
# The lab is one set of namespaces. Inside: bridge br0 with NETWORK.0.1/16 and dnsmasq; router I with namespaces of its
# own and an overlay of a template as its root. Outside: one veth leg with NETWORK.0.2/16, where the server is reached.
# Settings of `up` by environment: BOOTFILE, NEXTSERVER, DNSMASQ_EXTRA, DNSMASQ_SCRIPT (dhcp-script; its environment is
# the lab's).
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
conf=$here/../../../conf
W=/run/lab

# The tools OpenWrt has, at their paths (list of a 25.12 image). Debian's shell has its applets built in and prefers
# them to the PATH, so what a router lacks, and what has a stand-in here, gets another name in the copy: the last letter
# is moved by one, which keeps the table's order.
BIN=(ash cat chgrp chmod chown cp date dd df dmesg echo egrep false fgrep grep gunzip gzip kill ln ls mkdir mknod mktemp
 mount mv netstat nice passwd pidof ping ping6 ps pwd rm rmdir sed sh sleep sync tar touch true umount uname vi zcat)
SBIN=(halt ifconfig ip pivot_root poweroff route start-stop-daemon switch_root sysctl udhcpc hwclock)
USRBIN=(awk basename brctl bunzip2 bzcat clear cmp crontab cut dirname du env expr find free head hexdump hostid id
 killall less md5sum mkfifo nc nslookup nproc pgrep printf readlink reset seq sha256sum sort strings tail tee test time
 top tr traceroute tty uniq uptime wc which xargs yes '[' '[[')
USRSBIN=(crond)
EXTRA=(busybox login chroot) # not in OpenWrt's list of applets, but under these names there

# Debian's busybox, where the applets that are not in the list have other names.
busybox_without() { # LIST
  local a new renames
  renames=$(busybox --list | while read -r a; do
    case $1 in *" $a "*) ;; *)
      new=${a%?}$(printf '%s' "${a: -1}" | tr 'a-y0-8z9' 'b-z1-9{:')
      # else it would be found as dd, before the real one
      [ "$a" != dc ] || new=db
      [ ${#a} -lt 2 ] || printf 's/^%s$/%s/\n' "$a" "$new"
      ;;
    esac
  done)
  sed -z "/^\[\[\$/,/^zcat\$/{
$renames
}" /bin/busybox
}

template() {
  local T=$W/template a l
  mkdir -p "$T"/{bin,sbin,usr/bin,usr/sbin,lib64,etc/config,etc/dropbear,etc/uci-defaults,etc/rc.d,root,tmp,proc,sys,dev,mnt,rom}
  ln -s tmp "$T/var"
  cp -a "$here/root/." "$T/"
  busybox_without "$(printf ' %s ' "${BIN[@]}" "${SBIN[@]}" "${USRBIN[@]}" "${USRSBIN[@]}" "${EXTRA[@]}")" >"$T/bin/busybox"
  for a in "${BIN[@]}"; do ln -s busybox "$T/bin/$a"; done
  for a in "${SBIN[@]}"; do ln -s ../bin/busybox "$T/sbin/$a"; done
  for a in "${USRBIN[@]}"; do ln -s ../../bin/busybox "$T/usr/bin/$a"; done
  for a in "${USRSBIN[@]}"; do ln -s ../../bin/busybox "$T/usr/sbin/$a"; done
  cp /usr/sbin/dropbear "$T/usr/sbin/"
  cp /usr/bin/dropbearkey /usr/bin/flock "$T/usr/bin/"
  for l in $(ldd /usr/sbin/dropbear /usr/bin/dropbearkey /usr/bin/flock | grep -o '/[^ ]*\.so[^ ]*' | sort -u); do
    mkdir -p "$T/${l%/*}" && cp -L "$l" "$T/$l"
  done
  chmod 755 "$T"/bin/* "$T"/sbin/* "$T"/usr/bin/* "$T"/etc/init.d/* "$T/etc/init.lab" "$T/lib/netifd/dhcp.script"
  for a in 10system 12log 19firewall 19dnsmasq 19dropbear 20network; do ln -s "../init.d/${a#??}" "$T/etc/rc.d/S$a"; done
  chmod 700 "$T/etc/dropbear" "$T/root"
  chmod 600 "$T/etc/shadow"
  ln -s /etc/dropbear "$T/root/.ssh" # Debian's dropbear reads ~/.ssh, OpenWrt's /etc/dropbear
  # layers on top of it: an image with the hook, and one with every applet
  mkdir -p "$W"/layer-{none,hook/usr/share/ztp,hook/etc/uci-defaults,all/bin}
  cp "$conf/device/udhcpc.user" "$W/layer-hook/usr/share/ztp/"
  cp "$conf/device/99-ztp" "$W/layer-hook/etc/uci-defaults/"
  busybox_without " $(busybox --list | grep -vxE 'wget|timeout|logger|reboot' | tr '\n' ' ') " \
    >"$W/layer-all/bin/busybox"
  chmod 755 "$W/layer-all/bin/busybox"
}

switch() {
  ip link set lo up
  ip link add br0 type bridge
  ip addr add "$NETWORK.0.1/16" dev br0
  ip link set br0 up
  cat >$W/dnsmasq.conf <<CONF
port=0
interface=br0
bind-interfaces
dhcp-authoritative
no-ping
dhcp-range=$NETWORK.1.1,$NETWORK.15.254,255.255.0.0,2m
dhcp-option=3
dhcp-option=6
dhcp-boot=${BOOTFILE:-this_is_update_server},ztp,${NEXTSERVER:-$NETWORK.0.2}
${DNSMASQ_EXTRA:-}
${DNSMASQ_SCRIPT:+dhcp-script=$DNSMASQ_SCRIPT}
dhcp-leasefile=$W/leases
log-facility=$W/dnsmasq.log
CONF
  dnsmasq --conf-file=$W/dnsmasq.conf --user=root --pid-file=$W/dnsmasq.pid
}

mac() {
  printf '02:%s:%02x:%02x\n' "$(<$W/makers)" $(($1 / 256)) $(($1 % 256))
}

# Once: while dnsmasq writes its leases anew, one may stand there twice.
address() {
  awk -v mac="$(mac "$1")" '$2 == mac && !told++ { print $3 }' $W/leases 2>/dev/null
}

# What becomes the router's root file system; runs in its namespaces and ends as its pid 1.
enter() { # I LAYER
  local D=$W/d$1 lower=$W/layer-$2:$W/template n a b c
  mount -t tmpfs -o size=64m,mode=755 tmpfs "$D" && mkdir "$D"/{u,w,r}
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=$D/u,workdir=$D/w,index=off" "$D/r"
  cd "$D/r" || exit
  mount -t overlay overlay -o "ro,lowerdir=$lower" rom
  [ -z "${UCI:-}" ] || printf '%b' "$UCI" >etc/config/ztp
  mount -t proc -o nosuid,nodev,noexec proc proc
  # a boot id of its own, a host name it may set, and else nothing of the kernel's it may change
  mkdir mnt/fault && cat /proc/sys/kernel/random/uuid >mnt/boot_id
  mount --bind proc/sys proc/sys
  mount --bind proc/sys/kernel/hostname proc/sys/kernel/hostname
  mount --bind mnt/boot_id proc/sys/kernel/random/boot_id
  mount -o remount,bind,ro proc/sys
  mount -t sysfs -o ro sysfs sys
  mount -t tmpfs -o size=32m,mode=1777 tmpfs tmp
  mount -t tmpfs -o size=64k,mode=755 tmpfs dev
  for n in null:1:3 zero:1:5 random:1:8 urandom:1:9 tty:5:0; do
    IFS=: read -r a b c <<<"$n"
    mknod -m 666 "dev/$a" c "$b" "$c"
  done
  ln -s /proc/self/fd/0 dev/stdin
  mkdir dev/pts && mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts && ln -s pts/ptmx dev/ptmx
  mkdir -p mnt/old && pivot_root . mnt/old && cd / && /bin/busybox umount -l /mnt/old
  exec env -i BOARD="${BOARD:-lab,ap-1}" MODEL="${MODEL:-Lab AP 1}" BOOT_SECONDS="${BOOT_SECONDS:-1}" \
    REQOPTS="${REQOPTS:-}" /bin/ash /etc/init.lab
}

add() { # I [NAME=VALUE …]
  local i=$1 layer=none setting
  shift
  for setting; do export "${setting?}"; done
  [ -z "${HOOK:-}" ] || layer=hook
  [ "${APPLETS:-}" != all ] || layer=all
  mkdir -p $W/d"$i"
  ip netns add "r$i"
  ip link add "v$i" type veth peer name eth0 address "$(mac "$i")" netns "r$i"
  ip link set "v$i" master br0 up
  ip netns exec "r$i" unshare --mount --pid --uts --ipc --fork --kill-child=KILL --propagation private \
    /bin/bash "$0" enter "$i" $layer </dev/null >$W/d"$i".log 2>&1 &
  echo $! >$W/d"$i".pid
}

init_of() { # I: the router's pid 1, seen from the lab
  pgrep -P "$(cat $W/d"$1".pid)" | head -n 1
}

on_router() { # I COMMAND
  exec nsenter -t "$(init_of "$1")" -n -p -m -u -i env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root /bin/ash -c "$2"
}

inside() { # COUNT: pid 1 of the lab
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p $W /run/netns
  local leg i
  until leg=$(ip -o link show type veth | grep -o 'leg[0-9]*'); do sleep 0.02; done
  export NETWORK=10.${leg#leg}
  # no two labs have a router in common: a server may see both
  printf '%02x:%02x:%02x' $((RANDOM % 256)) $((RANDOM % 256)) $((RANDOM % 256)) >$W/makers
  template
  switch
  ip link set "$leg" master br0 up
  for ((i = 1; i <= $1; i++)); do (add "$i"); done
  echo "$NETWORK" >$W/network
  while read -r _; do :; done # until standard input ends
}

up() { # COUNT
  local n lab=
  unshare --net --mount --pid --fork --mount-proc --kill-child=KILL --propagation private \
    /bin/bash "$0" inside "$1" <&0 &
  trap 'kill -KILL $! 2>/dev/null' EXIT
  until [ -n "$lab" ]; do
    kill -0 $! 2>/dev/null || exit 1
    lab=$(pgrep -P $!)
  done
  # the name of the outer end makes a network one lab's alone
  for n in {30..99}; do
    [ -z "$(ip -4 route show "10.$n.0.0/16")" ] &&
      ip link add "ztplab$n" type veth peer name "leg$n" netns "$lab" 2>/dev/null && break
  done
  ip addr add "10.$n.0.2/16" dev "ztplab$n" && ip link set "ztplab$n" up || exit 1
  until [ -s "/proc/$lab/root$W/network" ]; do
    kill -0 $! 2>/dev/null || exit 1
    sleep 0.02
  done
  echo "lab $lab 10.$n"
  wait $!
}

router() { # COMMAND I …
  local command=$1 i=$2
  shift 2
  case $command in
    add) add "$i" "$@" ;;
    many)
      local to=$1
      shift
      for (( ; i <= to; i++)); do (add "$i" "$@"); done
      ;;
    sh) on_router "$i" "$*" ;;
    mac) mac "$i" ;;
    ip) address "$i" ;;
    link) ip link set "v$i" "$1" ;;
    nft)
      ip netns exec "r$i" nft "add table inet lab; add chain inet lab in { type filter hook input priority 0; };
        add rule inet lab in $*"
      ;;
    open) ip netns exec "r$i" nft delete table inet lab ;;
    off) kill -KILL "$(cat $W/d"$i".pid)" && ip link del "v$i" ;;
    *) exit 2 ;;
  esac
}

case ${1:-} in
up) up "${2:-0}" ;;
inside) inside "$2" ;;
enter) enter "$2" "$3" ;;
at)
  lab=$2
  shift 2
  exec nsenter -t "$lab" -n -m -p /bin/bash "$here/lab.sh" in "$@"
  ;;
in)
  read -r NETWORK <$W/network
  shift
  case $1 in
    log) cat $W/dnsmasq.log ;;
    *) router "$@" ;;
  esac
  ;;
*) sed -n 's/^# \{0,1\}//; 2,/^set -u/{/^set -u/d;p;}' "$0" ;;
esac
