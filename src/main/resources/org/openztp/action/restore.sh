# The files of a backup, as sysupgrade -b makes it, in their places: those below /etc. The server has looked into it: it
# unpacks to nowhere else than it is told to, and no link of /etc leads where none should.
# shellcheck shell=sh disable=SC2154 # ztp_tmp and the like are the program's

# Files that are not in the backup stay. What ties the router to its server does not come out of a backup, which may be
# another router's: token, host keys, and what the plans keep; and the server's keys stay let in.
restore_archive() { # SHA256 text|escaped|fetched|attached CONTENT [LINE of authorized_keys]…
  ztp_staged=$ztp_tmp/restore
  rm -rf "$ztp_staged"
  mkdir -m 700 "$ztp_staged" || stop 1 "cannot write to /tmp"
  (umask 077 && new_content "$2" "$3" "$ztp_tmp/archive" "$1") || exit
  { has_sha256 "$ztp_tmp/archive" "$1" && tar -xzf "$ztp_tmp/archive" -C "$ztp_staged"; } ||
    stop 13 "the backup could not be unpacked as a whole: is /tmp full?"
  rm -f "$ztp_tmp/archive" "$ztp_staged/etc/config/ztp" "$ztp_staged"/etc/dropbear/dropbear_*_host_key \
    "$ztp_staged"/etc/ztp.* "$ztp_staged/etc/register.conf"
  rm -rf "$ztp_staged/etc/ztp-undo" "$ztp_staged/etc/rc.d/S05ztp-undo"
  shift 3
  keep_keys "$@"
  (cd "$ztp_staged" && find etc ! -type d) >"$ztp_tmp/files" || stop 1 "cannot write to /tmp"
  : >"$ztp_tmp/differ"
  while IFS= read -r ztp_file; do
    is_restored "/$ztp_file" || printf '%s\n' "/$ztp_file" >>"$ztp_tmp/differ"
  done <"$ztp_tmp/files"
  # those of uci-defaults are gone once they have been run: by themselves they are no difference
  grep -qv '^/etc/uci-defaults/' "$ztp_tmp/differ" || return 0
  restore_all "$(grep -c . "$ztp_tmp/differ")"
}

keep_keys() { # LINE…
  ztp_keys=$ztp_staged/etc/dropbear/authorized_keys
  [ -f "$ztp_keys" ] || return 0
  for ztp_line; do
    grep -qxF "$ztp_line" "$ztp_keys" || {
      # awk ends a last line that lacks its newline
      { awk 1 "$ztp_keys" && printf '%s\n' "$ztp_line"; } >"$ztp_tmp/keys" && cat "$ztp_tmp/keys" >"$ztp_keys"
    } || stop 1 "cannot write to /tmp"
  done
}

# Configurations may be written in many ways that say the same.
is_restored() { # PLACE
  if [ -L "$ztp_staged$1" ] || [ -L "$1" ]; then
    [ "$(readlink "$1")" = "$(readlink "$ztp_staged$1")" ]
  elif [ "${1%/*}" = /etc/config ] && [ -f "$1" ]; then
    cmp -s "$ztp_staged$1" "$1" ||
      [ "$(uci -q -c "$ztp_staged/etc/config" -t "$ztp_tmp/none" export "${1##*/}")" = \
        "$(uci -q -c /etc/config -t "$ztp_tmp/none" export "${1##*/}")" ]
  else
    cmp -s "$ztp_staged$1" "$1" && has_rights "$1" "$(rights_of "$ztp_staged$1")"
  fi
}

# uci-defaults first: they are written again as long as anything else is left to write.
restore_all() { # HOW MANY
  will_change
  { grep '^/etc/uci-defaults/' "$ztp_tmp/differ"; grep -v '^/etc/uci-defaults/' "$ztp_tmp/differ"; } >"$ztp_tmp/ordered"
  while IFS= read -r ztp_file; do
    restore_file "$ztp_file"
  done <"$ztp_tmp/ordered"
  say "$1 files are restored"
}

restore_file() { # PLACE
  [ -L "$1" ] || [ ! -d "$1" ] || stop 1 "$1 is a folder"
  takes_hold "$1"
  save_for_undo "$1"
  mkdir -p "${1%/*}" || stop 1 "cannot make the folder of $1"
  rm -f /etc/ztp-new
  cp -a "$ztp_staged$1" /etc/ztp-new || stop 1 "cannot write to /etc"
  move_to /etc/ztp-new "$1"
}

# A service takes it up, or nobody needs to, or a restart is needed.
takes_hold() { # PLACE
  case $1 in
    /etc/config/*) touched_by "${1##*/}" ;;
    /etc/crontabs/*) touched cron ;;
    /etc/firewall.user | /etc/nftables.d/*) touched firewall ;;
    /etc/hosts | /etc/ethers | /etc/dnsmasq.conf) touched dnsmasq ;;
    /etc/dropbear/* | /etc/passwd | /etc/shadow | /etc/group | /etc/profile* | /etc/shells | /etc/opkg/* | /etc/apk/* | \
      /etc/backup/* | /etc/sysupgrade.conf) ;;
    *) needs_restart ;;
  esac
}

# The confirm timer has /etc/config; what else this step changes is put back with it.
save_for_undo() { # PLACE
  [ -d /etc/ztp-undo ] && [ "${1%/*}" != /etc/config ] || return 0
  if [ -e "$1" ] || [ -L "$1" ]; then
    mkdir -p "/etc/ztp-undo/files${1%/*}" && cp -a "$1" "/etc/ztp-undo/files$1"
  else
    printf '%s\n' "$1" >>/etc/ztp-undo/new
  fi || stop 1 "the configuration cannot be saved"
}
