#!/usr/bin/env bash
# deb.sh FOLDER PACKAGE...: Debian packages of this checkout, made in FOLDER with these packages. What other files of the
# project say, the version, the licence, the time of the last change, is taken from there.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p "$1"
folder=$(cd "$1" && pwd)
shift
version=$(sed -n 's/^project(rom VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
source=$folder/rom-tools-$version

rm -rf "$folder"/*.deb "$source"
mkdir "$source"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp -p --parents -t "$source"
cp -r lib/packaging/debian "$source"

needed=$(printf '%s\n' "$@" | grep -vxE 'g\+\+|make' | paste -sd , | sed 's/,/, /g') # the others are essential for builds
sed -i "s/@BUILD_PACKAGES@/$needed/" "$source/debian/control"
cat >"$source/debian/changelog" <<TEXT
rom-tools ($version) unstable; urgency=medium

  * Packages of rom $version; CHANGELOG.md says what is new.

 -- $(sed -n 's/^Maintainer: //p' lib/packaging/debian/control)  $(git log -1 --format=%cD)
TEXT
{
  cat <<TEXT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: rom

Files: *
$(sed -n 's/^Copyright (c) \([0-9]*\),/Copyright: \1/p' LICENSE)
License: BSD-3-Clause
TEXT
  sed '1,/^Copyright/d; s/^/ /; s/^ $/ ./' LICENSE | sed 1d
} >"$source/debian/copyright"

cd "$source"
DEB_BUILD_OPTIONS="parallel=${JOBS:-$(nproc)} ${DEB_BUILD_OPTIONS:-}" dpkg-buildpackage -b -us -uc
