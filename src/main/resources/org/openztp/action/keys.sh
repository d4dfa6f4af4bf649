# Who may sign in as root by key.
# shellcheck shell=sh disable=SC2154 # ztp_tmp and the like are the program's

# Each key is given twice: what identifies it, and its whole line.
add_keys() { # KEY LINE …
  ztp_keys=/etc/dropbear/authorized_keys
  : >"$ztp_tmp/keys" || stop 1 "cannot write to /tmp"
  while [ "$#" -gt 0 ]; do
    grep -v '^[[:space:]]*#' "$ztp_keys" 2>/dev/null | grep -qF "$1" || grep -qF "$1" "$ztp_tmp/keys" ||
      printf '%s\n' "$2" >>"$ztp_tmp/keys" || stop 1 "cannot write to /tmp"
    shift 2
  done
  [ -s "$ztp_tmp/keys" ] || return 0
  # awk ends a last line that lacks its newline, so that no two keys run into one
  { { [ ! -e "$ztp_keys" ] || awk 1 "$ztp_keys"; } && cat "$ztp_tmp/keys"; } >"$ztp_tmp/all-keys" ||
    stop 1 "cannot write to /tmp"
  write_keys
}

# These and no others.
only_keys() { # LINE…
  ztp_keys=/etc/dropbear/authorized_keys
  printf '%s\n' "$@" >"$ztp_tmp/all-keys" || stop 1 "cannot write to /tmp"
  cmp -s "$ztp_tmp/all-keys" "$ztp_keys" || write_keys
}

write_keys() {
  will_change
  { mkdir -p /etc/dropbear && chmod 700 /etc/dropbear &&
    (umask 077 && cat "$ztp_tmp/all-keys" >"$ztp_keys.ztp-new"); } || stop 1 "cannot write $ztp_keys"
  move_to "$ztp_keys.ztp-new" "$ztp_keys"
  say "$ztp_keys is changed"
}
