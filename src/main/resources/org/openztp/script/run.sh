# Runs a script on the router once, however often it is asked to:   sh -c TEXT ztp-run KEY BOOT_ID FILE ARGUMENTS…
# Who comes second waits for the first one's end and gets its exit code, but not its output. The script goes on when
# the connection ends. Exit code 254 without /tmp/.ztp-KEY/exit: there is no run to wait for any more, and none was
# started, because the router runs since another boot than BOOT_ID or something killed the run.
# shellcheck shell=sh
dir=/tmp/.ztp-$1
boot=$2
file=$3
shift 3
[ "$(cat /proc/sys/kernel/random/boot_id)" = "$boot" ] || exit 254
trap '' HUP

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
    if [ ! -e "$other/exit" ] && [ -n "$other_pid" ]; then
      end_tree "$other_pid"
    fi
    rm -rf "$other"
  done
}

# Sets pid, empty before it has begun. Without the first test busybox's kill would ask for its own group.
is_at_work() {
  pid=$(cat "$dir/pid" 2>/dev/null)
  [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null
}

# Whether it was killed, or never begins: whoever makes the folder has the word, who begins it or who gives it up.
is_lost() {
  [ -n "$pid" ] || mkdir "$dir/begun" 2>/dev/null || [ ! -d "$dir" ]
}

if mkdir -m 700 "$dir" 2>/dev/null; then
  end_others
  # The second cat takes what comes when nobody listens any more, so that the script neither stops nor dies of it.
  {
    { sh -c 'echo $PPID' >"$dir/pid" && mkdir "$dir/begun"; } || exit
    sh "$file" "$@" </dev/null
    echo $? >"$dir/code"
    mv "$dir/code" "$dir/exit"
  } 2>&1 | {
    cat
    cat >/dev/null
  }
else
  missed=0
  while [ ! -e "$dir/exit" ]; do
    if is_at_work; then
      missed=0
    else
      missed=$((missed + 1))
      if [ "$missed" -ge 3 ] && is_lost; then
        exit 254
      fi
    fi
    sleep 1
  done
fi
exit "$(cat "$dir/exit" || echo 254)"
