# What both programs of an upgrade use. In the folder ztp_dir stand
#   op, key          which operation it is for, and which run prepared it
#   image            the image, as far as it is there; image.done when the server brought it
#   alive, guard     the processes that are at work and that clean up
#   stopped          the services to be started again, one a line
#   ready            all is checked; renamed to flash by who flashes, who has made claimed before
#   begun            sysupgrade was called
#   over             it is given up
# shellcheck shell=sh disable=SC2034,SC2154 # ztp_op and the like stand before this text

umask 077
ztp_dir=/tmp/ztp-upgrade
ztp_image=$ztp_dir/image
ztp_mark=/etc/ztp.flashing
ztp_refused=/tmp/ztp-upgrade-refused

say() {
  echo "ztp: $*"
}

# A line for the server, which nobody makes without the key.
mark() { # WORDS
  printf '\n@ztp:%s %s\n' "$ztp_key" "$*"
}

stop() { # CODE WORDS
  ztp_code=$1
  shift
  say "$*"
  leave
  exit "$ztp_code"
}

has_sha256() { # FILE SHA256
  [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$2" ]
}

content_of() { # FILE
  cat "$1" 2>/dev/null
}

write_file() { # FILE WORDS; whole, or it fails
  echo "$2" >"$1.new" && [ -s "$1.new" ] && mv "$1.new" "$1"
} 2>/dev/null

# Sets ztp_process to the id of a process and the time of its start, which no later one with the same id has.
find_process() { # PID, or self
  read -r ztp_stat <"/proc/$1/stat" || return
  ztp_pid=${ztp_stat%% *}
  # after the name, which may hold anything: state, and as the twentieth the time
  # shellcheck disable=SC2086 # words are wanted
  set -- ${ztp_stat##*) }
  ztp_process="$ztp_pid ${20}"
  [ "$1" != Z ]
} 2>/dev/null

is_alive() { # WORDS that find_process set
  ztp_process=
  [ -n "$1" ] && find_process "${1%% *}" && [ "$ztp_process" = "$1" ]
}
