# An installed library is found by CMake and by pkg-config, shows nothing but its interface, and says in C++, C, Fortran and
# Python, for models of all kinds, the bytes that rom-predict writes.
source "$ROM_SOURCE/tests/pipeline/common.sh"
build=$(dirname "$ROM_BIN")
[ -e "$build/cmake_install.cmake" ] || { echo "skipped: no build to install"; exit 77; }
for program in cmake pkg-config nm cc c++; do
  command -v $program >/dev/null || { echo "skipped: no $program"; exit 77; }
done

# DESTDIR and PREFIX.
cmake --install "$build" --prefix "$PWD/rom" >install.txt
DESTDIR=$PWD/staged cmake --install "$build" --prefix /opt/rom >install.txt
assert_same rom staged/opt/rom
for file in bin/rom-predict include/romtools/predict.h share/man/man1/rom-predict.1 share/man/man3/romtools.3; do
  [ -e "rom/$file" ] || fail "$file is not installed"
done
[ "$(rom/bin/rom-predict --version)" = "$(rom-predict --version)" ] || fail "another rom-predict is installed"
library=$(find "$PWD/rom" -name 'libromtools.so.0')
if nm -D "$library" | grep -qE ' U __(a|t|ub)san'; then echo "skipped: Python does not load sanitizers"; exit 77; fi

# No name of ours or of Eigen or the standard library is shown beside the interface.
nm -D -C --defined-only "$library" >names.txt
grep -vE ' romtools_[a-z_]+(@|$)| (romtools::|typeinfo (name )?for romtools::Error|vtable for romtools::Error)| A ROMTOOLS_0' names.txt &&
  fail "the library shows more than its interface"
[ "$(grep -c . names.txt)" -gt 20 ] || fail "the library shows nothing"

# Models of all kinds, and what rom-predict says.
problem small
"$PYTHON" - <<'PY'
import numpy as np
u = np.concatenate([np.load("train.npy"), np.load("test.npy")]).astype(float)
np.save("wide.npy", u)
np.save("three.npy", u.astype("f4"))
np.save("three-mu.npy", np.array([1.0, 1.4, 1.2]))
gaps = u.copy()
gaps[:, :, 7:9] = -9999
np.save("gaps.npy", gaps)
np.save("u0.npy", u[[0, 2], 0].astype("f4"))
np.save("u0-delays.npy", u[[0, 2], :2].astype("f4"))
np.save("u0-gaps.npy", gaps[[0, 2], 0])
np.save("mu_new.npy", np.array([[1.1], [1.5]]))
np.save("times.npy", np.array([0, 0.05, 1.0, 5.9]))
np.save("late.npy", np.array([1.0, 7.0]))
np.save("x.npy", np.linspace(0, 1, 40)[:, None])
r = np.random.default_rng(0)
np.save("places.npy", r.uniform(-1, 1, (9, 2)))
np.save("signals.npy", r.normal(size=(2, 20, 1)).cumsum(1))
np.save("two.npy", r.normal(size=(2, 20, 9, 2)).astype("f4"))
with open("axes.npy", "wb") as file:  # more axes than NumPy's arrays have
    np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (3, 61) + 30 * (1,) + (40,)})
    file.write(u.tobytes())
