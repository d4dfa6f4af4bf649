# shellcheck shell=sh disable=SC2154 # ztp_op and the like stand before this text

# What a prepared image has changed on the router is as before. May be cut short and done again.
undo() {
  if [ ! -e "$ztp_dir/begun" ] && [ "$(content_of "$ztp_mark")" = "$(content_of "$ztp_dir/op")" ]; then
    rm -f "$ztp_mark"
  fi
  ztp_transfer=$(content_of "$ztp_dir/transfer")
  ! is_alive "$ztp_transfer" || end_tree "${ztp_transfer%% *}"
  rm -f "$ztp_image" "$ztp_dir"/image.done*
  [ ! -e "$ztp_dir/stopped" ] || while read -r ztp_service; do start_again "$ztp_service"; done <"$ztp_dir/stopped"
  rm -rf "$ztp_dir"
}

start_again() { # SERVICE
  if [ "$1" = wifi ]; then aside wifi up; else aside "/etc/init.d/$1" start; fi ||
    logger -t ztp "$1 could not be started again"
}

# Runs a command that may leave something running, which keeps nothing of this program's.
aside() ( # COMMAND…
  umask 022
  exec "$@" </dev/null >/dev/null 2>&1 9>&-
)

# Gives up, and waits until all is as before.
leave() {
  [ "$(content_of "$ztp_dir/op")" = "$ztp_op" ] && is_own || return 0
  ztp_guard=$(content_of "$ztp_dir/guard")
  rm -f "$ztp_image"
  # else the guard sees the end of this process
  true >"$ztp_dir/over" || return 0
  while [ -d "$ztp_dir" ] && is_alive "$ztp_guard"; do sleep 1 9>&-; done
  [ ! -d "$ztp_dir" ] || undo
}

# Whether it is this process that is at work.
is_own() {
  find_process self && [ "$(content_of "$ztp_dir/alive")" = "$ztp_process" ]
}
