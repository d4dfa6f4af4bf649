# Lets the server's keys in, each exactly once, and writes down who the server is:
#   sh -c TEXT ztp-prepare SIADDR MARKER SERVER KEY…      a KEY is one line of authorized_keys
# A second run changes nothing. Exit code 1: this router's own files cannot be written.
# shellcheck shell=sh
umask 077
keys=/etc/dropbear/authorized_keys
conf=/etc/register.conf
register_conf="siaddr=$1
boot_file=$2
ztp_server=$3"
shift 3

# A file from standard input, never half.
write_file() { # PATH MODE
  cat >"$1.new-$$" && chmod "$2" "$1.new-$$" && mv "$1.new-$$" "$1"
}

mkdir -p /etc/dropbear && chmod 700 /etc/dropbear || exit 1
missing=
for line in "$@"; do
  # the comment at its end may differ
  grep -qF "${line% *}" "$keys" 2>/dev/null || missing="$missing$line
"
done
if [ -n "$missing" ]; then
  # awk ends a last line that lacks its newline, so that no two keys run into one
  { [ ! -e "$keys" ] || awk 1 "$keys"; printf '%s' "$missing"; } | write_file "$keys" 600 || exit 1
fi
if [ "$(cat "$conf" 2>/dev/null)" != "$register_conf" ]; then
  printf '%s\n' "$register_conf" | write_file "$conf" 644 || exit 1
fi
