#!/bin/sh
# First program of the virtual machine, in busybox: puts the kiosk's file system together and hands over to systemd.
#   /dev/vda  the kiosk root, read-only
#   /dev/vdb  what was built from this clone, laid over it, read-only
#   /dev/vdc  /var/lib/alongside, the only thing that a power cut leaves
export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev

stop() {
  echo "initrd: $1" >/dev/console
  poweroff -f
}

# The probe asks only whether a guest runs at all.
grep -q alongside.probe /proc/cmdline && stop alive
while read -r module; do insmod "/modules/$module" || stop "$module did not load"; done </modules/order
while ! [ -b /dev/vdc ]; do sleep 0.02; done

mount -t erofs -o ro /dev/vda /kiosk || stop "no kiosk root"
mount -t erofs -o ro /dev/vdb /product || stop "no product"
mount -t tmpfs -o mode=0755 tmpfs /changes
mkdir /changes/upper /changes/work
mount -t overlay -o lowerdir=/product:/kiosk,upperdir=/changes/upper,workdir=/changes/work overlay /new || stop "no overlay"
mount -t ext4 -o noatime /dev/vdc /new/var/lib/alongside || stop "no data"

data=/new/var/lib/alongside
chown 906:906 $data
chmod 0700 $data
tr -d - </proc/sys/kernel/random/uuid >/new/etc/machine-id
# Else systemd takes the overlay for an updated system and makes its caches anew at every boot (3 s).
touch /new/etc/.updated /new/var/.updated

mount --move /dev /new/dev
mount --move /proc /new/proc
mount --move /sys /new/sys
exec switch_root /new /sbin/init
