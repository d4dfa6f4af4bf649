# Changes to configurations are made to copies, which replace the real ones only where they say something else. So the
# same words can be said again and again, nothing is half done, and what somebody else has staged is not committed.
# shellcheck shell=sh disable=SC2154 # ztp_tmp and the like are the program's

uci_begin() { # PACKAGE…
  ztp_packages=$*
  rm -rf "$ztp_tmp/uci"
  mkdir -p "$ztp_tmp/uci/config" "$ztp_tmp/uci/delta" "$ztp_tmp/uci/none" || stop 1 "cannot write to /tmp"
  for ztp_package; do
    if [ -e "/etc/config/$ztp_package" ]; then
      cp "/etc/config/$ztp_package" "$ztp_tmp/uci/config/"
    else
      : >"$ztp_tmp/uci/config/$ztp_package"
    fi || stop 1 "cannot write to /tmp"
  done
}

uci_copy() { # uci's own arguments
  uci -q -c "$ztp_tmp/uci/config" -t "$ztp_tmp/uci/delta" "$@"
}

# The value is not said: it may be a password.
uci_set() { # NAME=VALUE
  uci_copy set "$1" || stop 1 "uci set ${1%%=*} is refused: is there such a section?"
}

uci_delete() { # NAME
  ! uci_copy get "$1" >/dev/null || uci_copy delete "$1" || stop 1 "uci delete $1 is refused"
}

# A list of exactly these values.
uci_list() { # NAME VALUE…
  ztp_name=$1
  shift
  uci_delete "$ztp_name"
  for ztp_value; do
    uci_copy add_list "$ztp_name=$ztp_value" || stop 1 "uci add_list $ztp_name is refused: is there such a section?"
  done
}

uci_add_list() { # NAME VALUE QUOTED: the value as uci show quotes it
  ztp_shown=$(uci_copy show "$1")
  case " ${ztp_shown#*=} " in
    *" $3 "*) ;;
    *) uci_copy add_list "$1=$2" || stop 1 "uci add_list $1 is refused: is there such a section?" ;;
  esac
}

uci_del_list() { # NAME VALUE
  ! uci_copy get "$1" >/dev/null || uci_copy del_list "$1=$2" || stop 1 "uci del_list $1 is refused"
}

# The whole of a package, instead of all that was in it.
uci_whole() { # PACKAGE TEXT
  printf %s "$2" >"$ztp_tmp/uci/config/$1" || stop 1 "cannot write to /tmp"
  uci_copy export "$1" >/dev/null || stop 1 "uci does not take the configuration of $1"
}

uci_end() { # [SERVICE…] to reload; without any, those that read the packages
  uci_copy commit || stop 1 "the changes cannot be committed"
  for ztp_package in $ztp_packages; do
    [ -e "/etc/config/$ztp_package" ] || [ -s "$ztp_tmp/uci/config/$ztp_package" ] || continue
    [ "$(uci_copy export "$ztp_package")" != "$(uci_now export "$ztp_package")" ] || continue
    will_change
    uci_replace "$ztp_package"
    say "/etc/config/$ztp_package is changed"
    if [ "$#" -gt 0 ]; then touched "$@"; else touched_by "$ztp_package"; fi
  done
}

uci_now() { # uci's own arguments
  uci -q -c /etc/config -t "$ztp_tmp/uci/none" "$@"
}

uci_replace() { # PACKAGE
  rm -f /etc/ztp-new
  [ ! -e "/etc/config/$1" ] || cp -p "/etc/config/$1" /etc/ztp-new || stop 1 "cannot write to /etc"
  (umask 077 && cat "$ztp_tmp/uci/config/$1" >/etc/ztp-new) || stop 1 "cannot write to /etc"
  move_to /etc/ztp-new "/etc/config/$1"
}

touched_by() { # PACKAGE
  case $1 in
    dhcp) touched dnsmasq odhcpd ;;
    system) touched system log sysntpd ;;
    wireless) touched network ;;
    *) touched "$1" ;;
  esac
}
