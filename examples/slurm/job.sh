# Sourced by the jobs of this folder; they run where they were submitted.
export OMP_NUM_THREADS=$SLURM_CPUS_PER_TASK
job=$SLURM_JOB_ID
[ -z "${SLURM_ARRAY_TASK_ID:-}" ] || job=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
running=

# step COMMAND...: runs it as a step of the job and returns its status. Slurm kills what is left of a step whose first process
# has gone, so that has to outlive the command, which saves itself.
step() {
  local status=0
  srun --ntasks=1 --cpus-per-task="$SLURM_CPUS_PER_TASK" \
    bash -c 'trap "exit 138" USR1; trap "exit 143" TERM; "$@"; exit' step "$@" &
  running=$!
  wait "$running" || status=$?
  running=
  # Of a preemption with a time of grace only steps hear; the job would end, and not be queued again.
  if [ $status = 143 ] && scontrol show job "$job" | grep -q 'PreemptTime=[0-9]'; then again; fi
  return $status
}

# The warning of the end (--signal=B:USR1@60): the step saves itself, and the job goes on later from the top of its script.
again() {
  if [ -n "$running" ]; then
    kill -USR1 "$running"
    wait "$running" || true
  fi
  scontrol requeue "$job"
  exit
}
trap again USR1

# once NAME OPTION...: submits a job unless one of this name is there already, and prints its number.
once() {
  local known
  known=$(squeue --me --noheader --name="$1" --format=%i)
  echo "${known:-$(sbatch --parsable --job-name="$1" "${@:2}")}"
}
