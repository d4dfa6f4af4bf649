# How a router fetches its work, runs it once, and posts what it prints. The agent carries this text; it sets ZTP_SERVER,
# tmp (a folder of its own), id and key (which device it is, and by what it proves that). POSIX ash, only tools that every
# OpenWrt since 18.06 has.
# shellcheck shell=sh disable=SC2154 # those

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

# --- what runs ----------------------------------------------------------------------------------------------------------

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
    note "$own" "$dir/pid" && mkdir "$dir/begun" 2>/dev/null || exit
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
  elif is_at_work; then
    missed=0
  else
    missed=$((missed + 1))
    if [ "$missed" -ge 3 ] && is_lost; then
      ending=gone
    fi
  fi
}

# Sets pid, empty before it has begun. Without the first test busybox's kill would ask for its own group.
is_at_work() {
  pid=$(cat "$dir/pid" 2>/dev/null)
  [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null
}

# Whether it was killed, or never begins: whoever makes the folder has the word, who begins it or who gives it up.
is_lost() {
  [ -n "$pid" ] || mkdir "$dir/begun" 2>/dev/null
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

# Posts what a run prints until it has ended and all of it is posted; fails when nobody wants it.
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
  [ "$over" = over ]
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
