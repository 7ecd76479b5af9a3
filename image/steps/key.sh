#!/bin/sh
# The key that signs updates, inside the tools root: key.sh make|public|sign FILE
#   /run/keys  update.key (secret, ASCII); where import-pubring.gpg goes     /run/out  the FILE to sign, FILE.gpg after it
# The times are fixed: the same content has the same signature.
set -eu
GNUPGHOME=$(mktemp -d)
export GNUPGHOME
chmod 0700 "$GNUPGHOME"
gpg() {
  command gpg --batch --quiet --no-tty --faked-system-time 20250101T000000! --pinentry-mode loopback --passphrase '' "$@"
}
case $1 in
  make)
    gpg --quick-generate-key 'Alongside updates' ed25519 sign never
    umask 077
    gpg --armor --export-secret-keys >/run/keys/update.key
    ;;
  public)
    gpg --import /run/keys/update.key
    gpg --export >/run/keys/import-pubring.gpg
    ;;
  sign)
    gpg --import /run/keys/update.key
    gpg --yes --detach-sign --output "/run/out/$2.gpg" "/run/out/$2"
    ;;
esac
gpgconf --kill all
