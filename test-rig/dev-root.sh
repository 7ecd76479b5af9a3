#!/bin/sh
# Runs a shell command in the dev root with the clone at /src: dev-root.sh ROOT CLONE COMMAND
# Called in a mount and PID namespace of its own, so that the shared root stays clean and nothing outlives the command.
# Root and sources are read-only: a build writes into build/ and nowhere else.
set -eu
root=$1 clone=$2 command=$3

# A user namespace may not always change the flags of what it did not mount; going on is better than not building there.
read_only() {
  mount -o remount,bind,ro "$1" || ! grep -q ' 4294967295$' /proc/self/uid_map
}

mount --bind "$root" "$root"
cd "$root"
read_only .
mount --rbind /dev dev
mount -t proc proc proc
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=0755 tmpfs run
mkdir -p "$clone/build"
mount --bind "$clone" src
mount --bind "$clone/build" src/build
read_only src
exec chroot . /bin/sh -c "cd /src && $command"
