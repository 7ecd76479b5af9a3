#!/bin/sh
# Makes the root file system of a slot and its hashes, inside the tools root: root.sh EPOCH VERSION UUID SALT COMPRESSION WITHOUT…
#   /run/root  the kiosk root, as it is     /run/device, /run/tree-…  see lay.sh     /run/steps  this folder
#   /run/out   where root.erofs, root.verity and roothash go
# WITHOUT: folders of kernel modules that the board has no use for. /tmp is in memory and ends with this program.
set -eu
epoch=$1 version=$2 uuid=$3 salt=$4 compression=$5
shift 5

mkdir /tmp/product /tmp/upper /tmp/work /tmp/stage
/run/steps/lay.sh /tmp/product
# Inside a user namespace an overlay may keep its notes in attributes of users only.
grep -q ' 4294967295$' /proc/self/uid_map && notes='' || notes=,userxattr
mount -t overlay overlay -o "lowerdir=/run/root,upperdir=/tmp/upper,workdir=/tmp/work$notes" /tmp/stage
cp -a --no-preserve=ownership /tmp/product/. /tmp/stage/
/run/steps/finish.sh /tmp/stage "$epoch" "$version" "$@"

# Each file is compressed by itself, so that a changed file changes no other's blocks.
mkfs.erofs --quiet "-z$compression" -C65536 -T"$epoch" --all-time -U"$uuid" -L alongside /run/out/root.erofs /tmp/stage
veritysetup format --salt="$salt" --uuid="$uuid" --root-hash-file=/run/out/roothash /run/out/root.erofs /run/out/root.verity >/dev/null
chmod 0644 /run/out/root.verity /run/out/roothash
