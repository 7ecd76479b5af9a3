#!/bin/sh
# Makes the initrd, inside the tools root: initrd.sh MODULE …   (paths below the kernel's module folder)
#   /run/modules  the kernel's module folder     /run/vm  this folder     /run/out  where initrd.cpio goes
set -eu
dir=$(mktemp -d)
cd "$dir"
mkdir bin changes dev kiosk modules new proc product sys
cp /usr/bin/busybox bin/
ln -s busybox bin/sh
cp /run/vm/init.sh init
chmod 0755 init
for file in "$@"; do
  name=$(basename "${file%.xz}")
  case $file in
    *.xz) xz -dc "/run/modules/$file" >"modules/$name" ;;
    *) cp "/run/modules/$file" "modules/$name" ;;
  esac
  echo "$name" >>modules/order
done
find . | sort | cpio --quiet --create --format=newc --owner=0:0 >/run/out/initrd.cpio
