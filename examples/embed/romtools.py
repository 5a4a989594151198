"""romtools/predict_c.h for Python. Arrays are NumPy's; those of double precision in C order are not copied.

    model = romtools.Model("model-2", "gp.json")
    prediction = model.predict(mu, initial=u0)
"""
import ctypes
import os
import warnings

import numpy as np

_library = ctypes.CDLL(os.environ.get("ROMTOOLS", "libromtools.so.0"))
_doubles = ctypes.POINTER(ctypes.c_double)


class _Query(ctypes.Structure):
    _fields_ = [("cases", ctypes.c_size_t), ("parameters", _doubles), ("initial", _doubles),
                ("times", _doubles), ("time_count", ctypes.c_size_t),
                ("points", _doubles), ("point_count", ctypes.c_size_t),
                ("signals", _doubles), ("signal_times", ctypes.c_size_t),
                ("fit_initial", ctypes.c_int), ("uncorrected", ctypes.c_int),
                ("stages", ctypes.c_size_t), ("samples", ctypes.c_size_t), ("seed", ctypes.c_uint64)]


_library.romtools_message.restype = _library.romtools_version.restype = ctypes.c_char_p
_library.romtools_free.argtypes = [ctypes.c_void_p]
_library.romtools_free.restype = None
for _name in "parameters", "signals", "dimensions", "initial_shape", "times":
    _function = getattr(_library, "romtools_" + _name)
    _function.restype = ctypes.c_size_t
    _function.argtypes = [ctypes.c_void_p] + ([ctypes.c_void_p] if _name in ("initial_shape", "times") else [])


def version():
    return _library.romtools_version().decode()


class Error(Exception):
    pass


def _check(status):
    message = _library.romtools_message().decode(errors="replace")
    if status != 0:
        raise Error(message)
    for line in message.splitlines():
        warnings.warn(line, stacklevel=3)


class Model:
    def __init__(self, folder, processes=""):
        self._model = ctypes.c_void_p()
        _check(_library.romtools_load(os.fsencode(folder), os.fsencode(processes), ctypes.byref(self._model)))
        self.parameters = _library.romtools_parameters(self._model)
        self.signals = _library.romtools_signals(self._model)
        self.dimensions = _library.romtools_dimensions(self._model)
        shape = (ctypes.c_size_t * 32)()
        self.initial_shape = tuple(shape[:_library.romtools_initial_shape(self._model, shape)])
        self.times = np.empty(_library.romtools_times(self._model, None))
        _library.romtools_times(self._model, self.times.ctypes.data)

    def __del__(self):
        _library.romtools_free(self._model)

    def predict(self, parameters=None, *, initial=None, times=None, points=None, signals=None, cases=None,
                deviation=False, **options):
        """[cases, times, ...space], or of networks [cases, times, points(, fields)]; with `deviation` a pair, the
        prediction and its standard deviation. options: fit_initial, uncorrected, stages, samples, seed."""
        arrays = {}  # kept while the library reads them
        query = _Query(**options)
        for name, array, each in (("parameters", parameters, (self.parameters,)),
                                  ("initial", initial, self.initial_shape),
                                  ("signals", signals, (self.signals,))):
            if array is None:
                continue
            array = np.ascontiguousarray(array, dtype=float)
            lead = array.shape[:array.ndim - len(each)]
            if array.shape[len(lead):] != each or len(lead) != (2 if name == "signals" else 1):
                wanted = ", ".join(["cases", "times"][:2 if name == "signals" else 1] + [str(n) for n in each])
                raise Error(f"{name}: give an array of shape [{wanted}], not {list(array.shape)}")
            if cases not in (None, lead[0]):
                raise Error(f"{name} are of {lead[0]} cases but there are {cases}")
            arrays[name], cases = array, lead[0]
        for name, array in ("times", times), ("points", points):
            if array is not None:
                arrays[name] = np.ascontiguousarray(array, dtype=float)
        if points is not None and arrays["points"].shape[1:] != (self.dimensions,):
            raise Error(f"points: give an array of shape [points, {self.dimensions}], not {list(arrays['points'].shape)}")
        for name, array in arrays.items():
            setattr(query, name, array.ctypes.data_as(_doubles))
        query.cases = 1 if cases is None else cases
        query.time_count = 0 if times is None else arrays["times"].size
        query.point_count = 0 if points is None else len(arrays["points"])
        query.signal_times = 0 if signals is None else arrays["signals"].shape[1]

        shape, axes = (ctypes.c_size_t * 32)(), ctypes.c_size_t()
        _check(_library.romtools_shape(self._model, ctypes.byref(query), shape, ctypes.byref(axes)))
        values = np.empty(shape[:axes.value])
        spread = np.empty_like(values) if deviation else None
        _check(_library.romtools_predict(self._model, ctypes.byref(query), values.ctypes.data_as(_doubles),
                                         spread.ctypes.data_as(_doubles) if deviation else None))
        return (values, spread) if deviation else values
