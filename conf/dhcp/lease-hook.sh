#!/bin/sh
# Announces a router at the OpenZTP server as soon as dnsmasq gives it a lease, so that a stock router is provisioned
# with nothing of ours on it. In dnsmasq's configuration:   dhcp-script=/etc/ztp/lease-hook.sh
#
# dnsmasq calls it with   add|old|del MAC ADDRESS [HOSTNAME]   and waits for it, so the work is done in the background.
# Settings: lease-hook.conf beside this script, or the file that ZTP_LEASE_CONF names. Needs curl and flock.
# Exit codes: 0 announced in the background, or nothing to do     1 a setting is wrong (standard error says which)
set -u

locks=${ZTP_LEASE_LOCKS:-/run/ztp-lease-hook}
event=${1:-}
mac=${2:-}
address=${3:-}
hostname=${4:-}

case $event in
  add | old) ;;
  *) exit 0 ;;
esac

fail() {
  echo "lease-hook: $*" >&2
  logger -t ztp-lease-hook "$*" 2>/dev/null
  exit 1
}

conf=${ZTP_LEASE_CONF:-$(dirname "$0")/lease-hook.conf}
[ -r "$conf" ] || fail "cannot read $conf"

setting() { # NAME
  sed -n "s/^$1=[[:space:]]*\(.*[^[:space:]]\)[[:space:]]*\$/\1/p" "$conf" | tail -n 1
}

# Laptops are not announced: a router is known by its DHCP client or by its vendor's addresses.
is_router() {
  pattern=$(setting vendor_class)
  # shellcheck disable=SC2254 # the setting is a pattern
  case ${DNSMASQ_VENDOR_CLASS:-} in
    '') ;;
    $pattern) return 0 ;;
  esac
  for prefix in $(setting mac_prefixes | tr 'A-F' 'a-f'); do
    case $mac in "$prefix"*) return 0 ;; esac
  done
  return 1
}

# dnsmasq writes "06-" and the like before the address of anything but Ethernet, which no router's own is
mac=$(printf '%s' "$mac" | tr 'A-F' 'a-f')
printf '%s' "$mac" | grep -qxE '([0-9a-f]{2}:){5}[0-9a-f]{2}' || exit 0
printf '%s' "$address" | grep -qxE '[0-9a-fA-F.:]+' || exit 0
hostname=$(printf '%s' "$hostname" | tr -cd 'A-Za-z0-9_.-' | head -c 63)
is_router || exit 0

url=$(setting url)
token_file=$(setting token_file)
[ -n "$url" ] || fail "$conf: url is missing"
[ -r "$token_file" ] || fail "$conf: token_file ${token_file:-is missing and} cannot be read"
case $(ls -ld "$token_file") in
  -r*------*) ;;
  *) fail "$token_file: others can read it, chmod 600 it" ;;
esac

# The token goes by standard input: a command line is seen by everybody.
announce() {
  {
    printf 'header = "Authorization: Bearer %s"\n' "$(tr -cd 'A-Za-z0-9_-' <"$token_file")"
    printf 'data-urlencode = "%s"\n' "mac=$mac" "address=$address"
    [ -z "$hostname" ] || printf 'data-urlencode = "%s"\n' "hostname=$hostname"
  } | curl --silent --show-error --fail --max-time 20 --output /dev/null --config - "$url/api/v1/leases" 2>&1
}

# One announcement of a router at a time; a second one of the same router would say the same, unless its address changed.
announce_until_answered() {
  (umask 077 && mkdir -p "$locks") || return
  lock=$locks/$mac-$address
  exec 9>>"$lock"
  flock -n 9 || return 0
  trap 'rm -f "$lock"' EXIT
  pause=1
  for try in 1 2 3 4 5 6 7 8 9 10; do
    words=$(announce) && {
      logger -t ztp-lease-hook "announced $mac at $address" 2>/dev/null
      break
    }
    logger -t ztp-lease-hook "try $try for $mac: $words" 2>/dev/null
    # 4xx but 408 and 429 will be the same next time
    case $words in *'error: 408'* | *'error: 429'*) ;; *'error: 4'*) break ;; esac
    sleep "$pause" 9>&-
    pause=$((pause * 2 > 60 ? 60 : pause * 2))
  done
}

(announce_until_answered) </dev/null >/dev/null 2>&1 &
