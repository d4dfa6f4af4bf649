# How a router asks its server. The bootstrap script and the agent carry this text; they set ZTP_SERVER, and tmp to a
# folder of their own. POSIX ash, only tools that every OpenWrt since 18.06 has.
# shellcheck shell=sh disable=SC2034,SC2154 # status and tmp

# A form by POST. What stands on a command line is seen by everybody on the router, so it is read from its file: by wget
# from 22.03 on, else by nc. An older wget that talks https knows no other way than the command line.
post() { # PATH FORM ANSWER
  find_way_to_post
  case $posts in
    file) fetched "$3" --post-file="$2" "$ZTP_SERVER/$1" ;;
    nc) post_by_nc "$@" ;;
    words) fetched "$3" --post-data="$(cat "$2")" "$ZTP_SERVER/$1" ;;
  esac
}

find_way_to_post() {
  [ -z "${posts:-}" ] || return 0
  posts=words
  if wget --help 2>&1 | grep -q -e --post-file; then
    posts='file'
  elif [ "${ZTP_SERVER#http://}" != "$ZTP_SERVER" ]; then
    posts=nc
  fi
}

# Sets status to what the server answered, 200 for all that is well, empty when it did not.
fetched() { # ANSWER WORDS OF WGET…
  answer=$1
  shift
  rm -f "$answer"
  status=200
  wget -T 30 -O "$answer" "$@" >"$tmp/said" 2>&1 9>&- && [ -e "$answer" ] && return
  status=$(sed -n 's/.*HTTP[^ ]* \(error \)\{0,1\}\([1-5][0-9][0-9]\).*/\2/p' "$tmp/said" | tail -n 1)
}

# As post, of a plain http server; leaves its words also when it refuses, which wget throws away.
post_by_nc() { # PATH FORM ANSWER
  status=
  rm -f "$3" "$tmp/line"
  at=${ZTP_SERVER#http://}
  folder=${at#"${at%%/*}"}
  at=${at%%/*}
  host=${at%:*}
  port=${at##*:}
  case $port in
    *[!0-9]*) host=$at && port=80 ;;
  esac
  host=${host#\[}
  mkfifo "$tmp/line" || return 0
  # open for both sides from the start: none waits for the other, and nc sees no end before the server's
  exec 8<>"$tmp/line"
  nc "${host%\]}" "$port" <&8 >"$tmp/reply" 2>"$tmp/said" 8>&- 9>&- &
  nc_pid=$!
  {
    printf 'POST %s/%s HTTP/1.0\r\nHost: %s\r\n' "$folder" "$1" "$at"
    printf 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %s\r\n\r\n' "$(wc -c <"$2")"
    cat "$2"
  } >"$tmp/line" 2>/dev/null 8>&- 9>&- &
  writer=$!
  {
    seconds=0
    while kill -0 "$nc_pid"; do
      [ "$seconds" -lt 60 ] || kill "$nc_pid"
      seconds=$((seconds + 1))
      sleep 1
    done
  } >/dev/null 2>&1 8>&- 9>&- &
  wait "$nc_pid"
  kill "$writer" 2>/dev/null
  exec 8>&-
  head -n 1 "$tmp/reply" >>"$tmp/said"
  cr=$(printf '\r')
  sed "1,/^$cr*\$/d" "$tmp/reply" >"$3"
  promised=$(sed -n "1,/^$cr*\$/s/^[Cc]ontent-[Ll]ength: *\([0-9]*\).*/\1/p" "$tmp/reply")
  # what was cut off is no answer
  [ -z "$promised" ] || [ "$(wc -c <"$3")" -eq "$promised" ] || return 0
  status=$(sed -n '1s/^HTTP[^ ]* \([1-5][0-9][0-9]\).*/\1/p' "$tmp/reply")
}
