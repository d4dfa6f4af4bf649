# Brings an image to the router and has it checked. Nothing stays of it but the image, which is ready to be flashed, and
# the services that had to make room, and both for ztp_patience seconds only.
# Exit codes: 0 ready     20 runs already     21 another device     22 another board     23 not OpenWrt
#             30 no room     31 not fetched     32 wrong checksum     33 refused by the router
#             34 incompatible     35 incompatible with the configuration     36 another one is at work     37 not brought
# shellcheck shell=sh disable=SC2154 # ztp_mac and the like stand before this text

identify() {
  mark step identity
  cat /sys/class/net/*/address 2>/dev/null | tr 'A-F' 'a-f' | grep -qxF "$ztp_mac" ||
    stop 21 "this router has no port with the address $ztp_mac"
  { [ -f /etc/openwrt_release ] && command -v sysupgrade >/dev/null; } || stop 23 "this is no OpenWrt with a sysupgrade"
  ztp_is_board=$(ubus call system board 2>/dev/null | jsonfilter -e @.board_name)
  [ -n "$ztp_is_board" ] || ztp_is_board=$(content_of /tmp/sysinfo/board_name)
  ztp_is_release=$(distrib RELEASE)
  ztp_is_revision=$(distrib REVISION)
  has_room
  [ "$ztp_free" -lt "$ztp_memory" ] || ztp_free=$ztp_memory
  mark facts "release=$(word "$ztp_is_release") revision=$(word "$ztp_is_revision") board=$(word "$ztp_is_board")" \
    "free=$((ztp_free * 1024))"
  [ -z "$ztp_board" ] || [ "$ztp_is_board" = "$ztp_board" ] ||
    stop 22 "this router's board is $ztp_is_board, not $ztp_board"
}

distrib() { # NAME
  sed -n "s/^DISTRIB_$1=[\"']\{0,1\}\([^\"']*\)[\"']\{0,1\}\$/\1/p" /etc/openwrt_release
}

word() { # TEXT
  printf %s "$1" | tr -cd '\041-\176' | head -c 80
}

# The note is written by the server when it has seen the image at work.
is_installed() {
  mark step installed
  [ "$(content_of /etc/ztp.firmware)" = "$ztp_sha256" ] || return
  [ -z "$ztp_release" ] || [ "$ztp_is_release" = "$ztp_release" ] || return
  [ -z "$ztp_revision" ] || [ "$ztp_is_revision" = "$ztp_revision" ]
}

main() {
  identify
  ! is_installed || stop 20 "the router runs this image"
  begin
  find_room
  transfer
  check
  write_file "$ztp_dir/ready" "$ztp_op" || stop 30 "cannot write to /tmp"
  mark step ready
  exit 0
}
