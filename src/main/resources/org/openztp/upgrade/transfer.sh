# shellcheck shell=sh disable=SC2154 # ztp_path and the like stand before this text

# The image, from where it broke off last. The token goes by a form that is read from its file: what stands on a command
# line is seen by everybody on the router.
transfer() {
  mark step transfer
  find_way
  ztp_spoilt=0
  while :; do
    case $ztp_way in
      upload) await_upload ;;
      *) fetch ;;
    esac
    ! has_sha256 "$ztp_image" "$ztp_sha256" || return 0
    rm -f "$ztp_image"
    ztp_spoilt=$((ztp_spoilt + 1))
    [ "$ztp_spoilt" -lt 2 ] || stop 32 "twice another file came than that with the checksum $ztp_sha256"
    say "what came has another checksum, once more from the beginning"
  done
}

# An old wget takes a form from its command line alone, and nc talks no https: there the server brings the image.
find_way() {
  ztp_way=upload
  case $ZTP_SERVER in
    http://*) ztp_way=nc ;;
    https://*) ;;
    *) return ;;
  esac
  ! wget --help 2>&1 | grep -q -e --post-file || ztp_way=wget
}

# Until as many bytes are there as the image has. A try that brought some starts the count of tries anew.
fetch() {
  ztp_tries=0
  ztp_answered=
  while [ "$(size_of "$ztp_image")" -lt "$ztp_bytes" ]; do
    ztp_from=$(size_of "$ztp_image")
    printf 'token=%s&from=%s' "$ztp_token" "$ztp_from" >"$ztp_dir/form" || stop 30 "cannot write to /tmp"
    case $ztp_way in
      wget) ask_by_wget ;;
      nc) ask_by_nc ;;
    esac
    ztp_got=$(size_of "$ztp_image")
    [ -z "$ztp_status" ] && [ "$ztp_got" -le "$ztp_from" ] || ztp_answered=1
    case $ztp_status in
      403 | 404) stop 31 "the server does not give the image: $ztp_status" ;;
      416) rm -f "$ztp_image" ;;
    esac
    ztp_tries=$((ztp_tries + 1))
    [ "$ztp_got" -le "$ztp_from" ] || ztp_tries=0
    if [ "$ztp_tries" -ge 3 ] && [ -z "$ztp_answered" ] && [ -n "$ztp_brings" ]; then
      await_upload
      return
    fi
    [ "$(space_left)" -gt 0 ] || stop 30 "there is no room for the image: /tmp is full"
    [ "$ztp_tries" -lt 5 ] || stop 31 "the image cannot be fetched from $ZTP_SERVER: ${ztp_status:-no answer}"
    [ "$ztp_got" -ge "$ztp_bytes" ] || again
  done
}

size_of() { # FILE
  if [ -e "$1" ]; then wc -c <"$1"; else echo 0; fi
}

again() {
  say "$ztp_got of $ztp_bytes bytes are there; ${ztp_status:+answer $ztp_status, }next try in $((1 << ztp_tries)) s"
  sleep $((1 << ztp_tries)) 9>&-
}

# Sets ztp_status to what the server refused with, empty when it did not or did not answer. No file becomes larger than
# the image, whatever comes.
ask_by_wget() {
  (
    ulimit -f $((ztp_bytes / 512 + 1))
    exec wget -O- --post-file="$ztp_dir/form" "$ZTP_SERVER/$ztp_path"
  ) </dev/null >>"$ztp_image" 2>"$ztp_dir/said" 9>&- &
  follow $!
  ztp_status=$(sed -n 's/.*HTTP[^ ]* \(error \)\{0,1\}\([345][0-9][0-9]\).*/\2/p' "$ztp_dir/said" | tail -n 1)
}

# Until a transfer has ended; ends it when nothing has come for half a minute.
follow() { # PID
  ztp_asking=$1
  ! find_process "$1" || write_file "$ztp_dir/transfer" "$ztp_process"
  ztp_last=-1
  ztp_told=$(uptime_seconds)
  while kill -0 "$ztp_asking" 2>/dev/null; do
    ztp_now=$(uptime_seconds)
    ztp_size=$(size_of "$ztp_image")
    if [ "$ztp_size" -gt "$ztp_last" ]; then
      ztp_last=$ztp_size
      ztp_since=$ztp_now
    elif [ "$((ztp_now - ztp_since))" -ge "${ZTP_SILENCE:-30}" ]; then
      end_tree "$ztp_asking"
    fi
    if [ "$((ztp_now - ztp_told))" -ge 5 ]; then
      ztp_told=$ztp_now
      mark bytes "$ztp_size"
    fi
    sleep 1 9>&-
  done
  wait "$ztp_asking" 2>/dev/null
  rm -f "$ztp_dir/transfer"
}

# The server puts the image beside its place, and takes it there whole by a rename.
await_upload() {
  [ -n "$ztp_brings" ] || stop 31 "this router's wget cannot ask ${ZTP_SERVER:-the server} for the image, and none is brought"
  ztp_way=upload
  rm -f "$ztp_image"
  say "the server is asked to bring the image"
  mark upload
  ztp_last=0
  ztp_since=$(uptime_seconds)
  until [ -e "$ztp_image.done" ]; do
    ztp_size=$(size_of "$ztp_image.done.part")
    if [ "$ztp_size" -ne "$ztp_last" ]; then
      ztp_last=$ztp_size
      ztp_since=$(uptime_seconds)
    fi
    [ "$(($(uptime_seconds) - ztp_since))" -lt "$ztp_patience" ] || stop 37 "nobody brought the image"
    sleep 1 9>&-
  done
  mv "$ztp_image.done" "$ztp_image"
}
