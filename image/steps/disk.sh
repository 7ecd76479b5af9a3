#!/bin/sh
# Makes the disk, inside the tools root: disk.sh EPOCH EFI VERSION SEED DISK UKI ENROLS
#   /run/partitions  the board's     /run/out  root.erofs, root.verity, roothash, UKI, boot.efi (systemd-boot), enrol/ (secure-boot.sh)
# ENROLS: when systemd-boot gives the key to firmware in setup mode, as loader.conf(5) names it.
set -eu
epoch=$1 efi=$2 version=$3 seed=$4 disk=$5 uki=$6 enrols=$7
roothash=$(cat /run/out/roothash)

mkdir -p /run/esp/EFI/BOOT /run/esp/EFI/Linux /run/esp/loader
cp /run/out/boot.efi "/run/esp/EFI/BOOT/BOOT$(echo "$efi" | tr a-z A-Z).EFI"
# Three tries, until the first start has been found good.
cp "/run/out/$uki" "/run/esp/EFI/Linux/${uki%.efi}+3.efi"
cp -R /run/out/enrol /run/esp/loader/keys
printf 'timeout menu-disabled\neditor no\nauto-entries no\nauto-firmware no\nauto-reboot no\nauto-poweroff no\nsecure-boot-enroll %s\n' "$enrols" >/run/esp/loader/loader.conf
find /run/esp -exec touch -d "@$epoch" {} +

cp -R /run/partitions /tmp/partitions
slot() { # partition file label uuid
  mkdir "/tmp/partitions/$1.conf.d"
  printf '[Partition]\nCopyBlocks=/run/out/%s\nLabel=%s\nUUID=%s\n' "$2" "$3" "$4" >"/tmp/partitions/$1.conf.d/version.conf"
}
slot 10-root-a root.erofs "alongside_$version" "$(echo "$roothash" | cut -c1-32)"
slot 11-verity-a root.verity "alongside_${version}_verity" "$(echo "$roothash" | cut -c33-64)"
# Firmware finds no boot partition on a disk laid out for 4096 bytes.
TMPDIR=/tmp SOURCE_DATE_EPOCH=$epoch systemd-repart --empty=create --size=auto --offline=yes --sector-size=512 --seed="$seed" \
  --definitions=/tmp/partitions --dry-run=no --no-pager "/run/out/$disk" >/tmp/words 2>&1 || {
  # It tells of each megabyte.
  tr "\r" "\n" </tmp/words | grep -v " → " >&2
  exit 1
}
