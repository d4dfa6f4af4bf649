# Ends a run, and keeps it from being begun:   sh -c TEXT ztp-stop KEY
# Waits until what it prepared is undone. Exit codes: 0 it is     1 it is too late, the flash has begun     2 it takes longer
# shellcheck shell=sh
umask 077
dir=/tmp/.ztp-$1
upgrade=/tmp/ztp-upgrade
trap '' HUP

is_prepared_by() { # KEY
  [ "$(cat "$upgrade/key" 2>/dev/null)" = "$1" ]
}

mkdir "$dir" 2>/dev/null
# what has not begun does not begin
mkdir "$dir/begun" 2>/dev/null
if [ ! -e "$dir/exit" ]; then
  pid=$(cat "$dir/pid" 2>/dev/null)
  [ -z "$pid" ] || end_tree "$pid"
  echo 254 >"$dir/code"
  mv "$dir/code" "$dir/exit"
  rm -f "$dir/program"
fi
if is_prepared_by "$1"; then
  rm -f "$upgrade/ready"
fi
waited=0
while is_prepared_by "$1"; do
  [ ! -e "$upgrade/flash" ] || exit 1
  [ "$waited" -lt 20 ] || exit 2
  waited=$((waited + 1))
  sleep 1
done
