"""ours.py - the shared library through ctypes, for comparisons. Owns: the layout of the C structs used there (include/icpcluster/*.h)."""
import ctypes as c
import os

import numpy as np

BUILD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build", "release")
LIBRARY = os.environ.get("ICP_LIBRARY", os.path.join(BUILD, "libicpcluster.so"))


class View(c.Structure):
    _fields_ = [("data", c.c_void_p), ("rows", c.c_size_t), ("cols", c.c_size_t), ("row_stride", c.c_size_t), ("col_stride", c.c_size_t)]


class KmeansSettings(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("k", c.c_size_t), ("restarts", c.c_size_t), ("max_iterations", c.c_size_t), ("exchange", c.c_int),
                ("threads", c.c_int), ("seed", c.c_uint64), ("kernel", c.c_int), ("hooks", c.c_void_p)]


class Kmeans(c.Structure):
    _fields_ = [("k", c.c_size_t), ("rows", c.c_size_t), ("cols", c.c_size_t), ("centers", c.c_void_p), ("labels", c.POINTER(c.c_int32)),
                ("weights", c.c_void_p), ("sizes", c.c_void_p), ("inertia", c.c_double), ("iterations", c.c_size_t), ("stop", c.c_int),
                ("restarts", c.c_size_t), ("best_hits", c.c_size_t), ("owner", c.c_void_p)]


class LogitSettings(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("ridge", c.c_double), ("intercept", c.c_int), ("max_iterations", c.c_size_t), ("threads", c.c_int),
                ("kernel", c.c_int), ("hooks", c.c_void_p)]


class Logit(c.Structure):
    _fields_ = [("terms", c.c_size_t), ("coefficients", c.POINTER(c.c_double)), ("standard_errors", c.POINTER(c.c_double)),
                ("covariance", c.POINTER(c.c_double)), ("aliased", c.c_void_p), ("rank", c.c_size_t), ("rows", c.c_size_t), ("events", c.c_double),
                ("weight", c.c_double), ("log_likelihood", c.c_double), ("deviance", c.c_double), ("null_deviance", c.c_double),
                ("max_gradient", c.c_double), ("iterations", c.c_size_t), ("stop", c.c_int), ("separated", c.c_int), ("intercept", c.c_int),
                ("owner", c.c_void_p)]


def view(x):
    return View(None, 0, 0, 0, 0) if x is None else View(x.ctypes.data, x.shape[0], x.shape[1], x.strides[0] // 8, x.strides[1] // 8)


def need(function, status):
    if status != 0:
        raise SystemExit(f"{function}: status {status}")


class Library:
    def __init__(self, path=LIBRARY):
        self.c = c.CDLL(path)
        self.c.icp_kmeans_settings_default.restype = KmeansSettings
        self.c.icp_kmeans_fit.argtypes = [View, c.c_void_p, View, c.POINTER(KmeansSettings), c.POINTER(Kmeans), c.c_void_p]
        self.c.icp_kmeans_free.argtypes = [c.POINTER(Kmeans)]
        self.c.icp_stability.argtypes = [View, c.c_void_p, c.c_size_t, c.c_size_t, c.c_uint64, c.c_int, c.c_void_p, c.c_void_p]
        self.c.icp_silhouette.argtypes = [View, c.c_void_p, c.c_size_t, c.c_int, c.POINTER(c.c_double), c.c_void_p, c.c_void_p]
        self.c.icp_logit_settings_default.restype = LogitSettings
        self.c.icp_logit_fit.argtypes = [View, c.c_void_p, c.c_void_p, c.c_void_p, c.POINTER(LogitSettings), c.POINTER(Logit), c.c_void_p]
        self.c.icp_logit_free.argtypes = [c.POINTER(Logit)]

    def kmeans(self, x, start=None, **settings):
        """A fit that frees nothing: to be given to kmeans_free; labels are read with `labels`. Settings by the names of icp_kmeans_settings."""
        chosen, fit = self.c.icp_kmeans_settings_default(), Kmeans()
        for name, value in settings.items():
            setattr(chosen, name, value)
        need("icp_kmeans_fit", self.c.icp_kmeans_fit(view(x), None, view(start), c.byref(chosen), c.byref(fit), None))
        return fit

    def kmeans_free(self, fit):
        self.c.icp_kmeans_free(c.byref(fit))

    def stability(self, x, labels, k, replicates, seed=1):
        """Mean bootstrap Jaccard index of each group."""
        jaccard = np.empty(k)
        need("icp_stability", self.c.icp_stability(view(x), labels.ctypes.data, k, replicates, seed, 0, jaccard.ctypes.data, None))
        return jaccard

    def silhouette(self, x, labels, k):
        """The mean, exact."""
        mean = c.c_double()
        need("icp_silhouette", self.c.icp_silhouette(view(x), labels.ctypes.data, k, 0, c.byref(mean), None, None))
        return mean.value

    def logit(self, x, y, threads=0, kernel=0):
        """(coefficients, the constant first; standard errors) of maximum likelihood."""
        settings, model = self.c.icp_logit_settings_default(), Logit()
        settings.threads, settings.kernel = threads, kernel
        status = self.c.icp_logit_fit(view(x), y.ctypes.data, None, None, c.byref(settings), c.byref(model), None)
        if status != 0 or model.stop != 0:
            raise RuntimeError(f"icp_logit_fit: status {status}, stop {model.stop}")
        result = np.array(model.coefficients[:model.terms]), np.array(model.standard_errors[:model.terms])
        self.c.icp_logit_free(c.byref(model))
        return result


def labels(fit):
    """A copy, as int32."""
    return np.ctypeslib.as_array(fit.labels, (fit.rows,)).copy()
