# shellcheck shell=sh disable=SC2154 # ztp_path and the like stand before this text

# As ask_by_wget, of a plain http server. What comes goes straight to its place: there is no room for it twice.
ask_by_nc() {
  ztp_at=${ZTP_SERVER#http://}
  ztp_below=${ztp_at#"${ztp_at%%/*}"}
  ztp_at=${ztp_at%%/*}
  ztp_host=${ztp_at%:*}
  ztp_port=${ztp_at##*:}
  case $ztp_port in
    *[!0-9]*) ztp_host=$ztp_at && ztp_port=80 ;;
  esac
  ztp_host=${ztp_host#\[}
  rm -f "$ztp_dir/line" "$ztp_dir/stream" "$ztp_dir/status"
  mkfifo "$ztp_dir/line" "$ztp_dir/stream" || stop 30 "cannot write to /tmp"
  # open for both sides from the start: none waits for the other, and nc sees no end before the server's
  exec 8<>"$ztp_dir/line"
  nc "${ztp_host%\]}" "$ztp_port" <&8 >"$ztp_dir/stream" 2>/dev/null 8>&- 9>&- &
  ztp_nc=$!
  (
    ulimit -f $((ztp_bytes / 512 + 1))
    take_answer
  ) <"$ztp_dir/stream" >>"$ztp_image" 2>/dev/null 8>&- 9>&- &
  ztp_reader=$!
  {
    printf 'POST %s/%s HTTP/1.0\r\nHost: %s\r\n' "$ztp_below" "$ztp_path" "$ztp_at"
    printf 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %s\r\n\r\n' "$(wc -c <"$ztp_dir/form")"
    cat "$ztp_dir/form"
  } >&8
  follow "$ztp_nc"
  exec 8>&-
  wait "$ztp_reader"
  ztp_status=$(content_of "$ztp_dir/status")
}

# The shell reads a line byte by byte, so that what follows the headers is left to cat.
take_answer() {
  ztp_cr=$(printf '\r')
  IFS= read -r ztp_line || return
  ztp_line=${ztp_line#HTTP/1.? }
  ztp_status=${ztp_line%%[!0-9]*}
  while IFS= read -r ztp_line && [ -n "${ztp_line%"$ztp_cr"}" ]; do :; done
  if [ "$ztp_status" = 200 ]; then
    cat
  else
    echo "${ztp_status:-unknown}" >"$ztp_dir/status"
  fi
}
