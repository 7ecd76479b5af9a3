# Part of the initrd (init.sh): the data partition. $disk and $data are names below /sys/class/block.

# A disk that is larger than the image: the partition takes the rest, once. Before anything of the disk is in use.
grow_data() {
  at=/sys/class/block/$data
  end=$(($(cat "$at/start") + $(cat "$at/size")))
  # The spare table takes the last 33 sectors; less than 1 MiB is not worth a change.
  [ $(($(cat "/sys/class/block/$disk/size") - end)) -gt 2081 ] || return 0
  say "the data partition grows"
  /sbin/sfdisk --quiet --relocate gpt-bak-std "/dev/$disk"
  echo ', +' | /sbin/sfdisk --quiet --wipe never --wipe-partitions never -N "$(cat "$at/partition")" "/dev/$disk" ||
    say "the partition could not grow: it stays as it is"
  [ -b "/dev/$data" ] || fail "the partitions are gone"
}

# Mounts it at $1, repaired or made anew when it has to be.
mount_data() {
  check_data && mount -t ext4 -o noatime "/dev/$data" "$1" && return
  # A new disk, or one of which too much is lost.
  say "the data partition is made anew"
  make_data
  mount -t ext4 -o noatime "/dev/$data" "$1" || fail "no data partition"
}

# Below 4 e2fsck has left nothing wrong (e2fsck(8)). The second time it takes all that can be saved, the third from the spare superblock.
check_data() {
  for how in -p -y '-y -b 32768 -B 4096'; do
    /sbin/e2fsck $how "/dev/$data" >/dev/null 2>&1
    [ $? -ge 4 ] || break
    how=''
  done
  case $how in
    '') return 1 ;;
    -y*) say "the data partition was damaged: it is repaired" ;;
  esac
  # After the partition grew in an earlier start that did not come this far.
  /sbin/resize2fs "/dev/$data" >/dev/null 2>&1
  return 0
}

make_data() {
  /sbin/mke2fs -q -F -t ext4 -b 4096 -L alongside-data -m 0 -E lazy_itable_init=1,lazy_journal_init=1 "/dev/$data" >/dev/null 2>&1 ||
    fail "the data partition cannot be made"
}
