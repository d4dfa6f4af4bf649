# shellcheck shell=sh disable=SC2154 # ztp_tmp and the like are the program's

service() { # NAME COMMAND
  [ -x "/etc/init.d/$1" ] || stop 1 "there is no service $1"
  case $2 in
    enable) ! "/etc/init.d/$1" enabled || return 0 ;;
    disable) "/etc/init.d/$1" enabled || return 0 ;;
    start | stop) has_to "$@" || return 0 ;;
    restart | reload) has_changed || [ "${3:-}" = always ] || return 0 ;;
  esac
  will_change
  init_script "$1" "$2" || stop 1 "$1 could not $2"
  say "$1: $2"
}

# An earlier step has changed something, for whose sake a service is restarted.
has_changed() {
  [ -e "$ztp_tmp/changed-any" ]
}

# What procd keeps running tells; other services are done with at once, and are started or stopped like restarted ones.
has_to() { # NAME start|stop
  if grep -q '^USE_PROCD=' "/etc/init.d/$1"; then
    ztp_running=stop
    ! ubus call service list "{\"name\":\"$1\"}" | grep -q '"running": *true' || ztp_running=start
    [ "$ztp_running" != "$2" ]
  else
    has_changed
  fi
}
