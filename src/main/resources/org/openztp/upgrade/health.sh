# Asks again and again whether all is well, until that was so for ztp_soak seconds without a break.
# Exit codes: 0 it was     50 it was not, and ztp_patience is over too; the last line says what did not hold
#             51 there is no room for what the checks say
# shellcheck shell=sh disable=SC2154 # ztp_soak and the like stand before this text

umask 077
ztp_words=/tmp/ztp-health

main() {
  rm -rf "$ztp_words"
  mkdir "$ztp_words" || exit 51
  trap 'rm -rf "$ztp_words"' EXIT
  watch
}

say() {
  echo "ztp: $*"
}

# Sets ztp_now; the date may be set while this runs.
find_now() {
  read -r ztp_now _ </proc/uptime
  ztp_now=${ztp_now%%.*}
}

watch() {
  find_now
  ztp_last=$((ztp_now + ztp_soak + ztp_patience))
  ztp_since=
  ztp_told=
  while :; do
    ztp_wrong=
    if each_check; then
      find_now
      if [ -z "$ztp_since" ]; then
        ztp_since=$ztp_now
        ztp_told=
        say "all is well"
      fi
      [ "$((ztp_now - ztp_since))" -lt "$ztp_soak" ] || exit 0
    else
      find_now
      ztp_since=
      [ "$ztp_wrong" = "$ztp_told" ] || say "$ztp_wrong"
      ztp_told=$ztp_wrong
      if [ "$ztp_now" -ge "$ztp_last" ]; then
        say "$ztp_wrong"
        exit 50
      fi
    fi
    pause
  done
}

# Four times in a soak, and every half minute; what does not hold is soon asked again.
pause() {
  ztp_pause=$((ztp_soak / 4))
  [ -n "$ztp_since" ] || ztp_pause=5
  [ "$ztp_pause" -le 30 ] || ztp_pause=30
  [ "$ztp_pause" -ge 1 ] || ztp_pause=1
  sleep "$ztp_pause"
}

by_command() { # PLACE COMMAND; not as an argument, which anybody could read
  printf '%s\n' "$2" >"$ztp_words/command"
  holds "$1" sh "$ztp_words/command"
}

by_url() { # PLACE URL
  holds "$1: $2" wget -O /dev/null "$2"
}

# Whether a command ends well and in time; else ztp_wrong says how it did not.
holds() { # PLACE COMMAND…
  ztp_place=$1
  shift
  rm -f "$ztp_words/code" "$ztp_words/late"
  attempt "$@" &
  ztp_attempt=$!
  (
    sleep "$ztp_limit"
    true >"$ztp_words/late"
    end_tree "$ztp_attempt"
  ) >/dev/null 2>&1 &
  ztp_watchdog=$!
  wait "$ztp_attempt" 2>/dev/null
  # one that has begun to end the attempt has more to end than that
  [ -e "$ztp_words/late" ] || end_tree "$ztp_watchdog"
  wait "$ztp_watchdog" 2>/dev/null
  ztp_code=$(cat "$ztp_words/code" 2>/dev/null)
  [ "$ztp_code" != 0 ] || return 0
  if [ -n "$ztp_code" ]; then
    ztp_wrong="exit code $ztp_code"
  elif [ -e "$ztp_words/late" ]; then
    ztp_wrong="it took longer than $ztp_limit s"
  else
    ztp_wrong="it was ended"
  fi
  ztp_said=$(tail -n 1 "$ztp_words/said" 2>/dev/null | head -c 300)
  ztp_wrong="$ztp_place does not hold: $ztp_wrong${ztp_said:+: $ztp_said}"
  return 1
}

# Of what a command says the start and the end are kept.
attempt() { # COMMAND…
  {
    "$@" </dev/null 2>&1
    echo $? >"$ztp_words/code"
  } | {
    head -c 2000
    tail -c 2000
  } >"$ztp_words/said"
}
