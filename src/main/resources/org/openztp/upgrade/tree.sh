# shellcheck shell=sh

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
