#!/bin/sh
# Lays the root of a slot out as /tmp/stage, inside the tools root: stage.sh EPOCH VERSION WITHOUT…
#   /run/root  the kiosk root, as it is     /run/device, /run/tree-…  see lay.sh     /run/keys     /run/steps  this folder
#   /run/checks  libraries.mjs
# WITHOUT: kernel modules that the board has no use for. /tmp is in memory and ends with the caller.
set -eu
epoch=$1 version=$2
shift 2

mkdir /tmp/product /tmp/upper /tmp/work /tmp/stage
/run/steps/lay.sh /tmp/product
# Inside a user namespace an overlay may keep its notes in attributes of users only.
grep -q ' 4294967295$' /proc/self/uid_map && notes='' || notes=,userxattr
mount -t overlay overlay -o "lowerdir=/run/root,upperdir=/tmp/upper,workdir=/tmp/work$notes" /tmp/stage
cp -a --no-preserve=ownership /tmp/product/. /tmp/stage/
/run/steps/finish.sh /tmp/stage "$epoch" "$version" "$@"

# Nothing that stays may need what was left out. On the root's own Node.
cp /run/checks/libraries.mjs /tmp/stage/tmp/
chroot /tmp/stage /usr/bin/node /tmp/libraries.mjs
rm /tmp/stage/tmp/libraries.mjs
