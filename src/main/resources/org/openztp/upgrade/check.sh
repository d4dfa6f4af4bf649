# shellcheck shell=sh disable=SC2154 # ztp_options and the like stand before this text

# What the router itself says of the image, before anything is written. sysupgrade tells why; where ubus can be asked too
# (19.07 and later), it knows what no force helps.
check() {
  mark step check
  # shellcheck disable=SC2086 # a word an option
  sysupgrade -T $ztp_options "$ztp_image" </dev/null >"$ztp_dir/said" 2>&1 9>&-
  ztp_code=$?
  cat "$ztp_dir/said"
  if [ "$ztp_code" -ne 0 ]; then
    ! says 'incompatible for sysupgrade based on the image version' || stop 34 "the image is not for this router's layout"
    ! says 'config is incompatible to the new image' || stop 35 "the image cannot take over this router's configuration"
    stop 33 "the router refuses the image"
  fi
  ztp_verdict=$(ubus call system validate_firmware_image "{\"path\":\"$ztp_image\"}" 2>/dev/null 9>&-) || return 0
  [ "$(verdict valid)" = false ] || return 0
  printf '%s\n' "$ztp_verdict"
  case " $ztp_options " in
    *' -F '*) [ "$(verdict forceable)" != true ] || return 0 ;;
  esac
  stop 33 "the router refuses the image"
}

says() { # WORDS
  grep -qF "$1" "$ztp_dir/said"
}

verdict() { # NAME
  printf '%s\n' "$ztp_verdict" | jsonfilter -e "@.$1"
}
