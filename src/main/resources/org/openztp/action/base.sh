# What every step may use. A step runs in a subshell of the program: stop ends the step and no more.
# shellcheck shell=sh disable=SC2154 # ztp_tmp and the like are the program's

say() {
  echo "ztp: $*"
}

stop() { # CODE WORDS
  ztp_code=$1
  shift
  say "$*"
  exit "$ztp_code"
}

# To be called before anything is written. A step that never calls it is unchanged; from here on a step with a confirm
# timer is undone unless it is confirmed.
will_change() {
  [ ! -e "$ztp_tmp/changed" ] || return 0
  [ "$ztp_confirm" = 0 ] || arm
  { : >"$ztp_tmp/changed" && : >"$ztp_tmp/changed-any"; } || stop 1 "cannot write to /tmp"
}

# Services to be reloaded once: at the end of a step with a confirm timer, else at the end of the plan. The list is not
# the program's own, so that it is not lost with it.
touched() { # SERVICE…
  for ztp_service; do
    grep -qxF "$ztp_service" /tmp/ztp-reload 2>/dev/null || echo "$ztp_service" >>/tmp/ztp-reload
  done
}

touched_if_changed() { # SERVICE…
  [ ! -e "$ztp_tmp/changed" ] || touched "$@"
}

is_enabled() { # SERVICE
  [ -x "/etc/init.d/$1" ] && "/etc/init.d/$1" enabled
}

# What it starts and leaves running does not keep this program's output open.
init_script() { # SERVICE VERB
  "/etc/init.d/$1" "$2" </dev/null >"$ztp_tmp/said" 2>&1
  ztp_status=$?
  cat "$ztp_tmp/said"
  return "$ztp_status"
}

reload_touched() {
  [ -s /tmp/ztp-reload ] || return 0
  mv /tmp/ztp-reload "$ztp_tmp/reload" || return
  ztp_reloaded=0
  while read -r ztp_service; do
    is_enabled "$ztp_service" || continue
    say "reloading $ztp_service"
    init_script "$ztp_service" reload || {
      ztp_reloaded=1
      say "$ztp_service could not be reloaded"
    }
  done <"$ztp_tmp/reload"
  return "$ztp_reloaded"
}

# Takes a finished file to its place in one move. The new file lies in the same file system and has its rights.
move_to() { # NEW PLACE
  sync
  mv "$1" "$2" || stop 1 "cannot write $2"
}

# The mode and owner of a file, as ls shows them: by name, or with n as numbers.
rights_of() { # FILE [n]
  # shellcheck disable=SC2012 # there is no stat, and only what stands before the name is read
  ls "-ld${2:-}" "$1" | {
    read -r ztp_mode _ ztp_user ztp_group _
    echo "$ztp_mode $ztp_user:$ztp_group"
  }
}

has_sha256() { # FILE SHA256
  [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$2" ]
}

# What was changed is taken up by the next start of the router only; for who restarts it when that is needed.
needs_restart() {
  ztp_boot=$(cat /proc/sys/kernel/random/boot_id)
  [ "$(cat /etc/ztp.restart 2>/dev/null)" = "$ztp_boot" ] || {
    echo "$ztp_boot" >/etc/ztp.restart.new && move_to /etc/ztp.restart.new /etc/ztp.restart
  } || stop 1 "cannot write /etc/ztp.restart"
}

running_release() {
  sed -n "s/^DISTRIB_RELEASE=[\"']\{0,1\}\([^\"']*\)[\"']\{0,1\}\$/\1/p" /etc/openwrt_release
}

# Runs a command when this program has ended and its last words are on their way; nobody waits for it.
after_end() { # COMMAND…
  (
    (
      trap '' HUP
      ztp_waited=0
      while kill -0 "$$" && [ "$ztp_waited" -lt 60 ]; do
        sleep 1
        ztp_waited=$((ztp_waited + 1))
      done
      sleep "${ZTP_GRACE:-2}"
      "$@"
    ) &
  ) </dev/null >/dev/null 2>&1
}
