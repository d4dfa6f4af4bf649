#!/bin/sh
# Provisions a router:   sh init.sh ID
# Names it (ZTP_HOSTNAME, else wrtID) and, when ZTP_IMAGE is given and the router runs another release than ZTP_RELEASE,
# fetches the image from $ZTP_SERVER/fw/, checks it, and flashes it keeping the configuration. A second run finds nothing
# to do. Without ZTP_SERVER the address in /etc/register.conf counts.
#
# Before it flashes it writes the release to /etc/ztp.flashing, which no sysupgrade keeps: a router that still has that
# file was flashed in vain, and is not flashed to the same release again unless ZTP_FORCE=1.
#
# Exit codes: 0 nothing (more) to do         246 the flash has begun: come back when the router is up again
#             10 called wrongly              11 the name could not be set       12 the image could not be fetched
#             13 the checksum is wrong       14 the router refuses the image    15 this release was tried in vain
#             16 sysupgrade failed before it began
set -u

tried=/etc/ztp.flashing

say() {
  echo "init: $*"
}

stop() { # CODE WORDS
  stop_code=$1
  shift
  say "$*"
  exit "$stop_code"
}

set_hostname() { # NAME
  if [ "$(uci -q get 'system.@system[0].hostname')" = "$1" ]; then
    say "the name is $1"
    return
  fi
  { uci set "system.@system[0].hostname=$1" && uci commit system && /etc/init.d/system reload; } ||
    stop 11 "the name $1 could not be set"
  renamed=1
  say "the name is now $1"
}

running_release() {
  sed -n "s/^DISTRIB_RELEASE=[\"']\{0,1\}\([^\"']*\)[\"']\{0,1\}\$/\1/p" /etc/openwrt_release
}

server_url() {
  url=${ZTP_SERVER:-$(sed -n 's/^ztp_server=//p' /etc/register.conf 2>/dev/null)}
  [ -n "$url" ] || stop 10 "no server: neither ZTP_SERVER nor /etc/register.conf names one"
  printf '%s' "$url"
}

# Goes on where a broken download stopped; begins anew when what came has the wrong checksum.
fetch() { # PATH FILE SHA256
  from=$(server_url) || exit
  from=$from/fw/$(printf '%s' "$1" | sed 's/%/%25/g; s/ /%20/g; s/?/%3F/g; s/#/%23/g')
  pause=2
  tries=1
  while :; do
    if wget -c -T 30 -O "$2" "$from" >/dev/null 2>"$2.err"; then
      [ "$(sha256sum "$2" | cut -d ' ' -f 1)" != "$3" ] || return 0
      rm -f "$2"
      [ "$tries" -lt 2 ] || stop 13 "$1 does not have the checksum $3"
    fi
    [ "$tries" -lt 5 ] || stop 12 "$1 could not be fetched from $from: $(tail -n 1 "$2.err")"
    say "fetching $1 broke off, next try in $pause s"
    sleep "$pause"
    tries=$((tries + 1))
    pause=$((pause * 2))
  done
}

flash() {
  image=/tmp/ztp-image.bin
  trap 'rm -f "$image" "$image.err"' EXIT
  if [ -z "${ZTP_RELEASE:-}" ] || [ -z "${ZTP_SHA256:-}" ]; then
    stop 10 "ZTP_IMAGE needs ZTP_RELEASE and ZTP_SHA256"
  fi
  if [ "$(cat "$tried" 2>/dev/null)" = "$ZTP_RELEASE" ] && [ "${ZTP_FORCE:-0}" != 1 ]; then
    stop 15 "$ZTP_RELEASE was flashed before and did not start; ZTP_FORCE=1 tries it again"
  fi
  say "fetching $ZTP_IMAGE"
  fetch "$ZTP_IMAGE" "$image" "$ZTP_SHA256"
  sysupgrade -T "$image" || stop 14 "the router refuses $ZTP_IMAGE"
  say "flashing $ZTP_RELEASE over $(running_release)"
  printf '%s\n' "$ZTP_RELEASE" >"$tried" || stop 16 "cannot write $tried"
  sync
  sysupgrade "$image"
  code=$?
  # 246 is ubus going down under a sysupgrade that began; the image must stay until then
  case $code in
    0 | 246) trap - EXIT && exit 246 ;;
    *) rm -f "$tried" && stop 16 "sysupgrade failed ($code)" ;;
  esac
}

case ${1:-} in
  '' | *[!0-9]*) stop 10 "usage: init.sh ID" ;;
esac

renamed=0
set_hostname "${ZTP_HOSTNAME:-wrt$1}"
release=$(running_release)
[ "$(cat "$tried" 2>/dev/null)" != "$release" ] || rm -f "$tried"
if [ -z "${ZTP_IMAGE:-}" ] || [ "$release" = "${ZTP_RELEASE:-}" ]; then
  say "the release is $release, nothing to flash"
  # says to a plan that nothing was changed
  [ "$renamed" = 1 ] || [ -z "${ZTP_UNCHANGED:-}" ] || : >"$ZTP_UNCHANGED"
else
  flash
fi
