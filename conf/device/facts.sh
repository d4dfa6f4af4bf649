# What a router says of itself, one name=value a line. The bootstrap script carries this text, and the server runs it
# over SSH before it provisions. POSIX ash, only tools that every OpenWrt since 18.06 has; changes nothing.
# shellcheck shell=sh

# Prints a fact when it has a value: no control characters, at most $3 bytes, and plain ASCII where it is not UTF-8.
fact() {
  fact_value=$(printf '%s' "$2" | tr -d '\000-\037\177' | head -c "${3:-1000}")
  fact_hex=$(printf '%s' "$fact_value" | hexdump -v -e '1/1 "%02x "')
  if printf '%s' "$fact_hex" | grep -q 'ef bf b[def]' || ! printf '%s' "$fact_hex" | grep -qE \
    '^([0-7]. |(c[2-9a-f]|d.) [89ab]. |(e0 [ab].|e[1-9a-cef] [89ab].|ed [89].) [89ab]. |(f0 [9ab].|f[1-3] [89ab].|f4 8.) ([89ab]. ){2})*$'
  then
    fact_value=$(printf '%s' "$fact_value" | tr -cd '\040-\176')
  fi
  [ -z "$fact_value" ] || printf '%s=%s\n' "$1" "$fact_value"
}

# The hardware address of an interface, or nothing: tunnels and loopback have none that identifies a device.
mac_of() {
  grep -hiE '^([0-9a-f]{2}:){5}[0-9a-f]{2}$' "/sys/class/net/$1/address" 2>/dev/null | grep -v '^00:00:00:00:00:00$'
}

# A value of /etc/openwrt_release, which is read here and never run.
distrib() {
  sed -n "s/^DISTRIB_$1=[\"']\{0,1\}\([^\"']*\)[\"']\{0,1\}\$/\1/p" /etc/openwrt_release 2>/dev/null | head -n 1
}

# The first file of /tmp/sysinfo, else what ubus says: 18.06 fills sysinfo on some targets only.
board() {
  cat "/tmp/sysinfo/$1" 2>/dev/null || ubus call system board 2>/dev/null | jsonfilter -q -e "@.$1" 2>/dev/null
}

serial_number() {
  for serial_file in /proc/device-tree/serial-number /sys/class/dmi/id/product_serial /sys/class/dmi/id/board_serial; do
    [ -r "$serial_file" ] || continue
    serial=$(tr -cd '\041-\176' <"$serial_file")
    case $serial in
      '' | 0 | None | NotSpecified | Default* | To[Bb]e[Ff]illed* | System[Ss]erial*) ;;
      *) printf '%s' "$serial" && return ;;
    esac
  done
}

# The public half of a host key, base64 alone.
host_key() {
  [ -s "/etc/dropbear/dropbear_$1_host_key" ] || return
  dropbearkey -y -f "/etc/dropbear/dropbear_$1_host_key" 2>/dev/null |
    sed -n 's/^ssh-[a-z0-9]* \([A-Za-z0-9+\/=]*\).*/\1/p'
}

# What lldpd hears, where there is one: PORT=DEVICE:PORT,… in the order of the alphabet, or none. A port that the neighbour
# calls by a MAC address only goes by its description. Neighbours call themselves what they like: blanks, commas and equals
# signs become ?, in DEVICE a colon becomes -, and 64 neighbours and 1000 characters are enough.
neighbors() (
  heard=$(lldpcli -f keyvalue show neighbors summary 2>/dev/null </dev/null) || return
  heard=$(printf '%s\n' "$heard" | tr -cd '\n\040-\176' | awk '
    function word(text) { gsub(/[ ,=]/, "?", text); return substr(text, 1, 64) }
    function tell() {
      if (name == "") name = id
      if (number == "" && descr != "") number = descr
      if (number == "") number = mac
      gsub(/:/, "-", name)
      if (port != "" && name number != "") print port "=" word(name) ":" word(number)
      port = name = id = number = mac = descr = ""
    }
    {
      at = index($0, "=")
      key = substr($0, 1, at - 1)
      value = substr($0, at + 1)
    }
    key ~ /^lldp\.[^,=:]+\.via$/ { tell(); port = substr(key, 6, length(key) - 9); next }
    key == "lldp." port ".chassis.name" { name = value; next }
    key == "lldp." port ".port.mac" { mac = value; next }
    key == "lldp." port ".port.descr" { descr = value; next }
    key == "lldp." port ".port.ttl" { next }
    index(key, "lldp." port ".chassis.") == 1 && id == "" { id = value; next }
    index(key, "lldp." port ".port.") == 1 && number == "" { number = value }
    END { tell() }' | sort -u | head -n 64 |
    awk 'length(all $0) < 1000 { all = all (all == "" ? "" : ",") $0 } END { print all }')
  # soon after a start it has not heard everybody yet
  [ -n "$heard" ] || [ "$(cut -d . -f 1 /proc/uptime)" -lt 120 ] || heard=none
  printf %s "$heard"
)

# Which of several addresses is the device's own: br-lan's, else eth0's, else the first interface's.
mac=$(mac_of br-lan || mac_of eth0 || for net in /sys/class/net/*; do
  [ "${net##*/}" != lo ] && mac_of "${net##*/}" && break
done)
fact mac "$mac"
fact macs "$(for net in /sys/class/net/*; do
  [ "${net##*/}" = lo ] || mac_of "${net##*/}"
done | sort -u | head -n 50 | tr '\n' ' ' | sed 's/ $//')"
fact hostname "$(tr -cd 'A-Za-z0-9_.-' </proc/sys/kernel/hostname | head -c 63 | sed 's/^[.-]*//; s/[.-]*$//')"
fact release "$(distrib RELEASE)" 40
fact revision "$(distrib REVISION)" 60
fact target "$(distrib TARGET)" 60
fact arch "$(distrib ARCH)" 60
fact board_name "$(board board_name)" 80
fact model "$(board model)" 120
fact serial "$(serial_number)" 80
fact boot_id "$(cat /proc/sys/kernel/random/boot_id)" 40
fact kernel "$(uname -r)" 80
fact flashing "$(cat /etc/ztp.flashing 2>/dev/null)" 40
fact neighbors "$(neighbors)"
fact host_key_ed25519 "$(host_key ed25519)"
fact host_key_rsa "$(host_key rsa)"
