# shellcheck shell=sh disable=SC2154 # ztp_tmp and the like are the program's

# A file with this content and these rights. RIGHTS are the mode as ls shows it; the content is text, or %b escapes, or
# the path of the server's file, or what is attached to this program.
put_file() { # PLACE MODE RIGHTS OWNER replace|if-missing|backup SHA256 text|escaped|fetched|attached CONTENT
  ztp_place=$1
  [ ! -L "$1" ] || ztp_place=$(readlink -f "$1") || stop 1 "$1 is a link to nowhere"
  [ ! -d "$ztp_place" ] || stop 1 "$1 is a folder"
  if [ -e "$ztp_place" ] && [ "$5" = if-missing ]; then
    say "$1 is there and stays as it is"
    return
  fi
  if has_sha256 "$ztp_place" "$6"; then
    has_rights "$ztp_place" "$3 $4" || {
      will_change
      set_rights "$ztp_place" "$2" "$4"
      say "the rights of $1 are changed"
    }
    return
  fi
  will_change
  mkdir -p "${ztp_place%/*}/" || stop 1 "cannot make the folder of $1"
  [ ! -e "$ztp_place" ] || [ "$5" != backup ] || cp -p "$ztp_place" "$ztp_place.bak" || stop 1 "cannot write $1.bak"
  rm -f "$ztp_place.ztp-new"
  (umask 077 && new_content "$7" "$8" "$ztp_place.ztp-new" "$6") || exit
  has_sha256 "$ztp_place.ztp-new" "$6" || {
    rm -f "$ztp_place.ztp-new"
    stop 13 "$1 could not be written as a whole: is the router full?"
  }
  set_rights "$ztp_place.ztp-new" "$2" "$4"
  move_to "$ztp_place.ztp-new" "$ztp_place"
  say "$1 is written"
}

new_content() { # text|escaped|fetched|attached CONTENT FILE SHA256
  case $1 in
    text) printf %s "$2" >"$3" ;;
    escaped) printf %b "$2" >"$3" ;;
    fetched) fetch "$2" "$3" "$4" ;;
    attached) attached "$4" >"$3" ;;
  esac
}

# What stands behind the text of this program. The program tells where, counted from its end.
attached() { # SHA256
  # shellcheck disable=SC2046 # two numbers
  set -- $(attached_place "$1")
  tail -c "+$(($(wc -c <"$0") - $1 + 1))" "$0" | head -c "$2"
}

has_rights() { # FILE RIGHTS
  [ "$(rights_of "$1")" = "$2" ] || [ "$(rights_of "$1" n)" = "$2" ]
}

set_rights() { # FILE MODE OWNER
  { chown "$3" "$1" && chmod "$2" "$1"; } || {
    case $1 in *.ztp-new) rm -f "$1" ;; esac
    stop 1 "$1 cannot be given to $3 with mode $2"
  }
}
