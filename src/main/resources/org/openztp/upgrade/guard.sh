# Who cleans up: a process of its own, which neither the end of the program nor that of the connection takes along. It is
# started before the first thing that has to be undone, and alone undoes: the image goes, what was stopped is started.
# It holds the lock of the plans from the beginning to the end of all.
# shellcheck shell=sh disable=SC2154 # ztp_op and the like stand before this text

begin() {
  { mkdir -p /var/lock && : >>/var/lock/ztp-plan.lock; } || stop 30 "cannot write to /tmp"
  exec 9>>/var/lock/ztp-plan.lock
  lock || stop 36 "a plan or another upgrade is at work"
  [ ! -d "$ztp_dir" ] || undo
  rm -rf "$ztp_dir" "$ztp_refused"
  { mkdir "$ztp_dir" && write_file "$ztp_dir/op" "$ztp_op" && write_file "$ztp_dir/key" "$ztp_key" && take_over; } || {
    rm -rf "$ztp_dir"
    stop 30 "cannot write to /tmp"
  }
  (guard &) </dev/null >/dev/null 2>&1
  ztp_waited=0
  until [ -s "$ztp_dir/guard" ]; do
    [ "$ztp_waited" -lt 10 ] || stop 30 "cannot write to /tmp"
    ztp_waited=$((ztp_waited + 1))
    sleep 1 9>&-
  done
}

# An image that is ready and that nobody came for makes way.
lock() {
  ! flock -n 9 || return 0
  rm "$ztp_dir/ready" 2>/dev/null || return
  ztp_waited=0
  until flock -n 9; do
    [ "$ztp_waited" -lt 30 ] || return
    ztp_waited=$((ztp_waited + 1))
    sleep 1 9>&-
  done
}

guard() {
  trap '' HUP
  { find_process self && write_file "$ztp_dir/guard" "$ztp_process"; } || return
  ztp_until=
  while is_needed; do sleep 1 9>&-; done
  undo
}

is_needed() {
  [ ! -e "$ztp_dir/over" ] || return
  ! is_alive "$(content_of "$ztp_dir/alive")" || return 0
  [ ! -e "$ztp_dir/flash" ] && [ -e "$ztp_dir/ready" ] || return
  [ -n "$ztp_until" ] || ztp_until=$(($(uptime_seconds) + ztp_patience))
  [ "$(uptime_seconds)" -lt "$ztp_until" ] || ! mv "$ztp_dir/ready" "$ztp_dir/expired" 2>/dev/null
}

# May be cut short and done again.
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
  : >"$ztp_dir/over"
  while [ -d "$ztp_dir" ] && is_alive "$ztp_guard"; do sleep 1 9>&-; done
  [ ! -d "$ztp_dir" ] || undo
}

# Whether it is this process that is at work.
is_own() {
  find_process self && [ "$(content_of "$ztp_dir/alive")" = "$ztp_process" ]
}
