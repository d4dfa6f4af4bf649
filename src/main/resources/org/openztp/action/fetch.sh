# shellcheck shell=sh disable=SC2154 # ztp_tmp and the like are the program's

# Fetches a file of the server. Goes on where a broken download stopped; begins anew, once, when what came has the wrong
# checksum.
fetch() { # PATH FILE SHA256
  [ -n "${ZTP_SERVER:-}" ] || stop 10 "there is no server to fetch $1 from"
  ztp_pause=2
  ztp_tries=1
  while :; do
    if wget -c -T 30 -O "$2" "$ZTP_SERVER/$1" >/dev/null 2>"$ztp_tmp/wget"; then
      ! has_sha256 "$2" "$3" || return 0
      rm -f "$2"
      [ "$ztp_tries" -lt 2 ] || stop 13 "$1 does not have the checksum $3"
    fi
    if [ "$ztp_tries" -ge 5 ]; then
      rm -f "$2"
      stop 12 "$1 could not be fetched from $ZTP_SERVER: $(tail -n 1 "$ztp_tmp/wget")"
    fi
    say "fetching $1 broke off, next try in $ztp_pause s"
    sleep "$ztp_pause"
    ztp_tries=$((ztp_tries + 1))
    ztp_pause=$((ztp_pause * 2))
  done
}
