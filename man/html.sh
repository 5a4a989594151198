#!/usr/bin/env bash
# html.sh FOLDER: the manual pages as HTML, with links between them, by mandoc. index.html is rom(7).
set -euo pipefail
mkdir -p "$1"
folder=$(realpath "$1")
cd "$(dirname "$0")"
style='body { max-width: 52em; margin: 1em auto; padding: 0 1em; font-family: sans-serif; line-height: 1.4; }
    pre { overflow-x: auto; background: #f4f4f4; padding: 0.5em; }'
for page in *.[1357]; do
  mandoc -T html -O toc "$page" | sed -E \
    -e "s|</style>|${style//$'\n'/\\n}</style>|" \
    -e 's|<b>(rom[a-z-]*)</b>\(([1357])\)|<a href="\1.\2.html"><b>\1</b>(\2)</a>|g' >"$folder/$page.html"
done
cp "$folder/rom.7.html" "$folder/index.html"
