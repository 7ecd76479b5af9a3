#!/bin/sh
# What turns the kiosk root with the product into the root of an image: finish.sh STAGE EPOCH VERSION WITHOUT…   (see root.sh)
set -eu
stage=$1 epoch=$2 version=$3
shift 3
cd "$stage"

# systemd-sysupdate protects the version that runs; systemd-boot takes the newest.
printf 'IMAGE_ID=alongside\nIMAGE_VERSION=%s\n' "$version" >>usr/lib/os-release

# Of the machine that built it.
echo alongside >etc/hostname
: >etc/machine-id
: >etc/resolv.conf
rm -f etc/passwd- etc/shadow- etc/group- etc/gshadow- etc/subuid- etc/subgid- etc/.pwd.lock var/lib/systemd/random-seed
rm -rf var/log/* var/cache/apt var/cache/debconf var/cache/ldconfig var/lib/apt/lists var/lib/dpkg/info var/tmp/* tmp/* run/*
rm -f var/lib/dpkg/*-old

# The test rig's.
chroot . userdel rig
rm -f etc/passwd- etc/shadow- etc/group- etc/gshadow- etc/subuid- etc/subgid- etc/.pwd.lock
rm -rf src opt/alongside/rig-supervisor.mjs opt/alongside/bin/glass

# What no kiosk needs, and why: left-out.
rm -rf $(grep -v -e '^#' -e '^$' "${0%/*}/left-out")

# Of the hardware database what describes keyboards, pointers and touch screens; not the names of all hardware ever sold.
rm -f usr/lib/udev/hwdb.d/20-* usr/lib/udev/hwdb.bin
chroot . systemd-hwdb --usr update
rm -rf usr/lib/udev/hwdb.d

modules=$(echo usr/lib/modules/*)
# Each a folder, or modules without their ending.
gone=''
cd "$modules/kernel"
for pattern in "$@"; do
  found=''
  for path in $pattern $pattern.ko.xz; do [ ! -e "$path" ] || found="$found $path"; done
  [ -n "$found" ] || { echo "this kernel has no module $pattern, which the board leaves out" >&2; exit 1; }
  gone="$gone$found"
done
rm -rf $gone
cd "$stage"
chroot . depmod -a "${modules##*/}"

# Where the boot partition and the data partition are mounted.
mkdir boot data
chmod 0700 data

# The one key whose signature an update needs; Debian's package brings those of other systems.
rm -f usr/lib/systemd/import-pubring.gpg etc/systemd/import-pubring.gpg
cp /run/keys/import-pubring.gpg usr/lib/systemd/import-pubring.gpg

# The fonts' cache knows folders by their time: all files of the image get the same.
find usr/share/fonts usr/local/share/fonts -type d -exec touch -d "@$epoch" {} + 2>/dev/null || true
rm -f var/cache/fontconfig/*.cache-*
SOURCE_DATE_EPOCH=$epoch chroot . fc-cache --system-only

# systemd moves a clock that has forgotten the time forward to this file's.
: >usr/lib/clock-epoch

# Made up to date here, or systemd makes its caches anew at every boot.
: >etc/.updated
: >var/.updated