PY
train() { rom-encode "$2" --dt 0.1 --latent 3 --hidden 8 --epochs 50 --threads 1 -q "${@:3}" -o "$1"; }
fit() { rom-sindy "$1/latent.npy" --dt 0.1 -o xi.npy >report.txt && rom-gpfit three-mu.npy xi.npy -q -o "$1.json"; }
stage() { rom-stage "$1" three.npy --gp model.json --params three-mu.npy -q "${@:3}" -o "$2" >report.txt; }
train model three.npy && fit model
train wide wide.npy --precision double && fit wide
train second three.npy --precision double --seed 1 && fit second
train mesh three.npy --coordinates mesh && fit mesh
train gaps gaps.npy && fit gaps
train delays three.npy --delays 1 && fit delays
train axes axes.npy
stage model decoders --kind decoder --hidden 6 --epochs 30
stage model interpolated --interpolation linear
stage model fitted --interpolation linear --fit-initial
stage model replaced --kind replacement
rom-baseline three.npy three-mu.npy --dt 0.1 -q -o baseline >report.txt
rom-ensemble model second baseline --gp model.json second.json -q -o ensemble >report.txt
rom-baseline three.npy three-mu.npy -q -o untimed >report.txt
ldnet() { rom-ldnet "$2" --dt 0.1 --latent 2 --dynamics-hidden 5 --hidden 6 --adam 10 --bfgs 5 -q "${@:3}" -o "$1"; }
ldnet network three.npy --points x.npy --params three-mu.npy
ldnet other three.npy --points x.npy --params three-mu.npy --seed 1
ldnet driven two.npy --points places.npy --signals signals.npy --fields 2 --integrator rk4
rom-ensemble network other -q -o networks >report.txt

# Each line of cases.txt is a name, a model, its gp.json, and the arguments in Python; beside it lies what rom-predict says.
says() {
  local name=$1 model=$2 processes=$3 asked=$4
  shift 4
  rom-predict "$model" "$@" -q -o "said-$name.npy" 2>"said-$name.txt"
  printf '%s\t%s\t%s\t%s\n' "$name" "$model" "$processes" "$asked" >>cases.txt
}
of() { # of NAME MODEL GP ARGUMENTS OPTION...: at two parameters, from two initial states
  says "$1" "$2" "$3" "mu, initial=u0$4" mu_new.npy --gp "$3" --initial u0.npy "${@:5}"
}
of model model model.json ""
of wide wide wide.json ""
of mesh mesh mesh.json ""
of decoders decoders model.json ""
of first decoders model.json ", stages=1" --stages 1
of interpolated interpolated model.json ""
of replaced replaced model.json ""
of fit model model.json ", fit_initial=True" --fit-initial
of fitted fitted model.json ", fit_initial=True" --fit-initial
of uncorrected model model.json ", uncorrected=True" --uncorrected
of times model model.json ", times=load('times.npy')" --times times.npy
of late interpolated model.json ", times=load('late.npy')" --times late.npy
of sure decoders model.json ", deviation=True, samples=5, seed=3" --samples 5 --seed 3 --std std-sure.npy
says gaps gaps gaps.json "mu, initial=load('u0-gaps.npy')" mu_new.npy --gp gaps.json --initial u0-gaps.npy
says delays delays delays.json "mu, initial=load('u0-delays.npy')" mu_new.npy --gp delays.json --initial u0-delays.npy
says baseline baseline "" "mu" mu_new.npy
says corrected baseline "" "mu, initial=u0, deviation=True" mu_new.npy --initial u0.npy --std std-corrected.npy
says ensemble ensemble "" "mu, initial=u0, deviation=True" mu_new.npy --initial u0.npy --std std-ensemble.npy
says network network "" "mu, points=load('x.npy')" mu_new.npy --points x.npy
says driven driven "" "points=load('places.npy'), signals=load('signals.npy')" --points places.npy --signals signals.npy
says networks networks "" "mu, points=load('x.npy'), times=load('times.npy'), deviation=True" mu_new.npy --points x.npy \
  --times times.npy --std std-networks.npy

export ROMTOOLS=$library PYTHONPATH="$ROM_SOURCE/examples/embed"
"$PYTHON" - <<'PY'
import ctypes
import os
import threading
import warnings

import numpy as np
import romtools

load = np.load
mu, u0 = load("mu_new.npy"), load("u0.npy")

def same(name, values, file):
    expected = load(file)
    assert values.shape == expected.shape, (name, values.shape, expected.shape)
    assert values.astype(expected.dtype).tobytes() == expected.tobytes(), (name, abs(values - expected).max())
    assert np.array_equal(values, values.astype(expected.dtype), equal_nan=True), name

