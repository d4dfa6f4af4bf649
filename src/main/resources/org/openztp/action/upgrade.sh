# shellcheck shell=sh

# Flashes an image of the server's unless its release runs already. The release stands in /etc/ztp.flashing, which no
# sysupgrade keeps, before the flash begins: with that file there a release was flashed in vain, and is not flashed again
# unless ZTP_FORCE=1. The flash begins when the program has ended; 246 says that it will.
upgrade() { # PATH RELEASE SHA256 [-n]
  ztp_mark=/etc/ztp.flashing
  if [ "$(running_release)" = "$2" ]; then
    [ ! -e "$ztp_mark" ] || rm -f "$ztp_mark"
    say "the release is $2, nothing to flash"
    return
  fi
  if [ "$(cat "$ztp_mark" 2>/dev/null)" = "$2" ] && [ "${ZTP_FORCE:-0}" != 1 ]; then
    stop 15 "$2 was flashed before and did not start; ZTP_FORCE=1 tries it again"
  fi
  will_change
  say "fetching $1"
  rm -f /tmp/ztp-image.bin
  fetch "$1" /tmp/ztp-image.bin "$3"
  # shellcheck disable=SC2086 # -n or nothing
  sysupgrade -T ${4:-} /tmp/ztp-image.bin || {
    rm -f /tmp/ztp-image.bin
    stop 14 "the router refuses $1"
  }
  say "flashing $2 over $(running_release)"
  printf '%s\n' "$2" >"$ztp_mark" || stop 16 "cannot write $ztp_mark"
  sync
  after_end flash "${4:-}"
  exit 246
}

# 246 is ubus going down under a sysupgrade that began.
flash() { # [-n]
  # shellcheck disable=SC2086 # -n or nothing
  sysupgrade $1 /tmp/ztp-image.bin
  case $? in
    0 | 246) ;;
    *)
      rm -f "$ztp_mark" /tmp/ztp-image.bin
      logger -t ztp "sysupgrade failed before it began"
      ;;
  esac
}
