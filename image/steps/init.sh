#!/bin/sh
# First program of the image's initrd, in busybox: opens the slot's verified root, makes the data partition ready, lays it over
# /etc and /var, and hands over to systemd. Without a root it starts again, which uses up one of the slot's tries.
# Programs of /sbin are called by their whole path: busybox has some of the same names, and takes its own.
export PATH=/bin DM_DISABLE_UDEV=1
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev

say() {
  echo "<5>initrd: $1" >/dev/kmsg
}

fail() {
  echo "<2>initrd: $1: starting again" >/dev/kmsg
  other_next
  sleep 5
  reboot -f
}

# A committed version has no tries to use up, and would start again for ever: firmware is asked for the committed one before it, by the entry
# that daemon/src/update/boot-entries.ts makes.
other_next() {
  variables=/sys/firmware/efi/efivars global=8be4df61-93ca-11d2-aa0d-00e098032b8c
  mount -t efivarfs efivarfs "$variables" 2>/dev/null
  [ ! -e "$variables/LoaderBootCountPath-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f" ] || return 0
  [ -e "$variables/Boot0A52-$global" ] || return 0
  printf '\007\000\000\000\122\012' >/BootNext && cat /BootNext >"$variables/BootNext-$global" && say "the version before it comes next"
}

# Not every machine has every kind of disk.
while read -r module; do insmod "/modules/$module" 2>/dev/null; done </modules/order

roothash=''
for word in $(cat /proc/cmdline); do
  case $word in roothash=*) roothash=${word#roothash=} ;; esac
done
[ ${#roothash} -eq 64 ] || fail "the command line has no root hash"

# Both partitions of a slot are named after its root hash (Discoverable Partitions Specification).
as_uuid() {
  echo "$1" | sed 's/^\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)\(.\{12\}\)$/\1-\2-\3-\4-\5/'
}
root_uuid=$(as_uuid "${roothash%????????????????????????????????}")
hash_uuid=$(as_uuid "${roothash#????????????????????????????????}")
# A stick may carry a copy of this very disk: it comes last.
find_slot() {
  for where in inside usb; do
    for entry in /sys/class/block/*/partition; do
      path=$(readlink -f "${entry%/partition}")
      case $path in */usb[0-9]*) [ $where = usb ] ;; *) [ $where = inside ] ;; esac || continue
      [ "$(partition_uuid "${path##*/}")" = "$root_uuid" ] || continue
      disk=$(basename "${path%/*}")
      root=${path##*/}
      hashes=$(partition_of "$disk" "$hash_uuid") && return 0
    done
  done
  return 1
}
partition_uuid() {
  /sbin/blkid -p -s PART_ENTRY_UUID -o value "/dev/$1" 2>/dev/null
}
partition_of() {
  for entry in "/sys/class/block/$1/"*/partition; do
    name=$(basename "${entry%/partition}")
    [ "$(partition_uuid "$name")" = "$2" ] && echo "$name" && return 0
  done
  return 1
}
tries=0
until find_slot; do
  tries=$((tries + 1))
  [ $tries -lt 150 ] || fail "no disk has the partitions of $roothash"
  sleep 0.2
done

data=''
for uevent in "/sys/class/block/$disk/"*/uevent; do
  grep -qx PARTNAME=alongside-data "$uevent" && data=$(basename "${uevent%/uevent}")
done
[ -n "$data" ] || fail "$disk has no partition alongside-data"
. /data.sh
grow_data

/sbin/veritysetup open "/dev/$root" root "/dev/$hashes" "$roothash" || fail "the root is not the one that was signed for"
mount -t erofs -o ro /dev/mapper/root /new || fail "the root cannot be mounted"

mount_data /new/data
for folder in etc var; do
  mkdir -p "/new/data/$folder/changed" "/new/data/$folder/work"
  chmod 0755 "/new/data/$folder/changed"
  # Without these features what lies below may be another version's.
  options="lowerdir=/new/$folder,upperdir=/new/data/$folder/changed,workdir=/new/data/$folder/work"
  mount -t overlay overlay -o "$options,index=off,metacopy=off,redirect_dir=off" "/new/$folder" || fail "no overlay for /$folder"
done
[ -s /new/etc/machine-id ] || tr -d - </proc/sys/kernel/random/uuid >/new/etc/machine-id

mount --move /dev /new/dev
mount --move /proc /new/proc
mount --move /sys /new/sys
exec switch_root /new /sbin/init
