# An ensemble predicts the median or the weighted mean of its members, its deviation and quantiles are those of all their draws
# (in NumPy), its table is that of its members' tools, and baselines are left out where they know nothing.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem speeds
for seed in 0 1 2; do
  mkdir $seed
  rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 300 --seed $seed -q -o $seed/model
  rom-sindy $seed/model/latent.npy --dt 0.1 -o $seed/xi.npy >/dev/null
  rom-gpfit train-mu.npy $seed/xi.npy -q -o $seed/gp.json
done
rom-stage 2/model train.npy --gp 2/gp.json --params train-mu.npy --kind interpolation --json -q -o 2/model-2 >stage.json
rom-baseline train.npy train-mu.npy --dt 0.1 --interpolation linear -o baseline >/dev/null
ask() { rom-predict "$1" "${mu:-all-mu.npy}" --initial "${initial:-all-initial.npy}" -q "${@:2}"; }
member() { ask "$1" --gp "$2" "${@:3}"; }

rom-ensemble 0/model 1/model 2/model-2 --gp ?/gp.json -q -o three >/dev/null
statistics=(--samples 50 --seed 3 --quantiles 0,1)
ask three "${statistics[@]}" --std std.npy --mean mean.npy --quantile-file q.npy -o median.npy
for k in 0 1 2; do
  model=$k/model
  [ $k != 2 ] || model=2/model-2
  member $model $k/gp.json "${statistics[@]}" --std $k/std.npy --mean $k/mean.npy --quantile-file $k/q.npy -o $k/p.npy
done
rom-predict baseline all-mu.npy --initial all-initial.npy --samples 75 --seed 3 --std baseline-std.npy -o baseline.npy
rom-ensemble 0/model baseline 1/model --gp 0/gp.json 1/gp.json --weights 1,2,1 -q -o blend >/dev/null
ask blend --std blend-std.npy --samples 50 --seed 3 -o blend.npy
ask blend --std wide-std.npy --samples 50 --seed 3 --times 0:6:121 -o wide.npy
"$PYTHON" - <<'PY'
import numpy as np
load = lambda name: np.load(name).astype(float)
p = [load(f"{k}/p.npy") for k in range(3)]
assert np.array_equal(np.median([np.load(f"{k}/p.npy") for k in range(3)], axis=0), np.load("median.npy"))
n, means, deviations = 50, [load(f"{k}/mean.npy") for k in range(3)], [load(f"{k}/std.npy") for k in range(3)]
mean = sum(means) / 3
squares = sum((n - 1) * s**2 + n * (m - mean) ** 2 for m, s in zip(means, deviations))
assert abs(load("mean.npy") - mean).max() < 1e-5
assert abs(load("std.npy") - np.sqrt(squares / (3 * n - 1))).max() < 1e-5
q = [load(f"{k}/q.npy") for k in range(3)]
assert abs(load("q.npy")[:, :, 0] - np.min([a[:, :, 0] for a in q], axis=0)).max() < 1e-6
assert abs(load("q.npy")[:, :, 1] - np.max([a[:, :, 1] for a in q], axis=0)).max() < 1e-6
# 2 of 4 parts are the baseline's: of 150 draws 75 are its own, and 38 each the models'.
base = load("baseline.npy")
assert abs(load("blend.npy") - (p[0] + 2 * base + p[1]) / 4).max() < 1e-5
counts = [38, 75, 38]
parts = list(zip(counts, [means[0], base, means[1]], [deviations[0], load("baseline-std.npy"), deviations[1]]))
assert abs(load("wide.npy")[:, ::2] - load("blend.npy")).max() < 1e-5
# Their first 38 draws alone make no file here; the deviation lies between those of none and of all their spread.
centre = sum(c * m for c, m, _ in parts) / 151
least = np.sqrt(sum(c * (m - centre) ** 2 for c, m, _ in parts) / 150)
most = np.sqrt(sum(c * ((m - centre) ** 2 + 4 * s**2) for c, m, s in parts) / 150) + 1e-4
found = load("blend-std.npy")
assert (found > 0.7 * least - 1e-4).all() and (found < 1.5 * most).all()
PY

