# Jobs of examples/slurm under Slurm's own daemons: a training that is preempted and warned makes the same bytes, arrays are
# gathered, and greedy sampling goes from job to job.
source "$ROM_SOURCE/tests/pipeline/common.sh"
export PATH="$PATH:/usr/sbin"
for program in munged slurmctld slurmd sbatch; do
  command -v $program >which.txt || { echo "skipped: Slurm is not installed (no $program)"; exit 77; }
done
mkdir examples slurm
cp -r "$ROM_SOURCE"/examples/{slurm,first,vlasov,append.py,round.sh} examples

# The daemons, in a folder and at ports of their own. Jobs ask for more processors than there may be.
export SLURM_CONF=$work/slurm/slurm.conf MUNGE_SOCKET=$work/slurm/munge
read -r control daemon < <("$PYTHON" -c '
import socket
both = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(s.getsockname()[1] for s in both))')
cat >"$SLURM_CONF" <<CONF
ClusterName=rom
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$control
SlurmdPort=$daemon
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$MUNGE_SOCKET
StateSaveLocation=$work/slurm
SlurmdSpoolDir=$work/slurm
SlurmctldPidFile=$work/slurm/slurmctld.pid
SlurmdPidFile=$work/slurm/slurmd.pid
SlurmctldLogFile=$work/slurm/slurmctld.log
SlurmdLogFile=$work/slurm/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=8
PartitionName=work Nodes=ALL Default=YES PriorityTier=1
PartitionName=urgent Nodes=ALL PriorityTier=2
CONF
stop_daemons() {
  scancel --me || true
  sleep 1
  local name
  for name in slurmd slurmctld munged; do
    if [ -e "$work/slurm/$name.pid" ]; then tail --pid="$(cat "$work/slurm/$name.pid")" -f /dev/null & kill "$(cat "$work/slurm/$name.pid")" && wait $! || true; fi
  done
} >>"$work/stop.txt" 2>&1
trap 'stop_daemons; rm -rf "$work"' EXIT
(umask 077 && head -c 128 /dev/urandom >slurm/key)
munged --force --socket="$MUNGE_SOCKET" --key-file="$work/slurm/key" --log-file="$work/slurm/munged.log" \
  --pid-file="$work/slurm/munged.pid" --seed-file="$work/slurm/seed" 2>>slurm/start.txt
