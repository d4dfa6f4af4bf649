# shellcheck shell=sh

# By the environment: awk takes what stands there as it is, and nobody sees it in a list of processes.
set_password() { # USER HASH
  ztp_hash=$(ztp_user=$1 awk -F : '$1 == ENVIRON["ztp_user"] { print $2; found = 1 } END { exit !found }' /etc/shadow) ||
    stop 1 "there is no user $1"
  [ "$ztp_hash" != "$2" ] || return 0
  will_change
  { rm -f /etc/shadow.ztp-new && cp -p /etc/shadow /etc/shadow.ztp-new &&
    ztp_user=$1 ztp_hash=$2 awk -F : -v OFS=: '$1 == ENVIRON["ztp_user"] { $2 = ENVIRON["ztp_hash"] } { print }' \
      /etc/shadow >/etc/shadow.ztp-new; } || stop 1 "cannot write /etc/shadow"
  move_to /etc/shadow.ztp-new /etc/shadow
  say "the password of $1 is changed"
}
