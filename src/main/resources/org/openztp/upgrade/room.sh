# shellcheck shell=sh disable=SC2154 # ztp_bytes and the like stand before this text

# Room for the image, in /tmp and in memory, and a megabyte for the tools that look at it. Where it is short, services are
# stopped; the guard starts them again.
find_room() {
  mark step room
  ! has_room || return 0
  rm -rf /tmp/opkg-lists
  drop_caches
  ! has_room || return 0
  stop_services
  drop_caches
  has_room || stop 30 "there is no room for the image: $ztp_needed kB are needed, $ztp_free kB are free in /tmp, and" \
    "$ztp_memory kB of memory"
}

has_room() {
  ztp_needed=$((ztp_bytes / 1024 + 1024))
  ztp_free=$(space_left)
  ztp_memory=$(free_memory)
  [ "$ztp_free" -ge "$ztp_needed" ] && [ "$ztp_memory" -ge "$ztp_needed" ]
}

space_left() {
  df -Pk /tmp | awk 'END { print $4 }'
}

# In kB. Kernels before 3.14 do not tell what is available.
free_memory() {
  awk '/^MemFree:/ { free = $2 } /^MemAvailable:/ { known = 1; available = $2 }
    END { print known ? available : free + 0 }' /proc/meminfo
}

drop_caches() {
  sync
  echo 3 >/proc/sys/vm/drop_caches
} 2>/dev/null

stop_services() {
  for ztp_service in $ztp_services; do
    is_to_be_stopped "$ztp_service" || continue
    # first the note, then the deed
    echo "$ztp_service" >>"$ztp_dir/stopped" || stop 30 "cannot write to /tmp"
    say "short of memory, stopping $ztp_service"
    if [ "$ztp_service" = wifi ]; then aside wifi down; else aside "/etc/init.d/$ztp_service" stop; fi
  done
}

# Not what leads to the server, whoever wants it; of what procd keeps only what runs, of the rest what is enabled.
is_to_be_stopped() { # SERVICE
  case $1 in
    network | dropbear | firewall) return 1 ;;
    wifi)
      command -v wifi >/dev/null
      return
      ;;
  esac
  [ -x "/etc/init.d/$1" ] && "/etc/init.d/$1" enabled || return
  ! grep -q '^USE_PROCD=' "/etc/init.d/$1" ||
    ubus call service list "{\"name\":\"$1\"}" | grep -q '"running": *true'
}
