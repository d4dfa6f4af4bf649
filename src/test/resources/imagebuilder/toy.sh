#!/bin/sh
# What the toy's steps do. A folder with a file "repositories" is of the releases that have apk, another of those with opkg.
set -eu
defaults="base-files busybox dropbear firewall4 libc"
step=$1
profile=${2:-}
packages=${3:-}

apk() {
	test -e repositories
}

has() {
	case " $packages " in *" $1 "*) return 0 ;; esac
	return 1
}

known() {
	test "$1" = acme_one || test "$1" = acme_two || test -e "image-$1.bin"
}

# what is installed, each once, without what has a minus in front
selection() {
	ours="luci-light"
	test "$profile" = acme_two && ours="kmod-toy luci-light"
	for each in $defaults $ours $packages; do
		case "$each" in -*) continue ;; esac
		case " $packages " in *" -$each "*) continue ;; esac
		printf '%s\n' "$each"
	done | sort -u
}

# Packages whose names begin with far- are not here: they are fetched once, and kept in dl as the real managers do.
fetch() {
	remote=$(sed -n 's/^src\/gz [^ ]* //p; /^https*:/p' repositories.conf repositories 2>/dev/null | tail -n 1)
	mkdir -p dl
	for each in $packages; do
		case "$each" in far-*) ;; *) continue ;; esac
		test -e "dl/$each" && continue
		if apk; then get="curl -sf -o"; else get="wget -q -t 1 -O"; fi
		if ! $get "dl/$each" "$remote/$each"; then
			rm -f "dl/$each"
			echo " * opkg_download: Failed to download $remote/$each, wget returned 4." >&2
			exit 255
		fi
	done
}

# What a test wants to be tried in a step, and told in the image.
probe() {
	test ! -e probe.sh || sh probe.sh "$step" >>probe.out 2>&1
}

# What packages bring to be run while the root file system is prepared.
scripts() {
	for each in dl/*; do
		test ! -e "$each" || sh "$each"
	done
}

install() {
	probe
	fetch
	if has toy-gone; then
		if apk; then
			echo "ERROR: unable to select packages:" >&2
			echo "  toy-gone (no such package):" >&2
			echo "    required by: world[toy-gone]" >&2
		else
			echo "Collected errors:" >&2
			echo " * opkg_install_cmd: Cannot install package toy-gone." >&2
		fi
		exit 255
	fi
	if has toy-conflict; then
		if apk; then
			echo "ERROR: unable to select packages:" >&2
			echo "  toy-conflict-1.0-r1:" >&2
			echo "    conflicts: toy-other[toy-virtual=1.0-r1]" >&2
		else
			echo " * check_conflicts_for: The following packages conflict with toy-conflict:" >&2
			echo " * check_conflicts_for: 	toy-other *" >&2
		fi
		exit 255
	fi
	if has toy-fetch && apk; then
		echo "WARNING: opening http://example.invalid/packages.adb: temporary error (try again later)" >&2
		exit 255
	fi
	if has toy-fetch; then
		echo " * opkg_download: Failed to download http://example.invalid/toy-fetch.ipk, wget returned 4." >&2
		exit 255
	fi
	if has toy-hang; then
		sleep 1000 &
		sleep 1000
	fi
	if has toy-bomb; then
		i=0
		while test $i -lt 700; do
			sleep 1000 &
			i=$((i + 1))
		done
		wait
	fi
	if has toy-log; then
		yes "a line of a log that nobody will ever read to its end" | head -c 1000000000
	fi
	if has toy-disk; then
		for each in 1 2; do head -c 30000000 /dev/zero >tmp.disk.$each; done
		sleep 1000
	fi
	if has toy-look; then
		echo "networks: $(ls /sys/class/net 2>/dev/null || cut -d: -f1 -s /proc/net/dev | tr -d ' \n')"
		test -e "/home" && echo "sees /home"
		test -e "/root" && echo "sees /root"
		env | sort | cut -d= -f1 | tr '\n' ' '
		touch /usr/canary 2>/dev/null && echo "wrote /usr"
		set -- /proc/[0-9]*
		echo "processes: $#"
	fi
	if has toy-daemon; then
		setsid sleep 1000 >/dev/null 2>&1 </dev/null &
	fi
	return 0
}

case "$step" in
check)
	if ! known "$profile"; then
		echo "Profile \"$profile\" does not exist!"
		echo 'Use "make info" to get a list of available profile names.'
		exit 1
	fi
	;;
info)
	cat <<EOF
Current Target: "toy/generic"
Current Architecture: "toy"
Current Revision: "r12345-0123456789"
Default Packages: $defaults
Available Profiles:

acme_one:
    Acme One
    Packages: luci-light
    hasImageMetadata: 1
    SupportedDevices: acme,one acme,one-v1
acme_two:
    Acme Two
    Packages: luci-light kmod-toy -firewall4
    hasImageMetadata: 1
    SupportedDevices: acme,two
EOF
	for each in image-*.bin; do
		test ! -e "$each" || printf '%s:\n    Given\n    Packages:\n' "$(basename "${each#image-}" .bin)"
	done
	;;
manifest)
	install >&2
	for each in $(selection); do
		if apk; then
			echo "$each 1.0-r1"
		else
			echo "$each - 1.0-1"
		fi
	done
	;;
image)
	bin=$4
	name="openwrt-24.10.2${5:+-$5}-toy-generic-$profile"
	echo "Packages: $packages"
	apk || echo " * opkg_download: Failed to download http://example.invalid/Packages.gz, wget returned 4." >&2
	install
	scripts
	has toy-broken && exit 2
	mkdir -p "$bin"
	if has toy-big; then
		echo "WARNING: Image file $bin/$name-squashfs-sysupgrade.bin is too big: 8000000 > 7900000" >&2
		exit 0
	fi
	{
		echo "an image of $profile, ${7:-its own} MB, with:"
		selection
		cat repositories repositories.conf 2>/dev/null || true
		ls keys 2>/dev/null || true
		cat probe.out 2>/dev/null || true
		if test -n "$6"; then
			(cd "$6" && find . -type f -exec ls -l {} + | cut -c1-10 && find . -type f -exec cat {} +)
		fi
	} >"$bin/$name-squashfs-sysupgrade.bin"
	# a profile for which the test has given the image itself
	test ! -e "image-$profile.bin" || cp "image-$profile.bin" "$bin/$name-squashfs-sysupgrade.bin"
	echo "a secret of the ImageBuilder" >"$bin/not-for-you"
	sha=$(sha256sum "$bin/$name-squashfs-sysupgrade.bin" | cut -c1-64)
	file="$name-squashfs-sysupgrade.bin"
	has toy-escape && file="../keys/secret"
	if has toy-link; then
		ln -sf /etc/passwd "$bin/linked.bin"
		file=linked.bin
	fi
	has toy-silent && exit 0
	cat >"$bin/profiles.json" <<EOF
{"arch_packages": "toy", "default_packages": ["base-files"], "metadata_version": 1, "source_date_epoch": 1750000000,
"target": "toy/generic", "version_code": "r12345-0123456789", "version_number": "24.10.2",
"profiles": {"$profile": {"device_packages": [], "image_prefix": "$name", "images": [
{"filesystem": "squashfs", "name": "$file", "sha256": "$sha", "sha256_unsigned": "$sha", "type": "sysupgrade"}],
"supported_devices": ["acme,one"], "titles": [{"vendor": "Acme", "model": "One"}]}}}
EOF
	;;
esac