# The table: a member's row is rom-gpfit's verdict, all together on the training cases is what rom-error says of them.
rom-ensemble 0/model 1/model 2/model-2 --gp ?/gp.json --json -q -o again >table.json
mu=train-mu.npy initial=train-initial.npy ask again -o - | rom-error train.npy - --json >together.json
assert_that 'abs(t["members"][1]["left_out_mean"] / g["verdict"]["left_out"]["mean"] - 1) < 1e-4
  and abs(t["members"][1]["training_largest"] / g["verdict"]["training"]["largest"] - 1) < 1e-4
  and abs(t["members"][2]["left_out_mean"] / s["left_out_mean_after"] - 1) < 1e-3
  and abs(t["members"][2]["training_mean"] - s["training_mean_after"]) < 1e-4
  and abs(t["together"]["training_largest"] / e["largest"] - 1) < 1e-3' t=table.json g=1/gp.json e=together.json s=stage.json
rom-ensemble baseline 0/model --gp 0/gp.json --json -q -o pair >pair.json
rom-baseline train.npy train-mu.npy --interpolation linear --json >baseline.json
assert_that 'abs(p["members"][0]["left_out_mean"] / b["interpolations"][0]["left_out_mean"] - 1) < 3e-3' p=pair.json b=baseline.json # but for what their initial states tell

rom-ensemble 0/model baseline 1/model --gp 0/gp.json 1/gp.json --weights 1,3,2 --json -q -o weighed >weighed.json
mu=train-mu.npy initial=train-initial.npy ask weighed -o - | rom-error train.npy - --json >together.json
assert_that 'abs(t["together"]["training_largest"] / e["largest"] - 1) < 1e-3' t=weighed.json e=together.json

# One thread or several, linked files or not, give the same bits; the members may go.
ask three --threads 1 "${statistics[@]}" --std single-std.npy --mean x.npy --quantile-file y.npy -o single.npy
assert_same single.npy median.npy
assert_same single-std.npy std.npy
mv 0 away
ask three -o moved.npy
assert_same moved.npy median.npy
mv away 0

# rom-sample asks all members.
rom-sample three all-mu.npy --initial all-initial.npy --samples 50 --seed 3 --measure max -q -o score.npy >/dev/null
"$PYTHON" - <<'PY'
import json, os
for k in 1, 2, 3:
    path = f"three/member-{k}/model.json"
    model = json.load(open(path))
    del model["stages"][0]["misfit"]
    model["coordinates"]["outside"] = 0
    model.pop("interpolated_stage", None)
    os.remove(path)  # it is linked
    json.dump(model, open(path, "w"))
ensemble = json.load(open("three/model.json"))
for member in ensemble["members"]:
    del member["sha256"]
json.dump(ensemble, open("three/model.json", "w"))
PY
by_hand three/model.json three/member-*/model.json
rom-sample three all-mu.npy --initial all-initial.npy --samples 50 --seed 3 --measure max -q -o score.npy >/dev/null
ask three --samples 50 --seed 3 --std std.npy -o x.npy
assert_that 'np.allclose(score[[1, 5, 10]], std.max((1, 2))[[1, 5, 10]], rtol=1e-4)' score=score.npy std=std.npy

# Beyond its times, and where a case begins with another state, a baseline is left out.
expect 0 "baseline is left out beyond time 6: it knows no dynamics|member-2 is left out beyond time 6: it knows no dynamics" \
  rom-predict blend all-mu.npy --initial all-initial.npy --times 0:9:91 -o beyond.npy
