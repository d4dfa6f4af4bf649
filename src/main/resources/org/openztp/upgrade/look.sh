# What the router is and runs, a line each; changes nothing.
# shellcheck shell=sh disable=SC1091 # the router's own file
of() { # FILE
  head -c 500 "$1" 2>/dev/null | tr '\n' ' '
}

board=$(ubus call system board 2>/dev/null | jsonfilter -e @.board_name 2>/dev/null)
[ -n "$board" ] || board=$(of /tmp/sysinfo/board_name)
. /etc/openwrt_release
printf '%s\n' "board=$board" "release=$DISTRIB_RELEASE" "revision=$DISTRIB_REVISION" "mark=$(of /etc/ztp.flashing)" \
  "refused=$(of /tmp/ztp-upgrade-refused)"
