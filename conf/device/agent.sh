#!/bin/sh
# Fetches this router's work from its OpenZTP server, for a router that no SSH reaches: it registers, asks, runs what it is
# given, and posts what that prints while it runs, until there is nothing more to do. Nothing is run that the router's own
# token does not vouch for. Cron calls it (bootstrap.sh installs it where the server says way=pull):
#   ztp-agent            asks now
#   ztp-agent cron       the same, at this router's own second of the minute
#   ztp-agent install    puts this file to /usr/sbin/ztp-agent with its lines of /etc/crontabs/root and /etc/sysupgrade.conf
# What it runs goes on when this script ends, and the next call takes it up. Messages go to the system's log as `ztp`.
#
# Exit codes: 0 nothing (more) to do        1 this router's own files cannot be written, for instance in a full /tmp
#             2 it is not registered yet    3 no answer from the server, or none that the router's token vouches for
#             4 the server refuses this router                              6 another one is at work

# Filled in by the server: ZTP_SERVER (its URL), ZTP_PULL_EVERY (how many minutes lie between two asks).
#@settings

facts() (
  LC_ALL=C
  export LC_ALL
#@facts
)

say() {
  logger -t ztp "$*"
}

stop() { # CODE WORDS
  stop_code=$1
  shift
  say "$*"
  exit "$stop_code"
}

setting() {
  uci -q get "ztp.server.$1"
}

# Every byte of standard input as %xx: right for each character and each encoding.
encoded() {
  hexdump -v -e '1/1 "_%02x"' | tr _ %
}

hex() {
  hexdump -v -e '1/1 "%02x"'
}

# The bytes of a hex number, each changed by xor, up to 64 of them, for printf %b; no other program sees them.
escaped() { # HEX XOR COUNT; sets escapes
  escapes=
  escaped_rest=$1
  escaped_left=$3
  while [ "$escaped_left" -gt 0 ]; do
    escaped_byte=${escaped_rest%"${escaped_rest#??}"}
    escaped_rest=${escaped_rest#??}
    escaped_byte=$((0x${escaped_byte:-0} ^ $2))
    escapes="$escapes\\0$((escaped_byte >> 6))$((escaped_byte >> 3 & 7))$((escaped_byte & 7))"
    escaped_left=$((escaped_left - 1))
  done
}

# HMAC-SHA256 of standard input.
hmac() ( # KEY in hex, at most 64 bytes
  escaped "$1" 0x36 64
  inner=$({ printf %b "$escapes" && cat; } | sha256sum)
  escaped "${inner%% *}" 0 32
  inner=$escapes
  escaped "$1" 0x5c 64
  outer=$(printf %b "$escapes$inner" | sha256sum)
  echo "${outer%% *}"
)

# A file from standard input, written only when it differs, and never half; fails when it was as it should be.
write_file() { # PATH MODE
  cat >"$tmp/new" || stop 1 "cannot write to /tmp"
  ! cmp -s "$tmp/new" "$1" || return
  { cp "$tmp/new" "$1.ztp-new" && chmod "$2" "$1.ztp-new" && mv "$1.ztp-new" "$1"; } || stop 1 "cannot write $1"
}

# Before anything is begun: what cannot be written is done later.
need_room() {
  dd if=/dev/zero of="$tmp/room" bs=1024 count=64 2>/dev/null || stop 1 "there is no room in /tmp"
  rm "$tmp/room"
}

#@post

# --- what the server is asked -----------------------------------------------------------------------------------------

form() {
  pull=can
  [ "$(setting pull)" != 1 ] || pull=yes
  printf 'answer=lines&pull=%s&challenge=%s&token=' "$pull" "$challenge" && printf %s "$token" | encoded || return
  facts | grep -v '^flashing=' | while IFS= read -r line; do
    { printf '&%s=' "${line%%=*}" && printf %s "${line#*=}" | encoded; } || exit
  done
}

told() { # NAME
  sed -n "s/^$1=//p" "$tmp/answer" | tr -cd 'A-Za-z0-9_-'
}

is_proven() { # MESSAGE ANSWER
  [ "$(printf %s "$1" | hmac "$key")" = "$(sed -n 's/^proof=//p' "$2")" ]
}

# A router on its way down loses /tmp under the feet of this script.
goes_down() {
  [ -d "$tmp" ] || exit 3
}

# Whether this router's server says all that is acted on, and says it now: nobody on the way has the key, and what was
# said before is the answer to another challenge.
is_vouched_for() {
  message="told $id $challenge"
  for word in way work backup agent; do
    word=$(told "$word")
    message="$message ${word:--}"
  done
  is_proven "$message" "$tmp/answer"
}

register() {
  challenge=$(head -c 16 /dev/urandom | hex)
  form >"$tmp/form" || stop 1 "there is no room in /tmp"
  pause=2
  tries=1
  until post register "$tmp/form" "$tmp/answer" && [ "$status" = 200 ] && [ -n "$(told id)" ]; do
    case $status in
      408 | 429) ;;
      4??) stop 4 "$ZTP_SERVER refuses this router ($status)" ;;
    esac
    goes_down
    [ "$tries" -lt "${ZTP_TRIES:-6}" ] || stop 3 "no answer from $ZTP_SERVER: $(tail -n 1 "$tmp/said")"
    sleep "$pause" 9>&-
    tries=$((tries + 1))
    pause=$((pause * 2))
  done
  : >"$home/asked"
  id=$(told id)
  is_vouched_for ||
    stop 3 "the answer of $ZTP_SERVER proves nothing: not from this router's server, or its token counts no more there"
}