before = len(os.listdir("/proc/self/task"))  # NumPy has some
cases = [line.rstrip("\n").split("\t") for line in open("cases.txt")]
assert len(cases) == 21
models = {}
for name, folder, processes, asked in cases:
    model = models.setdefault(folder, romtools.Model(folder, processes))
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        values = eval(f"model.predict({asked})")
    if "deviation" in asked:
        values, deviation = values
        same(name, deviation, f"std-{name}.npy")
    same(name, values, f"said-{name}.npy")
    # The same warnings, but for the names of files.
    said = [line.split("warning: ")[1] for line in open(f"said-{name}.txt")]
    said = [line.strip().replace("mu_new.npy", "parameters").replace("u0.npy", "initial") for line in said]
    assert [str(w.message) for w in heard] == said, (name, [str(w.message) for w in heard], said)

assert len(os.listdir("/proc/self/task")) == before, "the library has started threads"

# What a model tells of itself.
model = models["decoders"]
assert (model.parameters, model.signals, model.dimensions, model.initial_shape) == (1, 0, 0, (40,))
assert np.allclose(model.times, 0.1 * np.arange(61)) and models["delays"].initial_shape == (2, 40)
assert (models["driven"].parameters, models["driven"].signals, models["driven"].dimensions) == (0, 1, 2)

# Many threads, one model.
wrong = []
def ask():
    for _ in range(5):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                values, deviation = model.predict(mu, initial=u0, deviation=True, samples=5, seed=3)
                same("threads", values, "said-sure.npy")
                same("threads", deviation, "std-sure.npy")
            except BaseException as error:
                wrong.append(error)
