#!/bin/sh
# The key whose signature firmware asks for (Secure Boot), inside the tools root: secure-boot.sh make|sign FILE|enrol EPOCH
#   /run/keys  secure-boot.key (secret) and secure-boot.pem (certificate), both PEM     /run/root  the kiosk root, which has openssl
#   /run/out   sign: the FILE, FILE.signed after it     enrol: enrol/, which becomes a folder of the boot partition
set -eu
case $1 in
  make)
    umask 077
    mount --bind /run/keys /run/root/mnt
    # Firmware does not look at the dates; whoever else reads the certificate shall not find it expired.
    chroot /run/root openssl req -x509 -newkey rsa:2048 -noenc -sha256 -subj '/CN=Alongside start' -addext extendedKeyUsage=codeSigning \
      -not_before 20250101000000Z -not_after 99991231235959Z -keyout /mnt/secure-boot.key -out /mnt/secure-boot.pem 2>/tmp/words || {
      cat /tmp/words >&2
      exit 1
    }
    ;;
  sign)
    /usr/lib/systemd/systemd-sbsign sign --private-key=/run/keys/secure-boot.key --certificate=/run/keys/secure-boot.pem \
      --output="/run/out/$2.signed" "/run/out/$2" >/tmp/words 2>&1 || {
      cat /tmp/words >&2
      exit 1
    }
    ;;
  enrol)
    # Only bootctl writes what systemd-boot takes from here; it wants a file system of its own, and to write to /etc/kernel.
    mkdir /tmp/esp
    mount -t tmpfs tmpfs /tmp/esp
    mount -t tmpfs tmpfs /etc/kernel
    SYSTEMD_RELAX_ESP_CHECKS=1 SOURCE_DATE_EPOCH=$2 bootctl install --esp-path=/tmp/esp --no-variables --random-seed=no \
      --make-entry-directory=no --secure-boot-auto-enroll=yes --certificate=/run/keys/secure-boot.pem \
      --private-key=/run/keys/secure-boot.key >/tmp/words 2>&1 || {
      cat /tmp/words >&2
      exit 1
    }
    cp -R /tmp/esp/loader/keys /run/out/enrol
    # For the menus of firmware, which read DER.
    sed '/^-----/d' /run/keys/secure-boot.pem | base64 -d >/run/out/enrol/alongside.cer
    ;;
esac
