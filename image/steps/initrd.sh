#!/bin/sh
# Makes the image's initrd, inside the tools root: initrd.sh EPOCH MODULE …   (paths below the kernel's module folder)
#   /run/root  the kiosk root, whose programs it takes     /run/steps  this folder     /run/out  where initrd.cpio.zst goes
set -eu
epoch=$1
shift
modules=$(echo /run/root/usr/lib/modules/*)
dir=$(mktemp -d)
cd "$dir"
mkdir -p bin dev lib64 modules new proc run sbin sys usr/lib
ln -s usr/lib lib
cp /run/root/usr/bin/busybox bin/
ln -s busybox bin/sh
cp /run/steps/init.sh init
cp /run/steps/data.sh data.sh
chmod 0755 init

for program in veritysetup blkid sfdisk dumpe2fs e2fsck mke2fs resize2fs; do
  path=/usr/sbin/$program
  cp -L "/run/root$path" sbin/
  for library in $(chroot /run/root ldd "$path" | grep -o '/[^ ]*'); do
    mkdir -p ".${library%/*}"
    cp -L "/run/root$library" ".$library"
  done
done
for file in "$@"; do
  name=$(basename "${file%.xz}")
  case $file in
    *.xz) xz -dc "$modules/$file" >"modules/$name" ;;
    *) cp "$modules/$file" "modules/$name" ;;
  esac
  echo "$name" >>modules/order
done
find . -exec touch -h -d "@$epoch" {} +
find . | LC_ALL=C sort | cpio --quiet --create --format=newc --owner=0:0 --reproducible | zstd -q -12 -T1 >/run/out/initrd.cpio.zst
