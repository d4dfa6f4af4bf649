# Who cleans up: a process of its own, which neither the end of the program nor that of the connection takes along. It is
# started before the first thing that has to be undone, and alone undoes: the image goes, what was stopped is started.
# It holds the lock of the plans from the beginning to the end of all.
# shellcheck shell=sh disable=SC2154 # ztp_op and the like stand before this text

begin() {
  { mkdir -p /var/lock && true >>/var/lock/ztp-plan.lock; } || stop 30 "cannot write to /tmp"
  exec 9>>/var/lock/ztp-plan.lock
  lock || stop 36 "a plan or another upgrade is at work"
  # what another user put there is not this program's
  [ ! -O "$ztp_dir" ] || undo
  rm -rf "$ztp_dir" "$ztp_refused"
  find_process self
  (guard "$ztp_process" &) </dev/null >/dev/null 2>&1
  ztp_waited=0
  until [ -s "$ztp_dir/guard" ]; do
    [ "$ztp_waited" -lt 5 ] || stop 30 "cannot write to /tmp"
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

guard() { # WORDS that find_process set, for whom
  trap '' HUP
  {
    mkdir "$ztp_dir" && write_file "$ztp_dir/op" "$ztp_op" && write_file "$ztp_dir/key" "$ztp_key" &&
      write_file "$ztp_dir/alive" "$1" && find_process self && write_file "$ztp_dir/guard" "$ztp_process"
  } || {
    rm -rf "$ztp_dir"
    return
  }
  ztp_until=
  while is_needed; do sleep 1 9>&-; done
  undo
}

# Who flashes takes the work over before it takes the image, so that there is no moment with neither.
is_needed() {
  [ ! -e "$ztp_dir/over" ] || return
  ! is_at_work || return 0
  if [ -e "$ztp_dir/ready" ]; then
    [ -n "$ztp_until" ] || ztp_until=$(($(uptime_seconds) + ztp_patience))
    [ "$(uptime_seconds)" -lt "$ztp_until" ] || ! mv "$ztp_dir/ready" "$ztp_dir/expired" 2>/dev/null
  else
    [ -e "$ztp_dir/flash" ] && is_at_work
  fi
}

# Whoever has ended may have left the work to another one before.
is_at_work() {
  ztp_worker=
  until [ "$ztp_worker" = "$(content_of "$ztp_dir/alive")" ]; do
    ztp_worker=$(content_of "$ztp_dir/alive")
    ! is_alive "$ztp_worker" || return 0
  done
  return 1
}

# Seconds since the boot: the clock of a router without a battery jumps.
uptime_seconds() {
  cut -d . -f 1 /proc/uptime
}
