#!/bin/sh
# Folders on which the bodies mount what they bring along. mmdebstrap calls this with the root's folder.
set -eu
mkdir -p "$1/etc/alongside" "$1/opt/alongside" "$1/var/lib/alongside" "$1/src"
