#!/bin/sh
# Flashes an image that the server has, whatever release the router runs:   sh update.sh IMAGE [SHA256]
# IMAGE is a path below $ZTP_SERVER/fw/ (without ZTP_SERVER: of the server in /etc/register.conf). Keeps the
# configuration. Without SHA256 only the image's own check by sysupgrade protects it.
#
# Exit codes: 246 the flash has begun      10 called wrongly               12 the image could not be fetched
#             13 the checksum is wrong     14 the router refuses the image 16 sysupgrade failed before it began
set -u

stop() { # CODE WORDS
  stop_code=$1
  shift
  echo "update: $*"
  exit "$stop_code"
}

image=${1:-}
sha256=${2:-}
server=${ZTP_SERVER:-$(sed -n 's/^ztp_server=//p' /etc/register.conf 2>/dev/null)}
[ -n "$image" ] || stop 10 "usage: update.sh IMAGE [SHA256]"
[ -n "$server" ] || stop 10 "no server: neither ZTP_SERVER nor /etc/register.conf names one"

file=/tmp/ztp-image.bin
trap 'rm -f "$file" "$file.err"' EXIT
url=$server/fw/$(printf '%s' "$image" | sed 's/%/%25/g; s/ /%20/g; s/?/%3F/g; s/#/%23/g')

pause=2
tries=1
until wget -c -T 30 -O "$file" "$url" >/dev/null 2>"$file.err"; do
  [ "$tries" -lt 5 ] || stop 12 "$image could not be fetched from $url: $(tail -n 1 "$file.err")"
  sleep "$pause"
  tries=$((tries + 1))
  pause=$((pause * 2))
done

[ -z "$sha256" ] || [ "$(sha256sum "$file" | cut -d ' ' -f 1)" = "$sha256" ] ||
  stop 13 "$image does not have the checksum $sha256"
sysupgrade -T "$file" || stop 14 "the router refuses $image"
echo "update: flashing $image"
sysupgrade "$file"
code=$?
# 246 is ubus going down under a sysupgrade that began; the image must stay until then
case $code in
  0 | 246) trap - EXIT && exit 246 ;;
  *) stop 16 "sysupgrade failed ($code)" ;;
esac