# This server's newest agent takes this one's place when the router's token vouches for it.
refresh() {
  wanted=$(told agent)
  [ -n "$wanted" ] && [ -z "${ZTP_REFRESHED:-}" ] && [ -e "$self" ] || return 0
  [ "$({ printf 'agent\n' && cat "$self"; } | hmac "$key")" != "$wanted" ] || return 0
  fetched "$tmp/agent" "$ZTP_SERVER/device/agent.sh"
  [ "$status" = 200 ] || return 0
  if [ "$({ printf 'agent\n' && cat "$tmp/agent"; } | hmac "$key")" != "$wanted" ]; then
    say "the agent that $ZTP_SERVER gave is not the one that it vouches for"
    return
  fi
  say "taking the server's newer agent"
  ZTP_REFRESHED=1 sh "$tmp/agent" install || return 0
  rm -rf "$tmp"
  ZTP_REFRESHED=1 exec "$self"
}

#@run

# --- its configuration ------------------------------------------------------------------------------------------------

# Brings it, once for the nonce that the registration gave; nothing where it cannot be made or brought.
bring_backup() { # NONCE
  find_way_to_post
  if [ "$posts" = words ]; then
    say "no backup: this wget would show the configuration on its command line"
    : >"$tmp/backup"
  elif ! { sysupgrade -b "$tmp/backup" && zcat "$tmp/backup"; } >/dev/null 2>&1 ||
    [ "$(wc -c <"$tmp/backup")" -gt 500000 ]; then
    rm -f "$tmp/backup"
    need_room
    : >"$tmp/backup"
  fi
  proof=$({ printf 'backup %s %s\n' "$id" "$1" && cat "$tmp/backup"; } | hmac "$key")
  { printf 'nonce=%s&proof=%s&content=' "$1" "$proof" && hex <"$tmp/backup"; } >"$tmp/form" ||
    stop 1 "there is no room in /tmp"
  rm "$tmp/backup"
  post "nodes/$id/backup" "$tmp/form" "$tmp/taken"
}

# --- how it comes to be called ----------------------------------------------------------------------------------------

# A number of this router's own, so that not all routers ask at once.
own_number() {
  number=$(facts | sed -n 's/^mac=.*\(..\):\(..\)$/\1\2/p')
  echo $((0x${number:-0}))
}

# Once the server was asked since the boot, every so often; before that every minute.
cron_lines() {
  every=${ZTP_PULL_EVERY:-5}
  minute=$(($(own_number) % every))
  [ "$every" -ge 60 ] && when=$minute || when=$minute-59/$every
  echo "$when * * * * $self cron"
  echo "* * * * * [ -e /tmp/ztp-agent/asked ] || $self cron"
}

write_crontab() { # LINES
  mkdir -p /etc/crontabs
  { grep -vF "$self" /etc/crontabs/root 2>/dev/null; [ -z "$1" ] || echo "$1"; } | write_file /etc/crontabs/root 600 ||
    return 0
  [ -x /etc/init.d/cron ] || return 0
  /etc/init.d/cron enabled || /etc/init.d/cron enable
  /etc/init.d/cron restart
}

install() {
  write_file "$self" 755 <"$0"
  # shellcheck disable=SC2015 # grep fails where there is no such file
  { grep -vxF -e "$self" -e /etc/crontabs/root /etc/sysupgrade.conf 2>/dev/null; echo "$self"; echo /etc/crontabs/root; } |
    write_file /etc/sysupgrade.conf 644
  write_crontab "$(cron_lines)"
}

# The server comes by SSH from now on.
retire() {
  say "the server comes by SSH; this router asks no more"
  write_crontab ""
}

ask() {
  token=$(setting token)
  if [ -z "$token" ] || [ "$(setting issuer)" != "$ZTP_SERVER" ]; then
    stop 2 "this router is not registered at $ZTP_SERVER"
  fi
  key=$(printf 'ztp work' | hmac "$(printf %s "$token" | hex)")
  follow_open_runs
  while :; do
    need_room
    register
    refresh
    if [ "$(told way)" = push ]; then
      retire
      break
    fi
    nonce=$(told backup)
    [ -z "$nonce" ] || bring_backup "$nonce"
    nonce=$(told work)
    if [ -z "$nonce" ] || ! claim "$nonce"; then
      break
    fi
    start
    follow || break
  done
}

main() {
  self=/usr/sbin/ztp-agent
  home=/tmp/ztp-agent
  posts=
  status=
  tmp=
  umask 077
  PATH=/usr/sbin:/usr/bin:/sbin:/bin
  HOME=/root
  export PATH HOME
  case $ZTP_SERVER in
    *[!A-Za-z0-9:/._~%@\[\]-]*) stop 1 "the server's address holds characters that have no place there" ;;
  esac
  mkdir -p "$home" /var/lock || exit 1
  trap 'rm -rf "$tmp"' EXIT
  trap 'exit 143' HUP INT TERM
  [ "${1:-}" != install ] || {
    tmp=$(mktemp -d "$home/install.XXXXXX") || exit 1
    install
    exit 0
  }
  exec 9>>/var/lock/ztp-agent.lock
  flock -n 9 || exit 6
  # what was left by those that were killed
  rm -rf "$home"/ask.*
  tmp=$(mktemp -d "$home/ask.XXXXXX") || exit 1
  [ "${1:-}" != cron ] || sleep $(($(own_number) % 50)) 9>&-
  ask
}

# The last line starts it: a file that was cut off on the way does nothing.
main "$@" </dev/null
