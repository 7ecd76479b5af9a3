#!/bin/sh
# Makes the product disk, inside the tools root: what was built from this clone, where it will lie in the kiosk.
#   /run/device  build/device     /run/trees/…  folders whose content goes over the root, in order of their names
#   /run/out     where product.erofs goes
set -eu
stage=$(mktemp -d)
chmod 0755 "$stage"
for tree in /run/tree-*; do cp -R --preserve=mode,links "$tree/." "$stage/"; done
mkdir -p "$stage/opt/alongside"
cp -R --preserve=mode,links /run/device/. "$stage/opt/alongside/"
mkfs.erofs --quiet --all-root -T0 /run/out/product.erofs "$stage"
