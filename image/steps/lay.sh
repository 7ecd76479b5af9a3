#!/bin/sh
# Lays what was built from this clone where it will lie on the device: lay.sh FOLDER, inside the tools root.
#   /run/device  build/device     /run/tree-…  folders whose content goes over the root, in order of their names
set -eu
for tree in /run/tree-*; do cp -R --preserve=mode,links "$tree/." "$1/"; done
mkdir -p "$1/opt/alongside"
cp -R --preserve=mode,links /run/device/. "$1/opt/alongside/"
# Whatever the umask of the clone was.
chmod -R u+rw,go-w,a+rX "$1"
