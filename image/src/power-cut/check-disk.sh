#!/bin/sh
# What a disk would start from and what its data partition holds, without starting it: check-disk.sh RECORDS PLACE, in the tools root.
#   /run/out/disk.raw, which is not changed     RECORDS, PLACE: files below the data partition, as debugfs names them
# Says: "kernel NAME SHA256" for each on the boot partition, "slot UUID START SIZE" for each partition of a slot (sectors),
# "data OK|REPAIRED|LOST", "record LINE", "place LINE".
set -eu
disk=/run/out/disk.raw
table=$(sfdisk --dump "$disk" 2>/dev/null)
of() { # label
  echo "$table" | sed -n "s/.*start= *\([0-9]*\), size= *\([0-9]*\),.*name=\"$1\".*/\1 \2/p"
}
echo "$table" | sed -n 's/.*start= *\([0-9]*\), size= *\([0-9]*\),.*uuid=\([0-9A-F-]*\), name="alongside_[^"]*".*/slot \3 \1 \2/p'

set -- "$1" "$2" $(of alongside-esp) $(of alongside-data)
[ $# -eq 6 ] || { echo "the partition table is broken" >&2; exit 1; }
records=$1 place=$2 esp=$3 data=$5 data_size=$6
export MTOOLS_SKIP_CHECK=1
image=$disk@@$((esp * 512))
for name in $(mdir -b -i "$image" ::/EFI/Linux 2>/dev/null | sed -n 's|.*/||p' | tr -d '\r'); do
  echo "kernel $name $(mtype -i "$image" "::/EFI/Linux/$name" 2>/dev/null | sha256sum | cut -c1-64)"
done

dd if="$disk" of=/tmp/data bs=1M iflag=skip_bytes,count_bytes skip=$((data * 512)) count=$((data_size * 512)) conv=sparse status=none
code=0
e2fsck -p /tmp/data >/dev/null 2>&1 || code=$?
case $code in
  0 | 1 | 2 | 3) echo "data OK" ;;
  *) if e2fsck -y /tmp/data >/dev/null 2>&1 || [ $? -lt 4 ]; then echo "data REPAIRED"; else echo "data LOST"; fi ;;
esac
debugfs -R "cat $records" /tmp/data 2>/dev/null | sed 's/^/record /'
debugfs -R "cat $place" /tmp/data 2>/dev/null | sed 's/^/place /'
rm /tmp/data
