# One look at a run:   sh -c TEXT ztp-visit KEY BOOT_ID FILE OFFSET
# Starts FILE unless the run was begun, prints what it has printed from OFFSET on, at most 64 KiB, and does not wait. The
# run goes on when the connection ends. FILE goes; /tmp/.ztp-KEY stays until the next run, so that none is begun twice.
# Exit codes: 254 it was killed, or the router runs since another boot than BOOT_ID, and nothing was started
#             253 it goes on, or there is more to read     252 it was not begun and there is no FILE
#             else the program's own, which is below 250
# shellcheck shell=sh
umask 077
dir=/tmp/.ztp-$1
file=$3
offset=$4
[ "$(cat /proc/sys/kernel/random/boot_id)" = "$2" ] || exit 254
trap '' HUP

# What an earlier run left.
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

run() {
  # its own, as $$ is not
  read -r own _ </proc/self/stat
  { echo "$own" >"$dir/pid" && mkdir "$dir/begun"; } || exit
  sh "$dir/program" >"$dir/out" 2>&1
  code=$?
  # a signal's
  if [ "$code" -gt 128 ] && [ "$code" -lt 200 ]; then
    code=254
  fi
  echo "$code" >"$dir/code"
  rm -f "$dir/program"
  mv "$dir/code" "$dir/exit"
}

if [ ! -d "$dir" ]; then
  [ -e "$file" ] || exit 252
  if mkdir "$dir"; then
    end_others
    mv "$file" "$dir/program" && (run &) </dev/null >/dev/null 2>&1
  fi
fi

missed=0
until [ -e "$dir/exit" ]; do
  [ -d "$dir" ] || exit 254
  pid=$(cat "$dir/pid" 2>/dev/null)
  # without the first test busybox's kill would ask for its own group
  if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then
    break
  fi
  missed=$((missed + 1))
  # what has no pid has not begun: whoever makes the folder has the word, who begins it or who gives it up
  if [ "$missed" -ge 3 ] && { [ -n "$pid" ] || mkdir "$dir/begun" 2>/dev/null; }; then
    echo 254 >"$dir/code" && mv "$dir/code" "$dir/exit"
  fi
  sleep 1
done
end=$(cat "$dir/exit" 2>/dev/null)
[ -e "$dir/out" ] || exit "${end:-253}"
size=$(wc -c <"$dir/out")
tail -c "+$((offset + 1))" "$dir/out" | head -c 65536
[ "$((size - offset))" -le 65536 ] || exit 253
exit "${end:-253}"
