# Puts tables into Markdown, each between the lines <!-- NAME --> and <!-- end -->: publish.sh README.md TABLE...
set -euo pipefail
readme=$1
new=$(mktemp)
for table in "${@:2}"; do
  awk -v file="$table" -v start="<!-- $(basename "$table") -->" '
    $0 == start {print; while ((getline line < file) > 0) print line; skip = 1; next}
    $0 == "<!-- end -->" {skip = 0}
    !skip' "$readme" >"$new"
  cat "$new" >"$readme"
done
rm "$new"