slurmctld -i 2>>slurm/start.txt
slurmd 2>>slurm/start.txt
up() { [ "$(sinfo --noheader --format=%T | sort -u)" = idle ]; }
deadline=$((SECONDS + 300))
# until_true COMMAND...: waits for what the daemons do, but not for ever.
until_true() {
  until "$@" 2>>until.txt; do
    sleep 0.1
    [ $SECONDS -lt $deadline ] || { tail -n 5 "$work"/{slurm,examples/*}/*.log >&2; squeue >&2; fail "no end of: $*"; }
  done
}
for ((begin = SECONDS; SECONDS < begin + 60; )); do if up 2>>until.txt; then break; fi; sleep 0.1; done
up || { tail -n 3 slurm/*.log >&2; echo "skipped: Slurm's daemons do not come up here"; exit 77; }

# JOB...: ended, in this way (COMPLETED). Of an array, all its tasks.
ended() { [ -z "$(squeue --noheader --jobs="$1" --states=PENDING,RUNNING,COMPLETING,REQUEUED)" ]; }
completed() {
  until_true ended "$1"
  [ "$(scontrol show job "$1" | grep -o 'JobState=[A-Z_]*' | sort -u)" = JobState=COMPLETED ] ||
    { scontrol show job "$1" >&2; tail -n 20 ./*.log >&2; fail "job $1 has not completed"; }
}
# The training: once without Slurm; once preempted by urgent jobs, and then warned as before its time limit.
cd examples/slurm
sed -i 's/--resume/--epochs 2000 &/' train.sbatch # long enough to be stopped
solver="$PYTHON $work/examples/first/data.py"
for results in results undisturbed; do (mkdir $results && cd $results && $solver); done
(cd undisturbed && sed -n 's/^ *step //p' ../train.sbatch >steps.sh && OMP_NUM_THREADS=1 bash -e steps.sh 2>log.txt >report.txt)
job=$(sbatch --parsable train.sbatch)
busy() {
  until_true [ -e "results/$1.training-lock" ]
  wait_until_busy "$(cut -d ' ' -f 3 "results/$1.training-lock")"
}
# queued_again N: Slurm waits two minutes before it starts such a job again; this test a moment.
queued_again() {
  until_true eval 'scontrol show job $job | grep -q "Restarts='"$1"' " && ! pgrep -f "^slurmstepd: .$job\." >left.txt'
  scontrol update jobid="$job" starttime=now+2 # in the same second it would be refused
}
busy model
sbatch --partition=urgent --wrap true >urgent.txt
queued_again 1
busy model
scontrol update partitionname=work gracetime=60 # of such a preemption only the steps hear
sbatch --partition=urgent --wrap true >urgent.txt
queued_again 2
busy model-2
scancel --batch --signal=USR1 "$job"
queued_again 3
completed "$job"
[ "$(grep -c 'rom-encode: stopped by SIGTERM' "rom-train-$job.log")" = 2 ] || fail "the preemptions did not stop the first training"
grep -q 'rom-stage: stopped by SIGUSR1' "rom-train-$job.log" || fail "the warning did not stop the second training"
for model in model model-2; do assert_same_arrays undisturbed/$model results/$model; done
cmp undisturbed/xi.npy results/xi.npy

# A search and a sweep as arrays, each with a job that gathers.
cd results
search=(rom-tune train.npy train-mu.npy --dt 0.04 --minutes 10 -o tuned)
"${search[@]}" --tasks | grep pod- >trials.txt
tuned=$(AFTER=afterany bash ../array.sh trials.txt "${search[@]}" --gather)
completed "$tuned"
rom-info tuned >info.txt
[ "$(find tuned.tune -name done | wc -l)" = "$(wc -l <trials.txt)" ] || fail "not all trials are done"
cd ../../vlasov
mkdir results
(cd results && $solver train 0.7 0.9 1.1 && $solver all 0.7 0.8)
export OUT=results/sweep UNIT=20
printf 'bash sweep.sh %s\n' gplasdi-5-2-1-0 gplasdi-5-2-2-0 mlasdi-5-2-1-1 >lines.txt
completed "$(bash ../slurm/array.sh lines.txt ls results/sweep)"
[ "$(ls results/sweep/*.json | wc -l)" = 3 ] || fail "the sweep is not complete"
# One line that fails keeps its gathering from running.
echo false >>lines.txt
job=$(bash ../slurm/array.sh lines.txt touch gathered)
until_true ended "$job"
assert_missing gathered

# Greedy sampling from job to job, and the same in a loop.
cd ../slurm
export DT=0.04 NETWORK='--latent 2 --hidden 10 --epochs 100' CANDIDATES=results/candidates TOLERANCE=0.03 SOLVER=$solver
$solver results/candidates 0.7 0.75 0.8 0.85 0.9 0.95 1.0
for folder in results/greedy results/loop; do
  mkdir -p $folder/2
  $solver $folder/2/train 0.7 1.0
done
sbatch greedy.sbatch results/greedy 2 >first.txt
last=2
warm=
status=0
while { bash ../round.sh learn results/loop/$last $warm && bash ../round.sh choose results/loop/$last; } 2>>loop.txt || status=$? && [ $status = 0 ]; do
  warm=results/loop/$last/model
  next=results/loop/$((last + 1))
  mkdir $next
  $solver $next/new $(cat results/loop/$last/next.txt)
  "$PYTHON" ../append.py $next/train results/loop/$last/train $next/new
  last=$((last + 1))
done
[ $status = 3 ] && [ $last -gt 3 ] || fail "the loop ended with $status after $last cases"
until_true eval '[ -z "$(squeue --noheader)" ]'
[ "$(ls results/greedy)" = "$(ls results/loop)" ] || fail "rounds $(ls results/greedy) of jobs, $(ls results/loop) of the loop"
for round in results/loop/*; do
  assert_same_arrays $round/model results/greedy/${round##*/}/model
  cmp $round/next.txt results/greedy/${round##*/}/next.txt
done