rom-ensemble 0/model 1/model --gp 0/gp.json 1/gp.json --combination mean -q -o pair >/dev/null
ask pair -o pair.npy.before
ask pair --times 0:9:91 -o pair.npy
assert_that 'abs(b[:, 61:] - p[:, 61:]).max() < 1e-5 and abs(b[:, :61] - w).max() < 1e-5' b=beyond.npy p=pair.npy w=blend.npy
"$PYTHON" -c 'import numpy as np; u = np.load("all-initial.npy"); u[4] = u[4][::-1]; np.save("strange.npy", u)'
expect 0 "strange.npy: the initial states of 1 of 12 cases are not those that .* knows of, and it is left out of them" \
  rom-predict blend all-mu.npy --initial strange.npy -o strange-blend.npy
initial=strange.npy ask pair -o pair.npy
assert_that 'abs(s[4] - p[4]).max() < 1e-5 and abs(s[5] - b[5]).max() < 1e-5' s=strange-blend.npy p=pair.npy b=blend.npy
rom-baseline train.npy train-mu.npy --dt 0.1 --interpolation cubic -o cubic >/dev/null 2>&1 || true
rom-baseline train.npy train-mu.npy --dt 0.1 --interpolation gp -o gp >/dev/null
rom-ensemble baseline gp -q -o baselines >/dev/null
rom-predict baselines all-mu.npy -q -o x.npy
expect 1 "none of the models knows of all the times" rom-predict baselines all-mu.npy --times 0:9:91 -o z.npy
assert_missing z.npy

# A member that went astray is named.
mkdir bad
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 1 --seed 9 -q -o bad/model 2>/dev/null
rom-sindy bad/model/latent.npy --dt 0.1 -o bad/xi.npy >/dev/null 2>&1
rom-gpfit train-mu.npy bad/xi.npy -q -o bad/gp.json 2>/dev/null
expect 0 "bad/model went astray: it predicts left-out cases far worse than the others" \
  rom-ensemble 0/model 1/model bad/model --gp 0/gp.json 1/gp.json bad/gp.json -o x
# It is left out if that is asked for, and what is left is as if it had not been named.
rom-ensemble 0/model 1/model bad/model --gp 0/gp.json 1/gp.json bad/gp.json --combination mean --prune -o pruned >pruned.txt 2>said.txt
grep -q "bad/model is left out: with it, left-out cases are predicted no better" said.txt || { cat said.txt >&2; fail "nothing left out"; }
rom-ensemble 0/model 1/model --gp 0/gp.json 1/gp.json --combination mean --prune -q -o two >two.txt
assert_same two.txt pruned.txt
for member in pruned/member-*; do assert_same_arrays "$member" "two/$(basename "$member")"; done
assert_missing pruned/member-3
assert_that '[i["path"] for i in p["provenance"][-1]["inputs"]] == [i["path"] for i in t["provenance"][-1]["inputs"]]' p=pruned/model.json t=two/model.json
mv train.npy away.npy
expect 1 "--prune needs errors of the training cases, and there are none" rom-ensemble 0/model 1/model --gp 0/gp.json 1/gp.json --prune -q -o none
mv away.npy train.npy
assert_missing none

# A trajectory that grows without bound is left out from there on, and named; the median is of the others.
rom-gpfit train-mu.npy 0/xi.npy --coefficients independent -q -o independent.json
rom-ensemble 0/model 1/model 2/model-2 --gp independent.json 1/gp.json 2/gp.json -q -o grown >/dev/null
"$PYTHON" - <<'PY'
import json
import numpy as np
gp = json.load(open("independent.json"))
targets = np.array(gp["targets"])
targets[:, [3, 7, 11]] += 500  # the diagonal of A
gp["targets"] = targets.tolist()
json.dump(gp, open("grown/member-1/gp.json", "w"))
ensemble = json.load(open("grown/model.json"))
del ensemble["members"][0]["gp_sha256"]
json.dump(ensemble, open("grown/model.json", "w"))
PY
by_hand grown/model.json grown/member-1/gp.json
expect 0 "grown/member-1: the latent trajectory of case .* grows without bound after time .*; it is left out from there on" \
  rom-predict grown all-mu.npy --initial all-initial.npy -o grown.npy
