#!/bin/sh
# Makes this router known to its OpenZTP server:   wget -qO- http://SERVER:8080/ztp/bootstrap | sh
# It writes /etc/register.conf, lets the server's keys in (/etc/dropbear/authorized_keys), registers, and keeps the
# token it is given in /etc/config/ztp. A second run changes nothing. Where the server asks for an enrolment secret:
# ZTP_SECRET in the environment, or `option secret` of the section `config server 'server'` of /etc/config/ztp. Where no
# SSH reaches it and it is to fetch its work itself: ZTP_PULL=1, or `option pull '1'`.
#
# Exit codes: 0 registered, or waiting for an operator's approval
#             1 this router's own files cannot be written     2 this is no OpenWrt, or it has no hardware address
#             3 no answer from the server                     4 the server refuses this router; its words are printed
#             5 the server does not understand the request    6 another bootstrap is at work

# Filled in by the server: ZTP_SERVER (its URL), ZTP_KEYS (its public keys, one a line), ZTP_MARKER (DHCP's marker).
#@settings

facts() (
  LC_ALL=C
  export LC_ALL
#@facts
)

say() {
  echo "ztp: $*" >&2
}

stop() { # CODE WORDS
  stop_code=$1
  shift
  say "$*"
  exit "$stop_code"
}

# Every byte as %xx: right for each character and each encoding.
encoded() {
  printf '%s' "$1" | hexdump -v -e '1/1 "_%02x"' | tr _ %
}

#@post

# A file from standard input, written only when it differs, and never half.
write_file() { # PATH MODE
  cat >"$tmp/new" || return
  [ -e "$1" ] && cmp -s "$tmp/new" "$1" && return
  cp "$tmp/new" "$1.ztp-new" && chmod "$2" "$1.ztp-new" && mv "$1.ztp-new" "$1"
}

write_register_conf() {
  host=${ZTP_SERVER#*://}
  host=${host%%/*}
  case $host in
    \[*) host=${host#\[} && host=${host%%\]*} ;;
    *) host=${host%%:*} ;;
  esac
  printf 'siaddr=%s\nboot_file=%s\nztp_server=%s\n' "$host" "$ZTP_MARKER" "$ZTP_SERVER" |
    write_file /etc/register.conf 644
}

install_keys() {
  keys=/etc/dropbear/authorized_keys
  mkdir -p /etc/dropbear && chmod 700 /etc/dropbear || return
  printf '%s\n' "$ZTP_KEYS" >"$tmp/keys" && : >"$tmp/missing" || return
  while read -r type blob comment; do
    [ -n "$blob" ] || continue
    grep -qF "$type $blob" "$keys" "$tmp/missing" 2>/dev/null ||
      echo "$type $blob${comment:+ $comment}" >>"$tmp/missing" || return
  done <"$tmp/keys"
  [ -s "$tmp/missing" ] || return 0
  # awk ends a last line that lacks its newline, so that no two keys run into one
  { [ ! -e "$keys" ] || awk 1 "$keys" && cat "$tmp/missing"; } | write_file "$keys" 600
}

setting() {
  uci -q get "ztp.server.$1"
}

keep_setting() { # NAME VALUE, the value free of quotes
  [ "$(setting "$1")" != "$2" ] || return 0
  [ -e /etc/config/ztp ] || (umask 077 && : >/etc/config/ztp) || return
  chmod 600 /etc/config/ztp || return
  # by standard input: what stands on a command line is seen by everybody
  printf "set ztp.server=server\nset ztp.server.%s='%s'\ncommit ztp\n" "$1" "$2" | uci -q batch >/dev/null || return
  chmod 600 /etc/config/ztp
}

# A router that fetches its work itself says yes: ZTP_PULL=1 in the environment, or option pull '1'.
pull_wish() {
  if [ "${ZTP_PULL:-$(setting pull)}" = 1 ]; then echo yes; else echo can; fi
}

# The device of the default route. Not among the facts that are told again and again: where there are several ways out,
# the DHCP hook knows which of them leads to the server, and what is not told again stays as it was.
uplink() {
  ip -4 route 2>/dev/null | sed -n 's/^default.* dev \([^ ]\{1,15\}\).*/interface=\1/p' | head -n 1
}

# The form to post. A token goes only to the server that gave it, a stored secret only to the server it was stored for.
form() {
  printf 'answer=lines&pull=%s' "$(pull_wish)" || return
  [ "$(setting issuer)" = "$ZTP_SERVER" ] && token=$(setting token) && printf '&token=%s' "$(encoded "$token")"
  secret=${ZTP_SECRET:-}
  [ -n "$secret" ] || [ "$(setting url || echo "$ZTP_SERVER")" != "$ZTP_SERVER" ] || secret=$(setting secret)
  [ -z "$secret" ] || printf '&secret=%s' "$(encoded "$secret")"
  while IFS= read -r line; do
    printf '&%s=%s' "${line%%=*}" "$(encoded "${line#*=}")" || return
  done <"$tmp/facts"
}

# Why the server refuses: nc leaves its words, and wget throws them away, so a plain http server is asked once more.
words_of_server() {
  [ "$posts" = nc ] || [ "${ZTP_SERVER#http://}" = "$ZTP_SERVER" ] || post_by_nc register "$tmp/form" "$tmp/answer"
  jsonfilter -q -i "$tmp/answer" -e '@.detail' 2>/dev/null || head -c 300 "$tmp/answer" 2>/dev/null
}

# One registration. Gives back 0 when the server answered, 1 when it did not; ends the script when it refuses.
register() {
  post register "$tmp/form" "$tmp/answer"
  case $status in
    200) grep -q '^id=[0-9][0-9]*$' "$tmp/answer" && return ;;
    403) stop 4 "the server refuses this router: $(words_of_server)" ;;
    408 | 429) ;;
    4??) stop 5 "the server does not understand: $(words_of_server)" ;;
  esac
  return 1
}

