# Software packages, by apk where there is one, else by opkg.
# shellcheck shell=sh disable=SC2154 # ztp_tmp and the like are the program's

has_apk() {
  command -v apk >/dev/null
}

is_installed() { # NAME
  if has_apk; then
    apk info -e "$1" >/dev/null 2>&1
  else
    opkg status "$1" 2>/dev/null | grep -q '^Status: [^ ]* [^ ]* installed$'
  fi
}

# Another one may be at work, for instance from the router's own pages.
manage_packages() { # VERB of opkg, VERB of apk, NAME…
  ztp_opkg=$1
  ztp_apk=$2
  shift 2
  ztp_tries=1
  while :; do
    if has_apk; then
      apk "$ztp_apk" "$@"
    else
      opkg "$ztp_opkg" "$@"
    fi >"$ztp_tmp/packages" 2>&1 && return
    grep -qiE 'could not lock|unable to lock' "$ztp_tmp/packages" && [ "$ztp_tries" -lt 6 ] || return
    sleep 5
    ztp_tries=$((ztp_tries + 1))
  done
}

install_packages() { # NAME…
  ztp_missing=
  for ztp_name; do
    is_installed "$ztp_name" || ztp_missing="$ztp_missing $ztp_name"
  done
  [ -n "$ztp_missing" ] || return 0
  will_change
  manage_packages update update || say "the package lists are not complete: $(tail -n 1 "$ztp_tmp/packages")"
  # shellcheck disable=SC2086 # one word a package
  manage_packages install add $ztp_missing || say_packages
  for ztp_name in $ztp_missing; do
    is_installed "$ztp_name" || stop 1 "$ztp_name could not be installed"
    say "$ztp_name is installed"
  done
}

remove_packages() { # NAME…
  for ztp_name; do
    is_installed "$ztp_name" || continue
    will_change
    manage_packages remove del "$ztp_name" || say_packages
    ! is_installed "$ztp_name" || stop 1 "$ztp_name could not be removed"
    say "$ztp_name is removed"
  done
}

say_packages() {
  tail -n 20 "$ztp_tmp/packages"
}
