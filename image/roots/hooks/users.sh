#!/bin/sh
# The device's users and groups (docs/architecture.md), with fixed numbers so that every body and the image agree.
# mmdebstrap calls this with the root's folder.
set -eu
root=$1

group() { # name id
  chroot "$root" groupadd --gid "$2" "$1"
}

user() { # name id [groups]: never logs in, owns nothing but what it makes
  chroot "$root" groupadd --gid "$2" "$1"
  chroot "$root" useradd --uid "$2" --gid "$2" --groups "${3-}" --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$1"
}

group kiosk-wayland 911
group alongside-frames 912
group alongside-face 913

# video: may ask seatd for the screen and the input devices.
user kiosk 901 kiosk-wayland,video,render
user kiosk-app 902
user kiosk-shell 903 kiosk-wayland,kiosk-app,alongside-face
user alongside-screen 904 kiosk-wayland,alongside-frames
user kiosk-sound 907
user alongside-media 905 alongside-frames,alongside-face,kiosk-sound
# input: sees the customer's own touches and keys; its unit allows no more than reading.
user alongside 906 input
user rig 908 kiosk-wayland,kiosk-sound
