#!/bin/sh
# Makes the disk that the image's start is measured against, inside the tools root: plain-disk.sh EFI DISK
#   /run/root  the plain root     /run/page  a folder laid over it     /run/out  where DISK goes
# Debian's kernel, initrd and services as they come, on ext4, with one unit more, the browser; started by the same systemd-boot.
set -eu
efi=$1 disk=$2
mkdir /tmp/upper /tmp/work /tmp/stage
grep -q ' 4294967295$' /proc/self/uid_map && notes='' || notes=,userxattr
mount -t overlay overlay -o "lowerdir=/run/root,upperdir=/tmp/upper,workdir=/tmp/work$notes" /tmp/stage
cp -R /run/page/. /tmp/stage/
cd /tmp/stage
echo plain >etc/hostname
: >etc/machine-id
: >etc/.updated
: >var/.updated
echo 'LABEL=plain / ext4 defaults,noatime 0 1' >etc/fstab
ln -s /usr/lib/systemd/system/browser.service etc/systemd/system/multi-user.target.wants/browser.service

kernel=$(echo boot/vmlinuz-*)
mkdir -p /run/esp/EFI/BOOT /run/esp/EFI/Linux /run/esp/loader
cp "/usr/lib/systemd/boot/efi/systemd-boot$efi.efi" "/run/esp/EFI/BOOT/BOOT$(echo "$efi" | tr a-z A-Z).EFI"
printf 'timeout menu-disabled\n' >/run/esp/loader/loader.conf
ukify build --linux="$kernel" --initrd="boot/initrd.img-${kernel##*/vmlinuz-}" --uname="${kernel##*/vmlinuz-}" \
  --stub="/usr/lib/systemd/boot/efi/linux$efi.efi.stub" --cmdline='root=LABEL=plain rw quiet' --output=/run/esp/EFI/Linux/plain.efi >/dev/null
mke2fs -q -F -t ext4 -L plain -d /tmp/stage /run/out/root.ext4 3G

mkdir /tmp/partitions
printf '[Partition]\nType=esp\nFormat=vfat\nCopyFiles=/run/esp:/\nSizeMinBytes=256M\nSizeMaxBytes=256M\n' >/tmp/partitions/00-esp.conf
printf '[Partition]\nType=root\nCopyBlocks=/run/out/root.ext4\n' >/tmp/partitions/10-root.conf
TMPDIR=/tmp systemd-repart --empty=create --size=auto --offline=yes --sector-size=512 --definitions=/tmp/partitions --dry-run=no --no-pager \
  "/run/out/$disk" >/tmp/words 2>&1 || {
  tr "\r" "\n" </tmp/words | grep -v " → " >&2
  exit 1
}
rm /run/out/root.ext4
