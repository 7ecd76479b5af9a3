# Part of the initrd (init.sh): the data partition. $disk and $data are names below /sys/class/block.

# A disk that is larger than the image: the partition takes the rest, once. Before anything of the disk is in use.
grow_data() {
  at=/sys/class/block/$data
  end=$(($(cat "$at/start") + $(cat "$at/size")))
  # The spare table takes the last 33 sectors; less than 1 MiB is not worth a change.
  [ $(($(cat "/sys/class/block/$disk/size") - end)) -gt 2081 ] || return 0
  say "the data partition grows"
  sfdisk --quiet --relocate gpt-bak-std "/dev/$disk"
  echo ', +' | sfdisk --quiet --wipe never --wipe-partitions never -N "$(cat "$at/partition")" "/dev/$disk" ||
    say "the partition could not grow: it stays as it is"
  [ -b "/dev/$data" ] || fail "the partitions are gone"
}

# Mounts it at $1, repaired or made anew when it has to be.
mount_data() {
  if ! is_known && ! is_known 32768; then
    # Nothing that can be read: a new disk, or one of which the beginning is lost.
    make_data
  else
    check_data
  fi
  mount -t ext4 -o noatime "/dev/$data" "$1" && return
  say "the data partition cannot be mounted: it is made anew"
  make_data
  mount -t ext4 -o noatime "/dev/$data" "$1" || fail "no data partition"
}

# Whether there is an ext4, by its superblock or by the spare one at a block.
is_known() {
  dumpe2fs -h ${1:+-o superblock=$1 -o blocksize=4096} "/dev/$data" >/dev/null 2>&1
}

check_data() {
  e2fsck -p "/dev/$data" >/dev/null 2>&1
  code=$?
  if [ $code -ge 4 ]; then
    say "the data partition is damaged: it is repaired"
    e2fsck -y "/dev/$data" >/dev/null 2>&1 || e2fsck -y -b 32768 -B 4096 "/dev/$data" >/dev/null 2>&1
  fi
  # After the partition grew in an earlier start that did not come this far.
  resize2fs "/dev/$data" >/dev/null 2>&1
}

make_data() {
  say "the data partition is made anew"
  mke2fs -q -F -t ext4 -b 4096 -L alongside-data -m 0 -E lazy_itable_init=1,lazy_journal_init=1 "/dev/$data" >/dev/null 2>&1 ||
    fail "the data partition cannot be made"
}
