# Forgets a run whose end is on record, and says what the router is called by now:   sh -c TEXT ztp-clean PATH…
# shellcheck shell=sh
rm -rf "$@"
tr -cd 'A-Za-z0-9_.-' </proc/sys/kernel/hostname | head -c 63 | sed 's/^[.-]*//; s/[.-]*$//'
