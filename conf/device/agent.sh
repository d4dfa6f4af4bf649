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

# Asks for work by the nonce that the registration gave; fails when there is none.
claim() { # NONCE
  boot=$(cat /proc/sys/kernel/random/boot_id)
  flashing=$(cat /etc/ztp.flashing 2>/dev/null)
  proof=$(printf 'work %s %s %s %s' "$id" "$1" "$boot" "${flashing:--}" | hmac "$key")
  fetched "$tmp/work" "$ZTP_SERVER/nodes/$id/work?nonce=$1&boot=$boot${flashing:+&flashing=$flashing}&proof=$proof"
  [ "$status" = 200 ] && [ -s "$tmp/work" ] || return
  {
    read -r _ _ proof
    read -r _ _ run run_key run_boot name length
  } <"$tmp/work"
  if [ "$({ printf %s "$1" && tail -n +2 "$tmp/work"; } | hmac "$key")" != "$proof" ]; then
    need_room
    say "what $ZTP_SERVER gave as work is not from this router's server; nothing of it was run"
    return 1
  fi
  dir=/tmp/.ztp-$run_key
  [ "$run_boot" = "$boot" ]
}

# --- what runs --------------------------------------------------------------------------------------------------------

# Ends a process with all that it started: the parent first, so that it starts no more.
end_tree() ( # PID
  children=
  for stat in /proc/[0-9]*/stat; do
    read -r line <"$stat" || continue
    # after the name, which may hold anything: state, parent
    parent=${line##*) ? }
    [ "${parent%% *}" != "$1" ] || children="$children ${stat#/proc/}"
  done 2>/dev/null
  kill "$1" 2>/dev/null
  for child in $children; do
    end_tree "${child%/stat}"
  done
)

# What an earlier run left, for instance one that overstayed its time.
end_others() {
  for other in /tmp/.ztp-*; do
    if [ "$other" = "$dir" ] || [ ! -d "$other" ]; then
      continue
    fi
    other_pid=$(cat "$other/pid" 2>/dev/null)
    [ -e "$other/exit" ] || [ -z "$other_pid" ] || end_tree "$other_pid"
    rm -rf "$other"
  done
}

# Once for a run, however often it was given: the folder is the mark. What was begun by SSH is only waited for.
start() {
  mkdir -m 700 "$dir" 2>/dev/null || {
    [ -d "$dir" ] || stop 1 "there is no room in /tmp"
    [ -e "$dir/run" ] || echo "$id $run $name" >"$dir/run"
    return 0
  }
  end_others
  tail -n +3 "$tmp/work" | head -c "$length" >"$dir/start"
  tail -n +3 "$tmp/work" | tail -c "+$((length + 1))" >"/tmp/$name"
  echo "$id $run $name" >"$dir/run"
  if ! { head -n 2 "$tmp/work" && cat "$dir/start" "/tmp/$name"; } | cmp -s - "$tmp/work" || [ ! -s "$dir/run" ]; then
    rm -rf "$dir" "/tmp/$name"
    stop 1 "there is no room in /tmp for $name"
  fi
  rm -f "$tmp/work"
  say "running $name"
  (carry_out &) </dev/null >/dev/null 2>&1 9>&-
}

# Goes on when this script ends. A flash waits a moment for the last words to be posted.
carry_out() {
  trap '' HUP INT
  umask 022
  cd /root || cd /
  {
    # its own, as $$ is not
    read -r own _ </proc/self/stat
    note "$own" "$dir/pid" || exit
    ZTP_GRACE=${ZTP_GRACE:-5} sh "$dir/start" "/tmp/$name" </dev/null
    note $? "$dir/exit"
  } 2>&1 | keep_output
  : >"$dir/kept"
}

# A word into a file, whole; waits until there is room, as long as somebody wants to know it.
note() { # WORD FILE
  until { echo "$1" >"$2.new" && [ -s "$2.new" ] && mv "$2.new" "$2"; } 2>/dev/null; do
    [ -d "$dir" ] || return
    sleep 1
  done
}

# What it prints, as files out.0, out.1…, which go when they are posted. When the server is away for long, the middle goes;
# when /tmp is full, what no file took, and then the program waits for room.
keep_output() {
  number=0
  while [ -d "$dir" ]; do
    if ! dd of="$dir/new" bs=8192 count=1 2>/dev/null; then
      rm -f "$dir/new"
    elif [ -s "$dir/new" ]; then
      mv "$dir/new" "$dir/out.$number"
    else
      break
    fi
    look_at_note
    [ $((number - first)) -lt 128 ] || rm -f "$dir/out.$((number - 64))"
    number=$((number + 1))
    note "$number" "$dir/count"
  done
  cat >/dev/null
}

# --- what is posted back ----------------------------------------------------------------------------------------------

# Sets offset, where in the output the next words stand, and first, the number of the file that they are in.
look_at_note() {
  offset=0
  first=0
  [ ! -e "$dir/posted" ] || read -r offset first <"$dir/posted"
}

# The next words into the file piece, and whether all of them found room. Sets offset, first to the number of the file after
# them, and ended to how the run ended when they are its last.
gather() {
  look_at_note
  count=$(cat "$dir/count" 2>/dev/null || echo 0)
  ended=
  : >"$tmp/piece" || return
  while [ "$first" -lt "$count" ] && [ "$(wc -c <"$tmp/piece")" -le 8192 ]; do
    if [ -e "$dir/out.$first" ]; then
      cat "$dir/out.$first" >>"$tmp/piece" || return
    elif [ -e "$dir/out.$((first + 1))" ] || [ $((first + 1)) = "$count" ]; then
      printf '\n… the router left out words here …\n' >>"$tmp/piece" || return
    fi
    first=$((first + 1))
  done
  if [ -n "$ending" ] && [ "$first" -ge "$count" ]; then
    ended=$ending
    marks >>"$tmp/piece"
  fi
}

# The program keeps its markers: those of words that were left out are told at the end.
marks() {
  ! grep -qF "@ztp:${dir#/tmp/.ztp-*-} " /tmp/ztp-plan/marks 2>/dev/null || cat /tmp/ztp-plan/marks
}

# Sets ending to how the run ended; empty while it goes on.
look_for_end() {
  ending=$(cat "$dir/exit" 2>/dev/null)
  if [ -n "$ending" ]; then
    missed=0
    # what was started in the background may hold the output open
    while [ ! -e "$dir/kept" ] && [ -e "$dir/start" ] && [ "$missed" -lt 2 ]; do
      sleep 1 9>&-
      missed=$((missed + 1))
    done
  elif kill -0 "$(cat "$dir/pid" 2>/dev/null)" 2>/dev/null; then
    missed=0
  else
    missed=$((missed + 1))
    [ "$missed" -lt 3 ] || ending=gone
  fi
}

# Posts one piece, and sets status, next and over. Status stays empty when the piece could not be written down, and when
# the answer is not proven: by it words are forgotten, and what has run.
post_piece() { # OFFSET FILE EXIT
  flashing=
  [ -z "$3" ] || flashing=$(cat /etc/ztp.flashing 2>/dev/null)
  proof=$({ printf 'results %s %s %s %s %s\n' "$id" "$run" "$1" "${3:--}" "${flashing:--}" && cat "$2"; } | hmac "$key")
  status=
  {
    printf 'offset=%s&output=' "$1" && encoded <"$2" &&
      printf '%s%s&proof=%s' "${3:+&exit=$3}" "${flashing:+&flashing=$flashing}" "$proof"
  } >"$tmp/form" || return 0
  post "nodes/$id/work/$run" "$tmp/form" "$tmp/taken"
  next=$(sed -n 's/^next=\([0-9][0-9]*\)$/\1/p' "$tmp/taken" 2>/dev/null)
  over=$(sed -n '/^over$/p' "$tmp/taken" 2>/dev/null)
  [ "$status" != 200 ] || is_proven "took $proof $next ${over:--}" "$tmp/taken" || status=
  [ "$status" = 200 ] || over=
}

# Noted in one go, and only then the files go: wherever this script is killed, no word is lost or told twice.
took() {
  number=$(sed 's/.* //' "$dir/posted" 2>/dev/null)
  if ! { echo "$next $first" >"$dir/posted.new" && mv "$dir/posted.new" "$dir/posted"; }; then
    sleep "$pause" 9>&-
    return 1
  fi
  number=${number:-0}
  while [ "$number" -lt "$first" ]; do
    rm -f "$dir/out.$number"
    number=$((number + 1))
  done
}

# Posts what a run prints until it has ended and all of it is posted, or nobody wants it.
follow() {
  missed=0
  pause=1
  over=
  while :; do
    look_for_end
    status=
    if gather; then
      if [ -z "$ended" ] && [ ! -s "$tmp/piece" ]; then
        sleep 1 9>&-
        continue
      fi
      post_piece "$offset" "$tmp/piece" "$ended"
    fi
    case $status in
      200) took && pause=1 ;;
      409) catch_up ;;
      4?[!89]) over=refused ;;
      *)
        goes_down
        sleep "$pause" 9>&-
        pause=$((pause < 32 ? pause * 2 : 60))
        ;;
    esac
    [ -z "$over" ] || break
  done
  forget
}

# The server knows less of the run than it did: it goes on where that ends.
catch_up() {
  : >"$tmp/piece"
  look_at_note
  post_piece 0 "$tmp/piece" ""
  case $status in
    200) took ;;
    4?[!89]) over=refused ;;
  esac
}

# A run that is still at work keeps its mark, and one that somebody refuses to hear of, who may not be the server: what has
# its mark is not run again.
forget() {
  rm -f "$dir"/out.*
  if [ "$over" = over ] && { [ -e "$dir/exit" ] || [ "$ending" = gone ]; }; then
    rm -rf "$dir" "/tmp/$name"
  else
    : >"$dir/over"
  fi
}

# Those of an earlier call of this script.
follow_open_runs() {
  for dir in /tmp/.ztp-*; do
    if [ ! -e "$dir/run" ] || [ -e "$dir/over" ]; then
      continue
    fi
    read -r id run name <"$dir/run"
    follow
  done
}

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
    follow
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
