#!/bin/sh
# Debian ships the XML of the wlroots and misc Wayland protocols only inside two Rust source packages. Their dependencies are
# not wanted, so they are unpacked and not installed. mmdebstrap calls this with the root's folder.
set -eu
chroot "$1" sh -eu -c '
  cd "$(mktemp -d)"
  apt-get download librust-wayland-protocols-wlr-dev librust-wayland-protocols-misc-dev
  for package in ./*.deb; do dpkg-deb -x "$package" /; done
  rm -- ./*.deb
'
