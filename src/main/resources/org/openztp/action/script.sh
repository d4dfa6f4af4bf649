# shellcheck shell=sh disable=SC2154 # ztp_tmp and the like are the program's

# A script of the server's, once on this system: /etc/ztp.done, which no sysupgrade keeps, tells which have been run.
# One that is always run may say that it changed nothing by making the file named by ZTP_UNCHANGED.
run_script() { # once|always SHA256 CONTENT ARGUMENT…
  ztp_when=$1
  ztp_sum=$2
  if [ "$ztp_when" = once ] && grep -qxF "$ztp_sum" /etc/ztp.done 2>/dev/null; then
    return 0
  fi
  [ "$ztp_confirm" = 0 ] || will_change
  printf %s "$3" >"$ztp_tmp/script" || stop 1 "cannot write to /tmp"
  shift 3
  rm -f "$ztp_tmp/unchanged"
  ztp_code=0
  ZTP_UNCHANGED="$ztp_tmp/unchanged" sh "$ztp_tmp/script" "$@" </dev/null || ztp_code=$?
  if [ "$ztp_code" -ne 0 ] || [ "$ztp_when" = once ] || [ ! -e "$ztp_tmp/unchanged" ]; then
    will_change
  fi
  [ "$ztp_code" -eq 0 ] || exit "$ztp_code"
  [ "$ztp_when" = once ] || return 0
  { tail -n 199 /etc/ztp.done 2>/dev/null; echo "$ztp_sum"; } >/etc/ztp.done.ztp-new || stop 1 "cannot write /etc/ztp.done"
  move_to /etc/ztp.done.ztp-new /etc/ztp.done
}
