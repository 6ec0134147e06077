import ctypes as c, sys, numpy as np
icp = c.CDLL(sys.argv[1] if len(sys.argv) > 1 else "libicpcluster.so.0")
class View(c.Structure): _fields_ = [("data", c.c_void_p)] + [(f, c.c_size_t) for f in ("rows", "cols", "row_stride", "col_stride")]
class KMeans(c.Structure):
    _fields_ = [(f, c.c_size_t) for f in ("k", "rows", "cols")] + [("centers", c.POINTER(c.c_double)), ("labels", c.POINTER(c.c_int32)), ("rest", c.c_char * 256)]
def view(x): return View(x.ctypes.data, *x.shape, *(s // x.itemsize for s in x.strides))
def kmeans(x, start):
    out, error = KMeans(), c.create_string_buffer(8192)
    if icp.icp_kmeans_fit(view(x), None, view(start), None, c.byref(out), error): raise ValueError(error.raw.replace(b"\0", b""))
    return np.ctypeslib.as_array(out.labels, (len(x),)).copy()
x = np.random.default_rng(1).normal(size=(3000, 4)) + np.repeat([[0], [5], [10]], 1000, axis=0)
assert (kmeans(x, x[::1000]) == np.repeat([0, 1, 2], 1000)).mean() > .99 and (kmeans(np.asfortranarray(x), x[::1000]) == kmeans(x, x[::1000])).all()
