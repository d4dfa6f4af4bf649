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

if mkdir -m 700 "$dir" 2>/dev/null; then
  end_others
  # The second cat takes what comes when nobody listens any more, so that the script neither stops nor dies of it.
  {
    sh -c 'echo $PPID' >"$dir/pid"
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
    if kill -0 "$(cat "$dir/pid" 2>/dev/null)" 2>/dev/null; then
      missed=0
    else
      missed=$((missed + 1))
      [ "$missed" -lt 3 ] || exit 254
    fi
    sleep 1
  done
fi
exit "$(cat "$dir/exit" || echo 254)"
