# shellcheck shell=sh disable=SC2154 # ztp_tmp and the like are the program's

# Once for a step of a plan: /etc/ztp.rebooted, which is written first, tells. The reboot begins when the program has
# ended; 245 says that it will, and that the plan is to be run again afterwards.
reboot_once() {
  ztp_this="$ztp_plan $ztp_step"
  ! grep -qxF "$ztp_this" /etc/ztp.rebooted 2>/dev/null || return 0
  will_change
  { grep "^$ztp_plan " /etc/ztp.rebooted 2>/dev/null; echo "$ztp_this"; } >/etc/ztp.rebooted.ztp-new ||
    stop 1 "cannot write /etc/ztp.rebooted"
  move_to /etc/ztp.rebooted.ztp-new /etc/ztp.rebooted
  sync
  say "restarting"
  after_end reboot
  exit 245
}

# When something was changed since the last start that only a restart takes up, as /etc/ztp.restart tells.
reboot_when_needed() {
  [ -e /etc/ztp.restart ] || return 0
  [ "$(cat /etc/ztp.restart)" = "$(cat /proc/sys/kernel/random/boot_id)" ] || {
    rm -f /etc/ztp.restart
    return
  }
  will_change
  sync
  say "restarting"
  after_end reboot
  exit 245
}
