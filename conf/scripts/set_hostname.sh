#!/bin/sh
# Names the router:   sh set_hostname.sh NAME
# Exit codes: 0 it has that name     10 called wrongly     11 the name could not be set
set -u

name=${1:-}
case $name in
  '' | -* | *- | *[!A-Za-z0-9_-]*)
    echo "usage: set_hostname.sh NAME, of letters, digits, - and _"
    exit 10
    ;;
esac
if [ "${#name}" -gt 63 ]; then
  echo "a name has at most 63 characters"
  exit 10
fi

if [ "$(uci -q get 'system.@system[0].hostname')" = "$name" ]; then
  echo "the name is $name"
elif uci set "system.@system[0].hostname=$name" && uci commit system && /etc/init.d/system reload; then
  echo "the name is now $name"
else
  echo "the name could not be set"
  exit 11
fi