expect 1 "the latent trajectory of case .* grows without bound after time .*; train longer, or with linear dynamics" \
  rom-stage 0/model train.npy --gp grown/member-1/gp.json --params train-mu.npy -o y
expect 0 "the latent trajectory of case .* grows without bound after time .*; it stays there" \
  rom-predict 0/model all-mu.npy --gp grown/member-1/gp.json --initial all-initial.npy --keep-going -o kept.npy
rom-ensemble 1/model 2/model-2 --gp 1/gp.json 2/gp.json -q -o two >/dev/null
ask two -o two.npy
assert_that 'abs(g[:, -1] - t[:, -1]).max() < 1e-6' g=grown.npy t=two.npy

# Small weights have two draws at least, so that the deviation is there where the baseline is not.
rom-ensemble baseline 0/model --gp 0/gp.json --weights 1000,1 -q -o heavy >/dev/null
ask heavy --times 0:9:91 --std heavy-std.npy -o heavy.npy
assert_that '(s[:, 70:] > 0).any()' s=heavy-std.npy
# Weights count by their ratio; symbolic links are followed; each interpolated stage starts as it was made.
rom-ensemble 0/model baseline 1/model --gp 0/gp.json 1/gp.json --weights 1e6,2e5,1e6 -q -o scaled >/dev/null
ask scaled -o scaled.npy
assert_that 'abs(s - (a + 0.2 * b + c) / 2.2).max() < 1e-5' s=scaled.npy a=0/p.npy b=baseline.npy c=1/p.npy
mkdir links
ln -s ../0/gp.json links/gp.json
ln -s "$PWD/1/model" links/model
rom-ensemble 0/model links/model --gp links/gp.json 1/gp.json -q -o linked >/dev/null
rm -r links
ask linked -o linked.npy
assert_same linked.npy pair.npy.before
rom-stage 1/model train.npy --gp 1/gp.json --params train-mu.npy --kind interpolation --fit-initial -q -o 1/fitted >/dev/null 2>&1
rom-ensemble 2/model-2 1/fitted --gp 2/gp.json 1/gp.json -q -o starts >/dev/null
member 1/fitted 1/gp.json --fit-initial -o fitted.npy
ask starts -o starts.npy
assert_that 'abs(s - (a + b) / 2).max() < 1e-5' s=starts.npy a=2/p.npy b=fitted.npy
# One model alone is bundled with its gp.json.
rom-ensemble 0/model --gp 0/gp.json -q -o alone >/dev/null
ask alone -o alone.npy
assert_same alone.npy 0/p.npy

remember_files
expect 2 "--gp has 1 file but there are 2 models of rom-encode" rom-ensemble 0/model 1/model --gp 0/gp.json -o y
expect 2 "--weights has 3 numbers but there are 2 models" rom-ensemble 0/model 1/model --gp 0/gp.json 1/gp.json --weights 1,1,1 -o y
expect 2 "--weights is for --combination mean" rom-ensemble 0/model 1/model --gp 0/gp.json 1/gp.json --weights 1,1 --combination median -o y
expect 2 "0/model is given twice; weigh it with --weights" rom-ensemble 0/model 1/model 0/model --gp 0/gp.json 1/gp.json 0/gp.json -o y
expect 1 "three is an ensemble; name its members instead" rom-ensemble three baseline -o y
expect 1 "1/gp.json was not made from the latent trajectories of 0/model" rom-ensemble 0/model 1/model --gp 1/gp.json 0/gp.json -o y
expect 2 "three is an ensemble and has its own gp.json; leave --gp out" rom-predict three all-mu.npy --gp 0/gp.json --initial all-initial.npy -o y.npy
expect 2 "three is an ensemble: ask a member for its latent states or for fewer stages" rom-predict three all-mu.npy --initial all-initial.npy --stages 1 -o y.npy
expect 2 "three is an ensemble: ask a member for --xi and --decode" rom-predict three --decode 0/model/latent.npy -o y.npy
expect 2 "--points is one of the options for models of rom-ldnet, but three is an ensemble of models of rom-encode" \
  rom-predict three all-mu.npy --points all-mu.npy --initial all-initial.npy -o y.npy
