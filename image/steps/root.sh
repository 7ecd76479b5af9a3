#!/bin/sh
# Makes the root file system of a slot and its hashes, inside the tools root: root.sh EPOCH VERSION UUID SALT COMPRESSION WITHOUT…
#   /run/…     see stage.sh     /run/out  where root.erofs, root.verity and roothash go
set -eu
epoch=$1 version=$2 uuid=$3 salt=$4 compression=$5
shift 5

/run/steps/stage.sh "$epoch" "$version" "$@"

# Each file is compressed by itself, so that a changed file changes no other's blocks.
mkfs.erofs --quiet "-z$compression" -C65536 -T"$epoch" --all-time -U"$uuid" -L alongside /run/out/root.erofs /tmp/stage
veritysetup format --salt="$salt" --uuid="$uuid" --root-hash-file=/run/out/roothash /run/out/root.erofs /run/out/root.verity >/dev/null
chmod 0644 /run/out/root.verity /run/out/roothash
