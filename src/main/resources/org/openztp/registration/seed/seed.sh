#!/bin/sh
# What a seed image runs at its first start: it puts OpenZTP's DHCP hook to its place, with all that it needs to know, and
# lets the server's keys in. However often it runs, it changes nothing that is as it should be. What the operator wants to
# be run besides follows at its end.

# Filled in by the server: SEED_HOOK and SEED_INSTALLER (texts), SEED_URL, SEED_MARKER (DHCP's), SEED_SECRET (of the
# enrolment, empty where none is asked for), SEED_KEYS (the server's public keys, one a line).
#@settings

# Never half.
seed_file() { # PATH TEXT
  [ "$(cat "$1" 2>/dev/null)" != "$2" ] || return 0
  mkdir -p "${1%/*}" && printf '%s\n' "$2" >"$1.ztp-new" && mv "$1.ztp-new" "$1"
}

# Behind the others; a last line that lacks its newline is ended first.
seed_line() { # PATH LINE
  ! grep -qxF "$2" "$1" 2>/dev/null || return 0
  [ ! -s "$1" ] || [ -z "$(tail -c 1 "$1")" ] || echo >>"$1" || return
  printf '%s\n' "$2" >>"$1"
}

# By standard input: what stands on a command line is seen by everybody.
seed_setting() { # NAME VALUE
  [ "$(uci -q get "ztp.server.$1")" != "$2" ] || return 0
  [ -e /etc/config/ztp ] || (umask 077 && : >/etc/config/ztp) || return
  chmod 600 /etc/config/ztp || return
  seed_value=$(printf '%s' "$2" | sed "s/'/'\\\\''/g")
  printf "set ztp.server=server\nset ztp.server.%s='%s'\ncommit ztp\n" "$1" "$seed_value" | uci -q batch >/dev/null &&
    chmod 600 /etc/config/ztp
}

seed_keys() {
  (umask 077 && mkdir -p /etc/dropbear) || return
  printf '%s\n' "$SEED_KEYS" | while read -r seed_type seed_blob seed_comment; do
    [ -n "$seed_blob" ] || continue
    grep -qF "$seed_type $seed_blob" /etc/dropbear/authorized_keys 2>/dev/null ||
      (umask 077 && seed_line /etc/dropbear/authorized_keys "$seed_type $seed_blob${seed_comment:+ $seed_comment}") || exit
  done
}

seed_file /usr/share/ztp/udhcpc.user "$SEED_HOOK" || exit 1
# an upgrade to an image without the hook keeps it
seed_line /etc/sysupgrade.conf /usr/share/ztp/udhcpc.user || exit 1
seed_setting url "$SEED_URL" || exit 1
seed_setting marker "$SEED_MARKER" || exit 1
[ -z "$SEED_SECRET" ] || seed_setting secret "$SEED_SECRET" || exit 1
seed_keys || exit 1
sh -c "$SEED_INSTALLER" || exit 1
