# The lines of a file as an array of jobs, and COMMAND when all are done: array.sh FILE COMMAND...
#   AFTER    when: afterok (the default) if none has failed, afterany in any case
#   OPTIONS  of sbatch for the lines, such as --cpus-per-task=4
set -euo pipefail
JOBS=$(dirname "$0")
export JOBS
array=$(sbatch --parsable --array="1-$(wc -l <"$1")" ${OPTIONS:-} "$JOBS/lines.sbatch" "$1")
sbatch --parsable --dependency="${AFTER:-afterok}:$array" --kill-on-invalid-dep=yes "$JOBS/gather.sbatch" "${@:2}"