threads = [threading.Thread(target=ask) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not wrong, wrong

# Errors are sentences.
def refused(pattern, function, *arguments, **named):
    try:
        function(*arguments, **named)
    except romtools.Error as error:
        assert pattern in str(error), error
    else:
        raise AssertionError(pattern)
refused("missing", romtools.Model, "missing")
refused("give its gp.json", romtools.Model, "model")
refused("no model of rom-encode", romtools.Model, "baseline", "model.json")
refused("initial: none are given; give ", model.predict, mu)
refused(f"parameters: give an array of shape [cases, {model.parameters}], not [{mu.size}]", model.predict, mu.ravel(), initial=u0)
refused("parameters", model.predict, initial=u0)
refused("initial: holds NaN", model.predict, mu, initial=np.where(u0 > 2, np.nan, u0))
refused("NaN", model.predict, mu * np.nan, initial=u0)
refused("points: give an array of shape [points, 0], not [", model.predict, mu, initial=u0, points=load("x.npy"))
refused("--stages is 3 but decoders has 2 stages", model.predict, mu, initial=u0, stages=3)
refused("samples is 1; it must be from 2 to", model.predict, mu, initial=u0, samples=1)
refused("rise", model.predict, mu, initial=u0, times=np.array([1.0, 0.5]))
refused("points: there are 0 numbers but points of network have 1 dimensions; give whole points", models["network"].predict, mu)
refused("initial: give an array of shape [cases", models["network"].predict, mu, points=load("x.npy"), initial=u0)
refused("signals: there are 0 numbers but driven takes 1 signals at each time of 1 cases; give whole times",
        models["driven"].predict, points=load("places.npy"))
refused("network is one network, which does not know how sure it is; make an ensemble", models["network"].predict, mu, points=load("x.npy"), deviation=True)
refused("untimed was made without --dt and knows no times; make it again, or give none",
        romtools.Model("untimed").predict, mu, times=np.array([0.0, 1.0]))
refused("the prediction would hold NaN or infinities: it diverges", models["baseline"].predict, mu, initial=1e300 * u0)
refused("axes: its snapshots have more axes than shapes have room for", romtools.Model, "axes", "model.json")
refused("so many cases or stages cannot be: 9223372036854775808", model.predict, mu, initial=u0, stages=1 << 63)
asked, handle = romtools._Query(cases=1 << 62), model._model
assert romtools._library.romtools_shape(handle, ctypes.byref(asked), (ctypes.c_size_t * 32)(), ctypes.byref(ctypes.c_size_t())) == 1
assert romtools._library.romtools_message() == b"so many cases or stages cannot be: 4611686018427387904"
assert romtools._library.romtools_load(None, None, ctypes.byref(ctypes.c_void_p())) == 1
assert romtools._library.romtools_message() == b"folder is NULL"
for nothing in ((None, ctypes.byref(asked)), (handle, None)):
    assert romtools._library.romtools_predict(*nothing, None, None) == 1
    assert romtools._library.romtools_message().endswith(b" is NULL")
refused("was not made from", romtools.Model("mesh", "model.json").predict, mu, initial=u0)

np.load("u0.npy")[1].astype(float).tofile("initial")
PY

# The programs, built with CMake and with pkg-config alone, on the second case.
"$PYTHON" -c 'import numpy as np; np.save("expected.npy", np.load("said-decoders.npy")[1])'
assert_says() { # COMMAND...: writes the file prediction
  "$@" decoders model.json 1.5 <initial >prediction 2>warnings.txt
  assert_prediction "$1"
}
assert_prediction() {
  grep -q "outside the training range" warnings.txt || fail "$1 has lost the warning"
  "$PYTHON" -c '
import numpy as np
expected = np.load("expected.npy")
assert np.fromfile("prediction").astype(expected.dtype).tobytes() == expected.tobytes()' || fail "$1 says something else"
}
cmake -S "$ROM_SOURCE/examples/embed" -B embed -DCMAKE_PREFIX_PATH="$PWD/rom" >cmake.txt 2>&1 || { cat cmake.txt >&2; fail "CMake"; }
cmake --build embed >cmake.txt 2>&1 || { cat cmake.txt >&2; fail "the examples do not compile"; }
assert_says embed/predict-cpp
assert_says embed/predict-c
assert_says "$PYTHON" "$ROM_SOURCE/examples/embed/predict.py"
if [ -e embed/predict-fortran ]; then
  embed/predict-fortran decoders model.json 1.5 2>warnings.txt
  assert_prediction embed/predict-fortran
fi
PKG_CONFIG_PATH=$(dirname "$(find "$PWD/rom" -name romtools.pc)")
export PKG_CONFIG_PATH LD_LIBRARY_PATH="${library%/*}"
# shellcheck disable=SC2046 # flags are words
cc -std=c99 -pedantic -Wall -Wextra -Werror -o by-c "$ROM_SOURCE/examples/embed/predict.c" $(pkg-config --cflags --libs romtools)
# shellcheck disable=SC2046
c++ -std=c++20 -pedantic -Wall -Wextra -Werror -o by-cpp "$ROM_SOURCE/examples/embed/predict.cpp" $(pkg-config --cflags --libs romtools)
assert_says ./by-c
assert_says ./by-cpp

# C++ alone can ask for no cases.
cat >none.cpp <<'CPP'
#include <cstdio>
#include <romtools/predict.h>
int main() {
    try {
        romtools::Model("decoders", "model.json").shape({.cases = 0});
    } catch (const romtools::Error& error) {
        std::puts(error.what());
    }
}
CPP
# shellcheck disable=SC2046
c++ -std=c++20 -o none none.cpp $(pkg-config --cflags --libs romtools)
[ "$(./none)" = "there are no cases; ask for one at least" ] || fail "no cases: $(./none)"

# What goes wrong in a program is a line and a status.
status=0
./by-c missing model.json 1.5 <initial >prediction 2>stderr.txt || status=$?
[ $status = 1 ] || fail "predict.c: status $status, $(cat stderr.txt)"
grep -q "^missing" stderr.txt || fail "predict.c says $(cat stderr.txt)"

# Recipes and the library are of one version.
version=$(sed -n 's/^project(rom VERSION \([0-9.]*\).*/\1/p' "$ROM_SOURCE/CMakeLists.txt")
[ "$(pkg-config --modversion romtools)" = "$version" ] || fail "pkg-config knows another version"
grep -q "version(\"$version\"" "$ROM_SOURCE/lib/packaging/spack/package.py" || fail "Spack's recipe is of another version"
grep -q "version: \"$version\"" "$ROM_SOURCE/lib/packaging/conda/recipe.yaml" || fail "conda's recipe is of another version"
