# Has the image flashed that was prepared for this operation, once, however often it is asked to. The flash begins when the
# program has ended; whether it came to anything is seen at the next boot.
# Exit codes: 246 the flash begins, or has begun     40 nothing is ready for it     32 the image has changed
#             41 the mark, or what goes with it, cannot be written
# shellcheck shell=sh disable=SC2154 # ztp_op and the like stand before this text

main() {
  has_begun || claim || {
    await_claimant
    has_begun || {
      say "there is no image ready for this operation"
      exit 40
    }
  }
  if has_begun; then
    say "the flash has begun before"
    exit 246
  fi
  has_sha256 "$ztp_image" "$ztp_sha256" || stop 32 "the image has changed since it was checked"
  write_file "$ztp_mark" "$ztp_op" || stop 41 "cannot write $ztp_mark"
  sync
  mark step flash
  find_process self
  (flash "$ztp_process" &) </dev/null >/dev/null 2>&1
  ztp_waited=0
  while is_own; do
    [ "$ztp_waited" -lt 10 ] || stop 41 "cannot write to /tmp"
    ztp_waited=$((ztp_waited + 1))
    sleep 1
  done
  exit 246
}

has_begun() {
  [ "$(content_of "$ztp_mark")" = "$ztp_op" ]
}

is_ours() {
  [ -O "$ztp_dir" ] && [ "$(content_of "$ztp_dir/op")" = "$ztp_op" ]
}

# One of all comes through. From the rename on, the guard keeps the image for who is at work only.
claim() {
  is_ours && [ -e "$ztp_dir/ready" ] && is_alive "$(content_of "$ztp_dir/guard")" &&
    mkdir "$ztp_dir/claimed" && take_over && mv "$ztp_dir/ready" "$ztp_dir/flash"
} 2>/dev/null

# Who came first has a moment to write the mark.
await_claimant() {
  ztp_waited=0
  while ! has_begun && is_ours && [ -e "$ztp_dir/claimed" ] && [ "$ztp_waited" -lt 30 ]; do
    ztp_waited=$((ztp_waited + 1))
    sleep 1
  done
}

# From here on it is this process that is at work.
take_over() {
  find_process self && write_file "$ztp_dir/alive" "$ztp_process"
}

# A sysupgrade that began takes this process along. Its exit code proves nothing: so one that failed has a moment, and one
# that told of the flash has minutes, before it counts as having done nothing.
flash() { # WORDS that find_process set, of who has its last words to say first
  trap '' HUP
  take_over || exit
  ztp_waited=0
  while is_alive "$1" && [ "$ztp_waited" -lt 60 ]; do
    sleep 1
    ztp_waited=$((ztp_waited + 1))
  done
  sleep "${ZTP_GRACE:-2}"
  mkdir "$ztp_dir/begun" || exit
  umask 022
  # shellcheck disable=SC2086 # a word an option
  sysupgrade $ztp_options "$ztp_image" >"$ztp_dir/words" 2>&1
  ztp_code=$?
  if [ "$ztp_code" -eq 0 ] || grep -q -e 'Commencing upgrade' -e 'ubus call system sysupgrade' "$ztp_dir/words"; then
    sleep "$((${ZTP_SETTLE:-20} * 15))"
  else
    sleep "${ZTP_SETTLE:-20}"
    { echo "$ztp_op" && head -c 1000 "$ztp_dir/words"; } >"$ztp_refused"
    rm -f "$ztp_mark"
  fi
  logger -t ztp "sysupgrade ended with $ztp_code, and nothing came of it"
}
