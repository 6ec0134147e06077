"""ours.py - the shared library through ctypes, for comparisons. Owns: the layout of the C structs used there (include/icpcluster/*.h)."""
import ctypes as c

import numpy as np


class View(c.Structure):
    _fields_ = [("data", c.c_void_p), ("rows", c.c_size_t), ("cols", c.c_size_t), ("row_stride", c.c_size_t), ("col_stride", c.c_size_t)]


class LogitSettings(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("ridge", c.c_double), ("intercept", c.c_int), ("max_iterations", c.c_size_t), ("threads", c.c_int),
                ("kernel", c.c_int), ("hooks", c.c_void_p)]


class Logit(c.Structure):
    _fields_ = [("terms", c.c_size_t), ("coefficients", c.POINTER(c.c_double)), ("standard_errors", c.POINTER(c.c_double)),
                ("covariance", c.POINTER(c.c_double)), ("aliased", c.c_void_p), ("rank", c.c_size_t), ("rows", c.c_size_t), ("events", c.c_double),
                ("weight", c.c_double), ("log_likelihood", c.c_double), ("deviance", c.c_double), ("null_deviance", c.c_double),
                ("max_gradient", c.c_double), ("iterations", c.c_size_t), ("stop", c.c_int), ("separated", c.c_int), ("intercept", c.c_int),
                ("owner", c.c_void_p)]


class Library:
    def __init__(self, path):
        self.c = c.CDLL(path)
        self.c.icp_logit_settings_default.restype = LogitSettings
        self.c.icp_logit_fit.argtypes = [View, c.c_void_p, c.c_void_p, c.c_void_p, c.POINTER(LogitSettings), c.POINTER(Logit), c.c_void_p]
        self.c.icp_logit_free.argtypes = [c.POINTER(Logit)]

    def logit(self, x, y, threads=0, kernel=0):
        """(coefficients, the constant first; standard errors) of maximum likelihood."""
        settings, model = self.c.icp_logit_settings_default(), Logit()
        settings.threads, settings.kernel = threads, kernel
        view = View(x.ctypes.data, x.shape[0], x.shape[1], x.strides[0] // 8, x.strides[1] // 8)
        status = self.c.icp_logit_fit(view, y.ctypes.data, None, None, c.byref(settings), c.byref(model), None)
        if status != 0 or model.stop != 0:
            raise RuntimeError(f"icp_logit_fit: status {status}, stop {model.stop}")
        result = np.array(model.coefficients[:model.terms]), np.array(model.standard_errors[:model.terms])
        self.c.icp_logit_free(c.byref(model))
        return result
