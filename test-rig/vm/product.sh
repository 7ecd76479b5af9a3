#!/bin/sh
# Makes the product disk, inside the tools root.
#   /run/steps   image/steps; /run/device and /run/tree-…: see lay.sh there     /run/out  where product.erofs goes
set -eu
stage=$(mktemp -d)
chmod 0755 "$stage"
/run/steps/lay.sh "$stage"
mkfs.erofs --quiet --all-root -T0 /run/out/product.erofs "$stage"