register_until_answered() {
  pause=1
  try=1
  until register; do
    [ "$try" -lt "${ZTP_TRIES:-10}" ] || stop 3 "no answer from $ZTP_SERVER after $try tries: $(tail -n 1 "$tmp/said")"
    say "no answer from $ZTP_SERVER, next try in $pause s"
    sleep "$pause" 9>&-
    try=$((try + 1))
    pause=$((pause * 2))
    [ "$pause" -le 60 ] || pause=60
  done
}

# The part that fetches work, of the server that this script is of. It comes in full: its last line starts it.
install_agent() {
  fetched "$tmp/agent" "$ZTP_SERVER/device/agent.sh"
  tail -n 1 "$tmp/agent" | grep -q '^main ' && sh "$tmp/agent" install </dev/null || return
  say "this router fetches its work from now on"
  (/usr/sbin/ztp-agent &) </dev/null >/dev/null 2>&1 9>&-
}

keep_answer() {
  id=$(sed -n 's/^id=//p' "$tmp/answer")
  state=$(sed -n 's/^state=//p' "$tmp/answer" | tr -cd 'A-Z_')
  token=$(sed -n 's/^token=//p' "$tmp/answer" | tr -cd 'A-Za-z0-9_-')
  [ "${ZTP_PULL:-}" != 1 ] || keep_setting pull 1 || return
  keep_setting url "$ZTP_SERVER" || return
  [ "$ZTP_MARKER" = this_is_update_server ] && [ -z "$(setting marker)" ] ||
    keep_setting marker "$ZTP_MARKER" || return
  if [ -n "$token" ]; then
    keep_setting token "$token" && keep_setting issuer "$ZTP_SERVER" || return
  fi
  if [ "$state" = PENDING ]; then
    say "known as device $id; it waits for an operator's approval"
  else
    say "registered as device $id ($state)"
  fi
}

main() {
  case "$ZTP_SERVER$ZTP_MARKER" in
    *[!A-Za-z0-9:/._~%@\[\]-]*) stop 5 "the server's address or marker holds characters that have no place there" ;;
  esac
  posts=
  status=
  tmp=$(mktemp -d /tmp/ztp.XXXXXX) || stop 1 "cannot write to /tmp"
  trap 'rm -rf "$tmp"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' HUP TERM
  { mkdir -p /var/lock && : >>/var/lock/ztp.lock; } || stop 1 "cannot write to /var/lock"
  exec 9>>/var/lock/ztp.lock
  flock -n 9 || stop 6 "another bootstrap is at work"
  [ -s /etc/openwrt_release ] || stop 2 "this is no OpenWrt: there is no /etc/openwrt_release"
  { facts && uplink; } >"$tmp/facts" || stop 1 "cannot write to /tmp"
  grep -q '^mac=' "$tmp/facts" || stop 2 "this router has no hardware address to be known by"
  # before the registration: the server may be at the door while its answer is still on the way
  write_register_conf || stop 1 "cannot write /etc/register.conf"
  install_keys || stop 1 "cannot write /etc/dropbear/authorized_keys"
  form >"$tmp/form" || stop 1 "cannot write to /tmp"
  register_until_answered
  keep_answer || stop 1 "cannot write /etc/config/ztp"
  ! grep -qx way=pull "$tmp/answer" || install_agent || say "the server's agent could not be installed"
}

# The last line starts it: a script that was cut off on the way does nothing. Standard input is this script itself.
main </dev/null