expect 2 "three is an ensemble, which has no stages; leave --stages out" rom-sample three all-mu.npy --initial all-initial.npy --stages 1
expect 2 "parameters are required: of the cases to predict" rom-predict three --initial all-initial.npy -o y.npy
expect 2 "--initial is required" rom-predict three all-mu.npy -o y.npy
assert_untouched
rom-baseline train.npy train-mu.npy -o untimed >/dev/null
expect 1 "untimed was made without --dt and knows no times" rom-ensemble untimed 0/model --gp 0/gp.json -o y
"$PYTHON" -c 'import numpy as np; np.save("other.npy", np.load("train.npy") + 1)'
rom-baseline other.npy train-mu.npy --dt 0.1 -o elsewhere >/dev/null
expect 1 "elsewhere was trained on other snapshots than 0/model" rom-ensemble 0/model elsewhere --gp 0/gp.json -o y
ln -s 0/model twin
expect 2 "twin is given twice" rom-ensemble 0/model twin --gp 0/gp.json 0/gp.json -o y
rom-baseline train.npy train-mu.npy --dt 0.2 -o slow >/dev/null
expect 1 "slow has dt 0.2 but 0/model has 0.1" rom-ensemble 0/model slow --gp 0/gp.json -o y
"$PYTHON" -c 'import numpy as np; np.save("moved-mu.npy", np.load("train-mu.npy") + 1)'
rom-baseline train.npy moved-mu.npy --dt 0.1 -o moved >/dev/null
expect 1 "moved was trained with other parameters, signals or points than 0/model" rom-ensemble 0/model moved --gp 0/gp.json -o y
expect 1 "other.npy is not the file that 0/model was trained on" rom-ensemble 0/model 1/model --gp 0/gp.json 1/gp.json --snapshots other.npy -o y
assert_missing y
"$PYTHON" - <<'PY'
import numpy as np
u, mu = np.load("train.npy"), np.load("train-mu.npy")
for name, v, m in ("coarse", u[:, :, ::2], mu), ("short", u[:, :30], mu), ("wide", u, np.hstack([mu, mu[:, :1] ** 2])):
    np.save(f"{name}.npy", v)
    np.save(f"{name}-mu.npy", m)
PY
for other in coarse short wide; do
  rom-baseline $other.npy $other-mu.npy --dt 0.1 --interpolation linear -o of-$other >/dev/null
  expect 1 "baseline and of-$other cannot be asked together: their states, times, parameters or training cases are of other shapes" \
    rom-ensemble baseline of-$other --force -o y
done
expect 2 "1/model: would take the place of an input" rom-ensemble 0/model 1/model --gp 0/gp.json 1/gp.json -o 1/model
expect 2 "s.npy is to hold two results" rom-predict three all-mu.npy --initial all-initial.npy --std s.npy -o s.npy
expect 1 "none of the models knows of all the times and initial states" rom-sample baselines all-mu.npy --initial strange.npy
cp -r three changed
by_hand changed/member-1/gp.json
expect 1 "changed/member-1/gp.json is not the file that the ensemble describes .*: copy it anew or make the ensemble again" \
  rom-predict changed all-mu.npy --initial all-initial.npy -o y.npy
rm -r changed/member-2
expect 1 "changed/member-2: cannot be opened .No such file or directory\); make the ensemble again" rom-info changed --verify
rm three/member-2/gp.json
expect 1 "member-2/gp.json" rom-predict three all-mu.npy --initial all-initial.npy -o y.npy
expect 1 "pair is an ensemble, which has no stages; add them to its members" rom-stage pair train.npy --gp 0/gp.json --params train-mu.npy -o y
