# The confirm timer: what a step changes in /etc/config is put back unless the server is reached afterwards.
# /etc/ztp-undo holds the configuration as it was and the script that puts it back. A watcher, which nobody's end takes
# along, decides; where it has no time to, because the power fails, the next boot puts back before any service starts.
# shellcheck shell=sh disable=SC2154 # ztp_tmp and the like are the program's

# Whatever the server says, it was reached.
reached() {
  ztp_said=$(wget -T 5 -O /dev/null "$ZTP_SERVER/health" 2>&1) && return
  case $ztp_said in
    *'HTTP error'*) return 0 ;;
  esac
  return 1
}

# Seconds since the boot: the clock of a router without a battery jumps.
uptime_seconds() {
  cut -d . -f 1 /proc/uptime
}

arm() {
  reached || stop 20 "the server is not reached at $ZTP_SERVER, so no change could be confirmed; nothing is changed"
  rm -rf /etc/ztp-undo
  { mkdir -m 700 /etc/ztp-undo && cp -a /etc/config /etc/ztp-undo/config && undo_script >/etc/ztp-undo/undo &&
    chmod 755 /etc/ztp-undo/undo && mkdir -p /etc/rc.d && sync && ln -sf ../ztp-undo/undo /etc/rc.d/S05ztp-undo; } ||
    stop 1 "the configuration cannot be saved; nothing is changed"
  sync
  (watch &) </dev/null >/dev/null 2>&1
  while [ ! -s "$ztp_tmp/watcher" ]; do sleep 1; done
}

disarm() {
  rm -f /etc/rc.d/S05ztp-undo
  rm -rf /etc/ztp-undo
  sync
}

# Whole before the link to it is made, and until the last file is back: it may be cut short and run again.
undo_script() {
  cat <<'END'
#!/bin/sh
# Puts /etc/config back as it was before a change that nobody confirmed.
saved=/etc/ztp-undo/config
[ -d "$saved" ] || exit 0
for file in /etc/config/*; do
  [ -e "$saved/${file##*/}" ] || rm -f "$file"
done
[ ! -f /etc/ztp-undo/new ] || while IFS= read -r file; do rm -f "$file"; done </etc/ztp-undo/new
[ ! -d /etc/ztp-undo/files/etc ] || cp -a /etc/ztp-undo/files/etc/. /etc/
cp -a "$saved/." /etc/config/ && sync && rm -f /etc/rc.d/S05ztp-undo && rm -rf /etc/ztp-undo
END
}

put_back() {
  sh /etc/ztp-undo/undo
  touched network firewall
  # shellcheck disable=SC2046 # a word a service: those that the step had reloaded
  touched $(cat "$ztp_tmp/reload" 2>/dev/null)
  reload_touched
}

# Counts from the moment when the change is in force, or, when it never gets there, from its beginning. The new
# configuration has a third of the time, at most 10 s, to take hold before the first look: until then the old one may
# still answer.
watch() {
  trap '' HUP
  sh -c 'echo $PPID' >"$ztp_tmp/watcher"
  ztp_settle=$((ztp_confirm / 3))
  [ "$ztp_settle" -le 10 ] || ztp_settle=10
  ztp_applied=
  ztp_until=$(($(uptime_seconds) + ztp_confirm))
  while [ ! -e "$ztp_tmp/give-up" ] && [ "$(uptime_seconds)" -lt "$ztp_until" ]; do
    if [ -n "$ztp_applied" ]; then
      if [ "$(uptime_seconds)" -ge "$((ztp_applied + ztp_settle))" ] && reached; then
        disarm
        echo confirmed >"$ztp_tmp/verdict"
        return
      fi
    elif [ -e "$ztp_tmp/applied" ]; then
      ztp_applied=$(uptime_seconds)
      ztp_until=$((ztp_applied + ztp_confirm))
    elif ! kill -0 "$$"; then
      break
    fi
    sleep 1
  done
  put_back
  echo rolled_back >"$ztp_tmp/verdict"
}

is_watched() {
  [ -s "$ztp_tmp/watcher" ] && kill -0 "$(cat "$ztp_tmp/watcher")" 2>/dev/null
}

# The end of a step that is being watched; prints nothing but words.
settle() { # CODE of the step so far; gives back its code
  if [ "$1" -ne 0 ] || ! reload_touched; then
    : >"$ztp_tmp/give-up"
  fi
  : >"$ztp_tmp/applied"
  while [ ! -s "$ztp_tmp/verdict" ]; do
    if ! is_watched && [ ! -s "$ztp_tmp/verdict" ]; then
      put_back
      echo rolled_back >"$ztp_tmp/verdict"
    fi
    sleep 1
  done
  [ "$(cat "$ztp_tmp/verdict")" = rolled_back ] || return 0
  if [ "$1" -ne 0 ]; then
    say "the configuration is as it was before this step"
    return "$1"
  fi
  say "the server was not reached within $ztp_confirm s; the configuration is as it was before this step"
  return 21
}

# What a program that was killed left: its watcher decides, and without one nothing was confirmed.
settle_leftover() {
  while is_watched; do sleep 1; done
  [ ! -d /etc/ztp-undo ] || {
    mkdir -p "$ztp_tmp"
    say "an earlier change was not confirmed; the configuration is put back"
    put_back
  }
}
