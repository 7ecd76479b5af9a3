#!/bin/sh
# Runs a program of the tools root: tools.sh ROOT NAME=FOLDER … -- PROGRAM ARGUMENT …
# Each FOLDER of this machine is /run/NAME there; beside those folders and /dev it sees nothing of this machine.
# Called in a mount and PID namespace of its own, so that the shared root stays clean and nothing outlives the program.
set -eu
root=$1
shift

mount --bind "$root" "$root"
cd "$root"
# A user namespace may not always change the flags of what it did not mount; going on is better than not running there.
mount -o remount,bind,ro . || ! grep -q ' 4294967295$' /proc/self/uid_map
mount --rbind /dev dev
mount -t proc proc proc
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=0755 tmpfs run
while [ "$1" != -- ]; do
  mkdir "run/${1%%=*}"
  mount --bind "${1#*=}" "run/${1%%=*}"
  shift
done
shift
exec chroot . "$@"
