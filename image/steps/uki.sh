#!/bin/sh
# Makes the unified kernel image of a slot, inside the tools root: uki.sh EFI NAME VERSION COMMAND-LINE
#   /run/root  the kiosk root     /run/out  initrd.cpio.zst, roothash, splash.bmp; where NAME goes
set -eu
efi=$1 name=$2 version=$3
kernel=$(echo /run/root/boot/vmlinuz-*)
cat /run/root/usr/lib/os-release >/tmp/os-release
printf 'IMAGE_ID=alongside\nIMAGE_VERSION=%s\n' "$version" >>/tmp/os-release
ukify build --linux="$kernel" --initrd=/run/out/initrd.cpio.zst --os-release=@/tmp/os-release --uname="${kernel##*/vmlinuz-}" \
  --splash=/run/out/splash.bmp --stub="/usr/lib/systemd/boot/efi/linux$efi.efi.stub" \
  --cmdline="roothash=$(cat /run/out/roothash) $4" --output="/run/out/$name" >/dev/null
