#!/bin/sh
# Makes the headless body's file system and becomes its init: headless.sh ROOT RUN DEVICE TREE STATE CONFIG OPTIONS
#   ROOT    the cached kiosk root; stays untouched below an overlay that lives in memory
#   RUN     this body's folder on the host: body/ is mounted over, host/ is what both sides see (/run/alongside/rig)
#   DEVICE  build/device, read-only at /opt/alongside
#   TREE    image/tree, copied over the root
#   STATE   /var/lib/alongside, kept between runs
#   CONFIG  /etc/alongside, read-only
#   OPTIONS JSON for the supervisor (supervisor/options.ts)
# Called as PID 1 of its own PID namespace, in its own mount namespace; standard input closes when the host side is gone.
set -eu
root=$1 run=$2 device=$3 tree=$4 state=$5 config=$6 options=$7

# Overlays of a user namespace keep their notes in user attributes.
read -r _ _ mapped </proc/self/uid_map
[ "$mapped" = 4294967295 ] && attributes= || attributes=,userxattr

mount -t tmpfs -o mode=0755,nodev tmpfs "$run/body"
cd "$run/body"
mkdir upper work root
mount -t overlay -o "lowerdir=$root,upperdir=$PWD/upper,workdir=$PWD/work$attributes" overlay root
[ ! -d "$tree" ] || cp -R --preserve=mode,links "$tree/." root/
echo '127.0.0.1 localhost' >root/etc/hosts

# Of the host's devices only those that hold nothing: never input, uinput, sound or dri.
mount -t tmpfs -o mode=0755,nosuid tmpfs root/dev
for name in full null random urandom zero; do
  : >"root/dev/$name"
  mount --bind "/dev/$name" "root/dev/$name"
done
mkdir root/dev/pts root/dev/shm
mount -t devpts -o newinstance,nosuid,noexec,ptmxmode=0666,mode=0620 devpts root/dev/pts
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs root/dev/shm
ln -s pts/ptmx root/dev/ptmx
ln -s /proc/self/fd root/dev/fd
ln -s /proc/self/fd/0 root/dev/stdin
ln -s /proc/self/fd/1 root/dev/stdout
ln -s /proc/self/fd/2 root/dev/stderr

mount -t proc -o nosuid,nodev,noexec,hidepid=invisible proc root/proc
mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs root/run
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs root/tmp
mkdir -p root/run/alongside/rig
mount --bind "$run/host" root/run/alongside/rig
mount --bind "$state" root/var/lib/alongside
for pair in "$device:root/opt/alongside" "$config:root/etc/alongside"; do
  mount --bind "${pair%:*}" "${pair#*:}"
  # A user namespace may not always change the flags of what it did not mount; the files belong to root there too.
  mount -o remount,bind,ro "${pair#*:}" || [ -n "$attributes" ]
done

cd root
mkdir .host
pivot_root . .host
# A shell as init collects the orphans that Node would not. Node's standard input is handed on: a background job has none.
exec chroot . /bin/sh -c '
  umount -l /.host && rmdir /.host
  exec 3<&0
  /usr/bin/node /opt/alongside/rig-supervisor.mjs "$1" <&3 &
  wait $!
' init "$options"
