#!/bin/sh
# Runs a shell command in the dev root with the clone at /src: dev-root.sh ROOT CLONE COMMAND
# Called in a mount and PID namespace of its own, so that the shared root stays clean and nothing outlives the command.
# Sources are read-only: a build writes into build/ and nowhere else.
set -eu
root=$1 clone=$2 command=$3

mount --bind "$root" "$root"
cd "$root"
mount --rbind /dev dev
mount -t proc proc proc
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=0755 tmpfs run
mkdir -p "$clone/build"
mount --bind "$clone" src
mount --bind "$clone/build" src/build
mount -o remount,bind,ro src
exec chroot . /bin/sh -c "cd /src && $command"
