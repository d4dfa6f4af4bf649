# The plan itself: one step after the other until one fails. Each begin and end is a line of its own on the standard
# output, and stands in /tmp/ztp-plan/marks for whoever lost the connection.
# Exit codes: 0 all is done     245 restarting, to be run again     246 flashing     75 another plan is at work
#             22 a service could not be reloaded                    else the code of the step that failed
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # what is set here is read above, and the other way round

mark() { # WORDS
  printf '\n@ztp:%s %s\n' "$ztp_key" "$*"
  printf '\n@ztp:%s %s\n' "$ztp_key" "$*" >>"$ztp_tmp/marks"
}

run_step() { # NUMBER; sets ztp_code
  ztp_step=$1
  ztp_confirm=$(confirm_seconds "$1")
  for ztp_file in changed watcher applied give-up verdict; do
    rm -f "$ztp_tmp/$ztp_file"
  done
  mark begin "$1"
  ("step_$1") </dev/null 2>&1 9>&-
  ztp_code=$?
  if [ -e "$ztp_tmp/watcher" ]; then
    (settle "$ztp_code") </dev/null 2>&1 9>&-
    ztp_code=$?
  fi
  mark end "$1" "$ztp_code" "$(result)"
}

result() {
  if [ -s "$ztp_tmp/verdict" ] && [ "$(cat "$ztp_tmp/verdict")" = rolled_back ]; then
    echo rolled_back
  elif [ -e "$ztp_tmp/changed" ]; then
    echo changed
  else
    echo unchanged
  fi
}

begin() {
  ztp_tmp=/tmp/ztp-plan
  { mkdir -p /var/lock && : >>/var/lock/ztp-plan.lock; } || exit
  exec 9>>/var/lock/ztp-plan.lock
  flock -n 9 || {
    echo "ztp: another plan is at work"
    exit 75
  }
  (settle_leftover) </dev/null 2>&1 9>&-
  rm -rf "$ztp_tmp"
  mkdir -m 700 "$ztp_tmp" || exit
}

main() {
  begin
  ztp_number=1
  ztp_code=0
  while [ "$ztp_code" -eq 0 ] && [ "$ztp_number" -le "$ztp_steps" ]; do
    run_step "$ztp_number"
    ztp_number=$((ztp_number + 1))
  done
  case $ztp_code in
    245 | 246) ;;
    *)
      (reload_touched) </dev/null 2>&1 9>&- || [ "$ztp_code" -ne 0 ] || ztp_code=22
      ;;
  esac
  for ztp_file in "$ztp_tmp"/*; do
    [ "$ztp_file" = "$ztp_tmp/marks" ] || rm -rf "$ztp_file"
  done
  exit "$ztp_code"
}
