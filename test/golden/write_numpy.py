"""
Writes numpy.json: what NumPy gives for every function of `np` in lib/, for numpy.test.ts to compare with.

    python -m venv /tmp/numpy && /tmp/numpy/bin/pip install numpy==2.4.6
    /tmp/numpy/bin/python test/golden/write_numpy.py

{"arrays": {name: [dtype, shape, values]}, "cases": [[operation, arguments, result]]}

An array's values are repeated, in row-major order, until they fill its shape (np.resize). A string among the arguments is
the name of an array, else a number JSON has not ("nan", "inf", "-inf"), else itself, such as a dtype. A result is
[dtype, shape, values], a number or a boolean, the text of what was printed, or {"raises": the type of the error}.
Operations have the names they have in lib/. Written numbers read back as the same bits, in their array's dtype.
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")
rng = np.random.RandomState(2024)

arrays = {}
cases = []
INF, NAN = math.inf, math.nan


def plain(x):
    """A number as JSON can hold it. A float32 needs fewer digits to be told from its neighbours."""
    if isinstance(x, (bool, np.bool_)):
        return bool(x)
    if isinstance(x, (int, np.integer)):
        return int(x)
    number = float(str(x)) if isinstance(x, np.float32) else float(x)
    return number if math.isfinite(number) else str(number)


def values(array):
    flat = [plain(x) for x in array.ravel()]
    flat = [int(x) if isinstance(x, bool) else x for x in flat]
    # 2.0 and 2 are the same number, but -0.0 needs its point.
    return [int(x) if isinstance(x, float) and x.is_integer() and abs(x) < 1e15 and str(x) != "-0.0" else x for x in flat]


def keep(name, data, dtype="float64", shape=None):
    period = np.array(data, dtype)
    arrays[name] = (period, np.resize(period, shape) if shape else period)
    return name


def argument(x):
    if isinstance(x, str):
        return arrays[x][1].copy() if x in arrays else None if x == "undefined" else x
    return tuple(argument(each) for each in x) if isinstance(x, list) else x


def result(x):
    if isinstance(x, np.ndarray):
        return [str(x.dtype), list(x.shape), values(x)]
    return x if isinstance(x, (str, dict)) else plain(x)


def whole_numbers(arguments):
    """Beside arrays, 2.0 is Python's 2: JavaScript does not tell them apart."""
    beside = any(isinstance(x, (str, list)) for x in arguments)
    return [int(x) if beside and isinstance(x, float) and x.is_integer() else x for x in arguments]


def case(operation, *arguments):
    """The result is an array wherever an array takes part, as in lib/, where () is a shape too."""
    try:
        out = OPERATIONS[operation](*[argument(x) for x in whole_numbers(arguments)])
        whole = operation in REDUCTIONS and len(arguments) == 1 or operation in ("item", "allclose", "arrayEqual")
        whole = whole or operation == "average" and arguments[1] == "undefined"
        drawn = operation.startswith("random.") and not isinstance(out, np.ndarray)
        numbers = all(isinstance(x, (int, float, bool)) for x in arguments)
        if numbers and operation == "where":
            out = float(out)
        if not (whole or drawn or numbers or isinstance(out, str)) or operation in CREATION:
            out = np.asarray(out)
    except (ValueError, TypeError, IndexError, ArithmeticError) as error:
        out = {"raises": type(error).__name__}
    cases.append([operation, [plain(x) if isinstance(x, float) else x for x in arguments], result(out)])


def reduction(f):
    return lambda x, axis=None, options={}: f(x, axis=axis, **options)


def in_place(f):
    def apply(x, *others):
        f(x, *others)
        return x

    return apply


def drawn(name):
    def apply(seed, *arguments):
        np.random.seed(seed)
        drawn = getattr(np.random, name)(*arguments)
        return arguments[0] if name == "shuffle" else drawn

    return apply


def index(parts):
    """x.at(...) as x[...]: a range is written as in NumPy, and np.arange, which here is float64, may index."""

    def part(x):
        if isinstance(x, str):
            return slice(*[int(bound) if bound else None for bound in x.split(":")])
        array = np.array(x)
        if array.ndim == 0:
            return x
        return array if array.dtype == bool else array.astype(int)

    return tuple(part(x) for x in parts)


def assign(x, *parts):
    *parts, value = parts
    x[index(parts)] = value
    return x


def subtract_product(x, factor, other):
    x -= factor * other


ARITHMETIC = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "power": np.power,
}
COMPARISONS = {
    "greater": np.greater,
    "greaterEqual": np.greater_equal,
    "less": np.less,
    "lessEqual": np.less_equal,
    "equal": np.equal,
    "notEqual": np.not_equal,
    "logicalAnd": np.logical_and,
    "logicalOr": np.logical_or,
}
UNARY = {
    "exp": np.exp,
    "log": np.log,
    "abs": np.abs,
    "negative": np.negative,
    "square": np.square,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "sin": np.sin,
    "cos": np.cos,
    "isnan": np.isnan,
    "isfinite": np.isfinite,
    "logicalNot": np.logical_not,
}
REDUCTIONS = {
    name: reduction(getattr(np, name)) for name in ["sum", "mean", "max", "min", "argmax", "argmin", "var", "std", "any", "all"]
}
CREATION = {
    "array": np.array,
    "zeros": np.zeros,
    "ones": np.ones,
    "full": lambda shape, value, dtype=float: np.full(shape, value, dtype),
    "eye": lambda n, dtype=float: np.eye(n, dtype=dtype),
    "zerosLike": np.zeros_like,
    "onesLike": np.ones_like,
    # NumPy counts in whole numbers if all of its arguments are.
    "arange": lambda *xs: np.arange(*xs, dtype=float),
    "linspace": np.linspace,
}
IN_PLACE = {
    "addInPlace": in_place(np.ndarray.__iadd__),
    "subtractInPlace": in_place(np.ndarray.__isub__),
    "multiplyInPlace": in_place(np.ndarray.__imul__),
    "divideInPlace": in_place(np.ndarray.__itruediv__),
    "subtractProductInPlace": in_place(subtract_product),
}
RANDOM = {
    f"random.{name}": drawn(name)
    for name in ["rand", "randn", "normal", "uniform", "randint", "choice", "permutation", "shuffle"]
}
OPERATIONS = {
    **ARITHMETIC,
    **COMPARISONS,
    **UNARY,
    **REDUCTIONS,
    **CREATION,
    **IN_PLACE,
    **RANDOM,
    "where": np.where,
    "dot": np.dot,
    "reshape": np.reshape,
    "transpose": np.transpose,
    "at": lambda x, *parts: x[index(parts)],
    "set": assign,
    "item": lambda x, *parts: x[parts].item(),
    "clip": np.clip,
    "average": lambda x, axis=None, weights=None: np.average(x, axis, weights),
    "concatenate": np.concatenate,
    "stack": np.stack,
    "expandDims": np.expand_dims,
    "squeeze": np.squeeze,
    "flatten": lambda x: x.flatten(),
    "sort": np.sort,
    "argsort": lambda x, axis=-1: np.argsort(x, axis, stable=True),
    "cumsum": np.cumsum,
    "allclose": np.allclose,
    "arrayEqual": np.array_equal,
    "astype": lambda x, dtype: x.astype(dtype),
    "print": str,
}
BINARY = {**ARITHMETIC, **COMPARISONS}
DTYPES = ["float64", "float32", "int32", "bool"]


def random(name, shape, dtype="float64"):
    x = np.round(rng.randn(*shape), 6) if dtype.startswith("float") else rng.randint(-4, 5, size=shape)
    return keep(name, x > 0 if dtype == "bool" else x, dtype)


# --- Arrays ---

keep("0x1", np.zeros((0, 1)))
keep("0x0", np.zeros((0, 0)))
SHAPES = [(), (1,), (3,), (4,), (2, 3), (3, 1), (1, 3), (1, 1), (2, 1, 4), (3, 4), (2, 3, 4), (3, 1, 1), (0,), (0, 3), (2, 0), (1, 0)]


def named(shape):
    return "x".join(map(str, shape)) or "single"


for shape in SHAPES:
    random(named(shape), shape)
for dtype in DTYPES:
    for shape in [(2, 3), (3,), (2, 1), (3, 2), (3, 4), (), (0, 3)]:
        random(f"{dtype} {named(shape)}", shape, dtype)
    random(f"{dtype} other 2x3", (2, 3), dtype)

SPECIAL = [NAN, INF, -INF, 0.0, -0.0, 1.0, -1.5, 0.1, 1.7976931348623157e308, -1e300, 5e-324, 2.2250738585072014e-308]
SINGLE = [NAN, INF, -INF, 0.0, -0.0, 1.0, -1.5, 0.1, 3.4028235e38, -1e30, 1e-45, 1.1754944e-38]
keep("special row", SPECIAL)
keep("special column", [[x] for x in SPECIAL])
keep("float32 special row", SINGLE, "float32")
keep("float32 special column", [[x] for x in SINGLE], "float32")
# Which of 0 and -0 is the larger, NumPy leaves to the processor.
keep("signed row", [x for x in SPECIAL if str(x) != "-0.0"])
keep("signed column", [[x] for x in SPECIAL if str(x) != "-0.0"])
keep("float32 signed row", [x for x in SINGLE if str(x) != "-0.0"], "float32")
keep("float32 signed column", [[x] for x in SINGLE if str(x) != "-0.0"], "float32")
keep("int32 extremes", [-(2**31), 2**31 - 1, 0, 1, -1], "int32")

# --- Elementwise ---

PAIRS = [
    ("3", "other 3"),
    ("2x3", "other 2x3"),
    ("2x3", "3"),
    ("3", "2x3"),
    ("2x3", "1"),
    ("3x1", "1x3"),
    ("3x1", "3"),
    ("2x1x4", "3x4"),
    ("2x3x4", "3x1"),
    ("3x1x1", "3x4"),
    ("3x1x1", "2x1x4"),
    ("2x3x4", "2x1x4"),
    ("single", "2x3"),
    ("2x3", "single"),
    ("single", "other single"),
    ("0", "1"),
    ("0x3", "3"),
    ("0x3", "1x3"),
    ("2x0", "1"),
    ("1x0", "3x1"),
    ("0", "single"),
    ("2x3", "4"),
    ("2x3", "2x1x4"),
    ("0x3", "2x3"),
]
for shape in [(3,), (2, 3), ()]:
    random(f"other {named(shape)}", shape)
# Some entries are equal.
arrays["other 2x3"][1].flat[:3] = arrays["2x3"][1].flat[:3]

for operation in BINARY:
    for a, b in PAIRS:
        case(operation, a, b)
    for a in DTYPES:
        for b in DTYPES:
            case(operation, f"{a} 2x3", f"{b} other 2x3")
            case(operation, f"{a} 2x1", f"{b} 3")
        for number in [0.1, -2.0, NAN, INF]:
            case(operation, f"{a} 2x3", number)
            case(operation, number, f"{a} 3")
    case(operation, "float32 single", "2x3")
    case(operation, "float32 2x3", "single")
    case(operation, "float32 single", 0.1)
    kind = "signed" if operation in ("maximum", "minimum") else "special"
    case(operation, f"{kind} row", f"{kind} column")
    case(operation, f"float32 {kind} row", f"float32 {kind} column")
    case(operation, "special row" if kind == "special" else "signed row", f"float32 {kind} column")
    for a in [2.5, -1.0, 0.0, NAN, INF]:
        for b in [-1.0, 2.5, NAN]:
            case(operation, a, b)

keep("near", [0.1, 0.2, 0.7, 1 / 3, 16777216, 1e-3], "float32")
for operation in BINARY:
    if operation.startswith("logical"):
        continue  # Numbers are rounded to float32 here, too, and 1e-60 is 0 then.
    for number in [0.1, 0.7, 1 / 3, 1e-3, 1e-60, 1e60]:
        case(operation, "near", number)
        case(operation, number, "near")

keep("wide", np.concatenate([rng.randn(12) * 100, rng.randn(12) * 1e-3, rng.rand(8) * 700, 1 + rng.randn(8) * 1e-4]))
keep("float32 wide", np.concatenate([rng.randn(12) * 20, rng.randn(12) * 1e-3, rng.rand(8) * 80, 1 + rng.randn(8) * 1e-3]), "float32")
keep("integers", [-2, -1, 0, 1, 2, 10, 709, 710, -745, -746])
for operation in UNARY:
    for shape in SHAPES:
        case(operation, named(shape))
    for dtype in DTYPES:
        case(operation, f"{dtype} 2x3")
        case(operation, f"{dtype} single")
    for name in ["special row", "float32 special row", "wide", "float32 wide", "integers"]:
        case(operation, name)
    for number in SPECIAL:
        case(operation, number)

random("bool 2x1x4", (2, 1, 4), "bool")
for mask, a, b in [
    ("bool 2x3", "2x3", "other 2x3"),
    ("bool 2x3", "3", "2x3"),
    ("bool 3", "2x3", 0.5),
    ("bool 2x1", 0.5, "3"),
    ("bool 2x1x4", "3x4", "3x1x1"),
    ("bool single", "2x3", "3"),
    ("bool 2x3", 1.0, 0.0),
    ("bool 0x3", "3", 1.0),
    ("special row", "special row", 7.0),
    ("int32 2x3", "2x3", 0.0),
    ("bool 3", "2x3", "4"),
    (True, "3", "2x3"),
    (False, "3", "2x3"),
    (True, 1.5, 2.5),
    (False, 1.5, 2.5),
]:
    case("where", mask, a, b)
for a in DTYPES:
    for b in DTYPES:
        case("where", "bool 2x3", f"{a} 2x3", f"{b} 3")
    case("where", "bool 2x3", f"{a} 2x3", 0.1)
    case("where", f"{a} 2x3", f"{a} 3", NAN)

for x, low, high in [
    ("2x3", -0.5, 0.5),
    ("2x3", 0.5, -0.5),
    ("2x3", "other 3", INF),
    ("float32 2x3", -0.1, 0.1),
    ("int32 2x3", -1.0, 1.0),
    ("int32 2x3", 0.5, 2.0),
    ("special row", -1.0, 1.0),
    ("2x3", NAN, 1.0),
    (2.5, 0.0, 1.0),
]:
    case("clip", x, low, high)
keep("bases", [0.5, 1.0, -1.0, -2.0, 0.0, 3.0, INF, NAN, 1e200, 1.1])
for exponent in [2.0, 3.0, 0.5, -1.0, 0.0, INF, NAN]:
    case("power", "bases", exponent)
    case("power", exponent, "bases")
case("power", "wide", 2.0)
case("power", "float32 wide", 2.0)
case("power", "int32 2x3", "int32 other 2x3")
keep("infinities", [[INF, 1, 2], [-INF, 1, 2], [INF, -INF, 0], [-INF, -INF, -INF]])
for a, b in [
    ("2x3", "2x3"),
    ("2x3", "other 2x3"),
    ("2x3", "3"),
    ("special row", "special row"),
    ("infinities", 1.0),
    (1.0, 1.000001),
    (1.0, 1.1),
    (0.0, 1e-9),
    (1e10, 1.00001e10),
    ("near", "near"),
    ("0x3", "3"),
    ("2x3", "4"),
]:
    case("allclose", a, b)
    case("arrayEqual", a, b)
case("arrayEqual", [1, 2], [1, 2])
case("arrayEqual", [1, 2], [1, 2, 3])

# --- Reductions ---

keep("ties", [[3, 9, 9, 1], [7, 7, 0, 7], [-1, -1, -1, -1]])
keep("NaN among them", [[1, NAN, 3, NAN], [NAN, 5, INF, 1], [2, 1, 0, -1]])
keep("one sign of zero", [[-0.0, -0.0, -0.0]])
keep("huge", [[1e308, 1e308, -1e308], [1, 1e16, -1e16]])
for dtype in DTYPES:
    random(f"{dtype} 2x3x4", (2, 3, 4), dtype)
    random(f"{dtype} 20x15", (20, 15), dtype)
names = [named(shape) for shape in SHAPES]
names += [f"{dtype} {shape}" for dtype in DTYPES for shape in ["2x3x4", "20x15", "single", "0x3"]]
names += ["ties", "NaN among them", "infinities", "one sign of zero", "huge", "int32 extremes", "special row", "float32 special row"]
few = ["2x3x4", "single", "0x3", "2x0", "float32 20x15", "int32 2x3x4", "bool 2x3x4", "ties", "NaN among them", "infinities"]
for operation in REDUCTIONS:
    for name in names if operation in ("sum", "mean", "max", "argmax") else few:
        case(operation, name)
        axes = arrays[name][1].ndim
        for axis in range(axes):
            case(operation, name, axis)
            if "20x15" not in name:
                case(operation, name, axis, {"keepdims": True})
                case(operation, name, axis - axes, {"keepdims": bool(axis % 2)})
        if name in ("2x3", "4", "single"):
            case(operation, name, axes)
            case(operation, name, -axes - 1)
    case(operation, "2x3x4", "undefined", {"keepdims": True})
    if not operation.startswith("arg"):
        for axes in [[0, 2], [1, 2], [0, 1], [2, 0], [-1, 0, 1], [], [0, 0], [0, 3]]:
            case(operation, "2x3x4", axes)
        case(operation, "2x3x4", [2, 0], {"keepdims": True})
        case(operation, "int32 2x3x4", [0, 1])
        case(operation, "bool 2x3x4", [1, 2])

# Each addition rounds, so the order of many of them shows in the last digits.
for dtype in ["float64", "float32"]:
    for shape in [(7,), (8,), (9,), (15,), (127,), (128,), (129,), (136,), (137,), (1000,), (100000,)]:
        name = keep(f"long {dtype} {named(shape)}", rng.randn(min(shape[0], 101)), dtype, shape)
        for operation in ["sum", "mean", "std"]:
            case(operation, name)
    for shape in [(150, 7), (7, 150), (4, 11, 17), (3, 1, 200), (200, 1), (1, 300), (2, 20, 1, 25), (9, 3, 30, 2), (4, 3, 2, 3, 20)]:
        name = keep(f"long {dtype} {named(shape)}", rng.randn(101), dtype, shape)
        for operation in ["sum", "mean", "var"]:
            case(operation, name)
            case(operation, name, [0, len(shape) - 1])
        for axis in range(len(shape)):
            if np.prod(shape) <= 250 * shape[axis]:  # Else too much to write down.
                case("sum", name, axis)
        case("sum", name, list(range(0, len(shape), 2)))
        case("sum", name, list(range(1, len(shape))))
keep("tenths", [0.1], "float64", (1000000,))
case("sum", "tenths")
for a, axis, weights in [
    ("3", "undefined", "other 3"),
    ("3", 0, "other 3"),
    ("2x3", 1, "other 3"),
    ("2x3", 0, [1, 3]),
    ("2x3", "undefined", "other 2x3"),
    ("2x3", 0, "other 2x3"),
    ("float32 2x3", 1, "float32 3"),
    ("int32 2x3", 1, [1, 2, 3]),
    ("2x3", "undefined", "3"),
    ("2x3", 0, "3"),
    ("2x3", 1, [1, -1, 0]),
    ("2x3", 1, "undefined"),
]:
    case("average", a, axis, weights)

# --- Order ---

for name in ["4", "2x3", "2x3x4", "ties", "NaN among them", "infinities", "0x3", "int32 2x3x4", "bool 2x3x4", "float32 20x15"]:
    for operation in ["sort", "argsort", "cumsum"]:
        case(operation, name)
        for axis in range(-1, min(2, arrays[name][1].ndim)):
            case(operation, name, axis)
        case(operation, name, 3)
case("sort", "single")
case("cumsum", "single")

# --- Matrix products ---

PRODUCTS = [
    ((3,), (3,)),
    ((1,), (1,)),
    ((3,), (3, 4)),
    ((2, 3), (3,)),
    ((2, 3), (3, 4)),
    ((1, 1), (1, 1)),
    ((3, 1), (1, 3)),
    ((3, 1), (1,)),
    ((1,), (1, 3)),
    ((0, 3), (3, 4)),
    ((2, 0), (0, 3)),
    ((2, 3), (3, 0)),
    ((0,), (0,)),
    ((0,), (0, 3)),
    ((2, 0), (0,)),
    ((2, 3), (2, 3)),
    ((3,), (4,)),
]
random("3x0", (3, 0))
for a, b in PRODUCTS:
    case("dot", named(a), named(b))
for m, k, n in [(7, 17, 9), (5, 33, 11), (1, 70, 3), (12, 2, 12)]:
    for dtype in ["float64", "float32"]:
        a, b = random(f"{dtype} {m}x{k}", (m, k), dtype), random(f"{dtype} {k}x{n}", (k, n), dtype)
        case("dot", a, b)
for a in DTYPES:
    for b in DTYPES:
        case("dot", f"{a} 2x3", f"{b} 3x4")
        case("dot", f"{a} 3", f"{b} 3x2")
        case("dot", f"{a} 2x3", f"{b} 3")
keep("zeros and ones", [[0, 1, 0], [1, 0, 0], [0, 0, 0], [-0.0, 2, 1]])
keep("with NaN", [[1, NAN, 2, -0.0], [3, 4, 5, -0.0], [0, 1, -1, -0.0]])
keep("with infinities", [[INF, 1, 2], [3, -INF, 4], [INF, -INF, -0.0]])
for b in ["with NaN", "with infinities"]:
    case("dot", "zeros and ones", b)
case("dot", "with infinities", "with NaN")
keep("zero", [[0], [0]])
keep("NaN row", [[NAN, INF, 1]])
case("dot", "zero", "NaN row")
case("dot", "special column", "signed row")
keep("not one", [0.0])
keep("not a number", [NAN])
case("dot", "not one", "not a number")
keep("zeros 2", [0.0, 0.0])
keep("not numbers 2", [NAN, INF])
case("dot", "zeros 2", "not numbers 2")

# --- Making arrays, and other shapes of them ---

for dtype in DTYPES:
    for shape in [[2, 3], [3], [0], [2, 0, 3], [], [1, 1]]:
        case("zeros", shape, dtype)
        case("ones", shape, dtype)
    for other in DTYPES:
        case("astype", f"{dtype} 2x3", other)
        case("array", f"{dtype} 3x2", other)
    case("array", f"{dtype} 3")
case("zeros", 3)
case("ones", 4)
case("zeros", [2, -1])
case("array", 2.5)
case("array", NAN)
case("astype", "special row", "bool")
case("astype", "special row", "float32")
case("astype", "float32 special row", "float64")
case("astype", "float32 special row", "bool")
case("astype", "int32 extremes", "float32")
case("astype", "wide", "int32")
for bounds in [
    (5,),
    (0,),
    (-3,),
    (2.5,),
    (2, 5),
    (5, 2),
    (-1, 1, 0.5),
    (3, 0, -1),
    (0, 1, 0.1),
    (1, 2, 0.1),
    (0.1, 1, 0.1),
    (0.1, 3, 0.7),
    (1 / 3, 4, 1 / 7),
    (1e6, 1e6 + 1, 0.3),
    (-0.3, 0.31, 0.1),
    (0, 1, 1 / 3),
    (10, -10, -2.3),
    (0, 3, -1),
    (0, 1, 0),
    (0, INF),
]:
    case("arange", *bounds)
for bounds in [
    (0, 1, 5),
    (0, 1, 11),
    (-5, 5, 3),
    (0, 0.3, 4),
    (2, 9, 1),
    (2, 9, 0),
    (2, 9, 2),
    (1, 1, 3),
    (3, -3, 7),
    (0, 1),
    (0.1, 0.7, 13),
    (1e-300, 1e300, 4),
    (0, 5e-324, 5),
    (-0.0, 1, 3),
    (0, 1, -1),
    (0, INF, 3),
    (NAN, 1, 2),
    (-1e308, 1e308, 3),
]:
    case("linspace", *bounds)
for name, shape in [
    ("2x3", [3, 2]),
    ("2x3", [-1]),
    ("2x3", [6, -1]),
    ("2x3x4", [4, -1]),
    ("2x3x4", [-1, 2, 3]),
    ("single", [1, 1]),
    ("1x1", []),
    ("0x3", [3, 0]),
    ("0x3", [0]),
    ("0x3", [-1]),
    ("0x3", [-1, 3]),
    ("0x3", [-1, 0]),
    ("0x3", [5, -1]),
    ("2x3", [4, -1]),
    ("2x3", [-1, -1]),
    ("2x3", [5]),
    ("2x3", [0, -1]),
    ("2x3", [-2, -3]),
    ("bool 2x3", [3, 2]),
    ("int32 2x3", [6]),
]:
    case("reshape", name, shape)
for name, axes in [
    ("2x3", [1, 0]),
    ("2x3", [0, 1]),
    ("2x3x4", [1, 2, 0]),
    ("2x3x4", [2, 0, 1]),
    ("2x3x4", [0, 2, 1]),
    ("2x3x4", [-1, 0, 1]),
    ("2x1x4", [1, 2, 0]),
    ("0x3", [1, 0]),
    ("single", []),
    ("2x3", [0, 0]),
    ("2x3", [0]),
    ("2x3", [0, 2]),
    ("2x3", [1, -1]),
]:
    case("transpose", name, axes)
for name in ["2x3", "2x3x4", "3", "single", "0x3", "float32 2x3", "bool 2x3", "int32 2x3"]:
    case("transpose", name)
for name, axis in [("3", 0), ("3", 1), ("3", -1), ("2x3", 1), ("2x3", -3), ("2x3", 3), ("single", 0), ("0x3", 0), ("bool 2x3", 2)]:
    case("expandDims", name, axis)
for name, *axis in [("1x3", 0), ("1x3", 1), ("1x3",), ("2x1x4",), ("2x1x4", -2), ("3x1x1", 1), ("1x1",), ("single",), ("1x0",)]:
    case("squeeze", name, *axis)
for name in ["2x3x4", "single", "0x3", "bool 2x3"]:
    case("flatten", name)
for names, *axis in [
    (["2x3", "other 2x3"],),
    (["2x3", "other 2x3"], 1),
    (["2x3", "other 2x3"], -1),
    (["2x3", "0x3"],),
    (["2x3", "1x3", "2x3"], 0),
    (["3", "4"],),
    (["2x3", "3"],),
    (["2x3", "3x4"],),
    (["2x3", "2x3"], 2),
    (["single", "single"],),
    (["float32 2x3", "int32 2x3"],),
    (["float32 2x3", "bool 2x3"],),
    (["int32 2x3", "bool 2x3"], 1),
    (["bool 2x3", "bool other 2x3"], 1),
    (["2x3x4", "2x3x4"], 1),
]:
    case("concatenate", names, *axis)
    case("stack", names, *axis)
for shape, *more in [([2, 3], 7.5), (3, -1.0), ([2], 1.5, "float32"), ([2], 3, "int32"), ([2], 1, "bool"), ([], 4.5), ([0], 1.5), ([-1], 2.0)]:
    case("full", shape, *more)
case("eye", 3)
case("eye", 0)
case("eye", 2, "int32")
case("eye", -1)
for name in ["2x3", "float32 2x3", "int32 2x3", "bool 2x3", "single", "0x3"]:
    case("zerosLike", name)
    case("onesLike", name)
for bounds in [(0, 1e300, 1e308), (0, 2**-52, 1.7976931348623157e308), (0, 5e-324, 3), (0, -5e-324, 3), (1e308, 1.5e308, 1e308), (1, 1, 1e308)]:
    case("arange", *bounds)

# --- Indexing ---

keep("mask 3x4", [[1, 0, 1, 1], [0, 0, 0, 0], [1, 1, 0, 0]], "bool")
keep("mask 3", [1, 0, 1], "bool")
keep("mask 4", [0, 1, 0, 1], "bool")
keep("mask 2x3", [[1, 0, 1], [0, 0, 1]], "bool")
keep("no mask", [0, 0, 0], "bool")
keep("rows", [2, 0, -1], "int32")
keep("columns", [3, 0, 1], "int32")
keep("floats", [0, 1, 2])
keep("table", [[0, 2], [1, -1]], "int32")
keep("column", [[0], [2]], "int32")
keep("one index", 0, "int32")
PLACES = [
    ("3x4", 0),
    ("3x4", -1),
    ("3x4", ":"),
    ("3x4", "1:3"),
    ("3x4", "::2"),
    ("3x4", "::-1"),
    ("3x4", "-1:"),
    ("3x4", ":-1"),
    ("3x4", "2:0:-1"),
    ("3x4", "5:"),
    ("3x4", "-9:9"),
    ("3x4", "9:-9:-2"),
    ("3x4", "2:1"),
    ("3x4", ":", 2),
    ("3x4", ":", -1),
    ("3x4", ":", "1:3"),
    ("3x4", "::2", "::3"),
    ("3x4", "::-1", "::-1"),
    ("3x4", 1, "1:"),
    ("3x4", "1:", 1),
    ("3x4", "rows"),
    ("3x4", [2, 0, -1, 0]),
    ("3x4", []),
    ("3x4", [True, False, True]),
    ("3x4", "mask 3"),
    ("3x4", "mask 3x4"),
    ("3x4", "no mask"),
    ("3x4", ":", "mask 4"),
    ("3x4", "mask 3", 1),
    ("3x4", "mask 3", "1:3"),
    ("3x4", "floats", "columns"),
    ("3x4", "rows", [0, 1, 2]),
    ("3x4", "column", "columns"),
    ("3x4", 1, "columns"),
    ("3x4", ":", "columns"),
    ("3x4", ":", "table"),
    ("3x4", "table"),
    ("3x4", "one index"),
    ("3x4", "one index", "1:"),
    ("3x4", "mask 3", [0, 3]),
    ("3x4", "mask 3", "mask 4"),
    ("4", "1:3"),
    ("4", [3, -4]),
    ("4", "table"),
    ("4", "mask 4"),
    ("2x3x4", 1),
    ("2x3x4", ":", 1),
    ("2x3x4", ":", ":", 1),
    ("2x3x4", 0, ":", 1),
    ("2x3x4", 0, ":", "columns"),
    ("2x3x4", [0, 1], ":", [1, 2]),
    ("2x3x4", "::-1", [0, 2], [1, 2]),
    ("2x3x4", ":", [0, 2], 1),
    ("2x3x4", 1, [0, 2]),
    ("2x3x4", ":", "table", "1:3"),
    ("2x3x4", "mask 2x3"),
    ("2x3x4", "mask 2x3", "::2"),
    ("2x3x4", "mask 2x3", 1),
    ("2x3x4", 1, "mask 3", ":"),
    ("2x3x4", 1, "mask 3", "2:"),
    ("2x3x4", "1:", "1:", "1:"),
    ("2x3x4", 1, 2),
    ("2x3x4", ":", "1:2", "::-2"),
    ("0x3", ":"),
    ("0x3", []),
    ("0x3", ":", 1),
    ("0x3", 0),
    ("2x0", 1),
    ("bool 2x3", ":", 1),
    ("int32 2x3", "::-1"),
    ("float32 2x3", [1, 1]),
    # What is not there.
    ("3x4", 3),
    ("3x4", -4),
    ("3x4", [0, 3]),
    ("3x4", ":", [-5]),
    ("3x4", [], 9),
    ("3x4", "no mask", 4),
    ("3x4", ":", ":", ":"),
    ("3x4", [0, 1], [0, 1, 2]),
    ("3x4", "mask 4"),
    ("3x4", "mask 3x4", 0),
    ("3x4", "1:2:0"),
    ("3x4", 0.5),
    ("single", 0),
    ("single", ":"),
]
for place in PLACES:
    case("at", *place)
    case("set", *place, 7.0)
    name, *parts = place
    try:
        selected = arrays[name][1][index([argument(part) for part in parts])]
    except (IndexError, ValueError):
        continue
    value = keep(f"value for {json.dumps(place)}", np.arange(selected.size) + 20, shape=selected.shape)
    case("set", *place, value)
    if selected.ndim and selected.size:
        case("set", *place, keep(f"last axis for {json.dumps(place)}", np.arange(selected.shape[-1]) + 20))
for place, value in [
    (("3x4", 0), "3"),
    (("3x4", 0), "3x4"),
    (("3x4", ":", 0), "3"),
    (("3x4", ":", [0]), "3x1"),
    (("3x4", 1), "1x1"),
    (("3x4", "::-1"), "3x4"),
    (("3x4", [0, 0, 2]), "3x1"),
    (("3x4", "1:"), [[1], [2]]),
    (("float32 2x3", 0), 0.1),
    (("float32 2x3", 0), "3"),
    (("int32 2x3", 0), 5.0),
    (("int32 2x3", 0), "int32 3"),
    (("bool 2x3", 0), "bool 3"),
    (("3x4", "mask 3x4"), "mask 3"),
    (("2x3", 0), "int32 3"),
    (("2x3", 0), "bool 3"),
    (("3x4", 1, 2), 5.0),
    (("single",), 3.0),
]:
    if len(place) > 1:
        case("set", *place, value)
for name, *parts in [("3x4", 1, 2), ("3x4", -1, -4), ("3x4", 3, 0), ("3x4", 0, 0.5), ("2x3x4", 1, 2, 3), ("single",), ("4", -1), ("int32 2x3", 0, 1)]:
    case("item", name, *parts)

# --- In place ---

for operation in IN_PLACE:
    if operation == "subtractProductInPlace":
        for a in ["float64", "float32"]:
            for b in DTYPES:
                for factor in [0.1, 0.01, -3.0]:
                    case(operation, f"{a} 2x3", factor, f"{b} other 2x3")
        continue
    for a in ["float64", "float32"]:
        for b in DTYPES:
            case(operation, f"{a} 2x3", f"{b} other 2x3")
            case(operation, f"{a} 2x3", f"{b} 3")
        for number in [0.1, 3.0, 1 / 3]:
            case(operation, f"{a} 2x3", number)
    for a, b in [("2x3", "2x1x4"), ("3", "2x3"), ("0x3", "3"), ("single", "other single"), ("1", "3"), ("1x0", "1x1"), ("0x1", "0x0")]:
        case(operation, a, b)
    case(operation, "near", 0.1)
    case(operation, "near", 0.7)

# --- Random numbers ---

keep("rows to shuffle", np.arange(12).reshape(6, 2))
keep("five", [10, 20, 30, 40, 50])
for seed in [0, 1, 42, 2**31, 2**32 - 1]:
    case("random.rand", seed)
    case("random.rand", seed, 2, 3)
    case("random.rand", seed, 0, 3)
    case("random.randn", seed)
    case("random.randn", seed, 5, 5)
    case("random.uniform", seed)
    case("random.uniform", seed, -2.5, 0.1)
    case("random.uniform", seed, 5, 6, [2, 2])
    case("random.uniform", seed, 3, -3, 2)
    case("random.randint", seed, 10)
    case("random.randint", seed, 3, 4, 3)
    case("random.randint", seed, 0, 7, [2, 4])
    case("random.randint", seed, -5, 1000, 6)
    case("random.randint", seed, -(2**31), 2**31, 4)
    case("random.randint", seed, 0, 2**31 - 1, 4)
    case("random.randint", seed, 256, "undefined", 5)
    case("random.choice", seed, 10)
    case("random.choice", seed, 60000, 5)
    case("random.choice", seed, 7, [2, 3])
    case("random.choice", seed, "five", 4)
    case("random.choice", seed, 9, 5, False)
    case("random.choice", seed, "five", [2, 2], False)
    case("random.choice", seed, "five", 6, False)
    case("random.permutation", seed, 9)
    case("random.permutation", seed, "rows to shuffle")
    case("random.permutation", seed, 0)
    case("random.permutation", seed, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    case("random.shuffle", seed, "five")
    case("random.shuffle", seed, "rows to shuffle")
    case("random.choice", seed, "five")
    case("random.choice", seed, [7.0, 8.0, 9.0])
    case("random.choice", seed, [7.0, 8.0, 9.0], 2)
    case("random.choice", seed, 5, 0)
    case("random.choice", seed, 0, 0)
    case("random.choice", seed, [], [2, 0])
    case("random.choice", seed, 0, 1)
    case("random.choice", seed, [[1, 2], [3, 4]])
    case("random.randint", seed, 5, 5, 0)
    case("random.randint", seed, 5, 5, 1)
    case("random.normal", seed)
    case("random.normal", seed, 3, 0.5)
    case("random.normal", seed, -1, 2, [2, 3])
    case("random.normal", seed, 0, -1)
    case("random.uniform", seed, 0, INF)
    case("random.uniform", seed, -1.7e308, 1.7e308)
    case("random.uniform", seed, NAN, 1)
case("random.randn", 7, 20, 10)
case("random.randint", 0, 3, 3)

# --- Printing ---


def printed(name, data, dtype="float64", shape=None):
    case("print", keep(f"print {name}", data, dtype, shape))


for dtype in DTYPES:
    for shape in ["2x3x4", "20x15", "single", "0x3", "3"]:
        case("print", f"{dtype} {shape}")
for name in ["special row", "float32 special row", "special column", "near", "wide", "float32 wide", "integers", "int32 extremes"]:
    case("print", name)
for name in ["ties", "NaN among them", "infinities", "one sign of zero", "huge", "1x0", "1x1"]:
    case("print", name)
for index, number in enumerate(
    [0, -0.0, 1, -1, 0.1, 1 / 3, 100, 123456.789, 1e5, 1e6, 1234567, 1e7, 12345678, 99999999, 1e8, 123456789, 1e15, 1e16, 1.5e16, 1e21, 1e22]
    + [1e-3, 1e-4, 1.5e-4, 9.99e-5, 1e-5, 1e-7, 5e-324, 1.7e308, 1e100, -1e-100, NAN, INF, -INF, 2**53, 0.001953125, 0.5e-9, 16777217]
):
    for dtype in ["float64", "float32"]:
        printed(f"{dtype} number {index}", number, dtype)
        printed(f"{dtype} pair {index}", [number, 1], dtype)
for index, row in enumerate(
    [
        # Halves at the ninth digit.
        [0.001953125, 0.005859375],
        [1.001953125, 0.998046875, 0.501953125],
        [1.00000000150, 2.5],
        [1234.001953125, 2],
        [1.0009765625e-5, 1],
        [3.000000005e10, 1],
        [-3.000000005e10, 1.000000015e9, 0.25],
        [0.1, 1e-9, 12345678.9],
        [0.1, 0.12345678],
        [0.1, 1e5, 0.33333333],
        [0.1, 123.456, 1e-4],
        [1, 1000],
        [1, 1001],
        [1, 999.5],
        [0.0001, 0.1],
        [0.0001, 0.1001],
        [0.00009999, 0.1],
        [0, 1e-4],
        [0, 9e-5],
        [1e8, 1e8 + 1],
        [99999999.5, 1e7],
        [1e-100, 1e100],
        [1e100, 1],
        [-1e-100, 1e9, 0],
        [NAN, NAN],
        [NAN, 1.5],
        [INF, -INF],
        [-INF, 1],
        [NAN, 1e10],
        [INF, -1e-10, 3],
        [-0.0, 0.0],
        [-0.0, 1.25],
        [0.99999999999, 1],
        [0.999999999999999, 2],
        [9.999999999e9, 1],
        [9.9999999999e-5, 1],
        [99999.99999999999, 1e4],
        [1 / 3, 2 / 3, 1e-3 / 3],
        [1e5 / 3, 1e4 / 3],
        [2**24, 2**24 + 2, 1.5],
        [3.4028235e38, 1],
        [1e-45, 1],
        # Nine digits, in float32.
        [1000.00006, 1e-5, 0.3],
        [0.1, 1.00000012e-5],
        [1.00000018e9, 0.1, -7],
        [0.0001, 0.100000001],
        [math.pi, math.e, -math.sqrt(2)],
    ]
):
    printed(f"row {index}", row)
    printed(f"float32 row {index}", row, "float32")
for size in [1, 3, 7, 12, 13, 14, 18, 19, 20, 25, 26, 37, 38, 39, 80]:
    printed(f"{size} numbers", [0], "float64", (size,))
    printed(f"{size} masks", [True, False, False], "bool", (size,))
    printed(f"{size} integers", [-100, 5, 7], "int32", (size,))
    printed(f"{size} fractions", [1 / 3, 0.5], "float64", (size,))
    printed(f"{size} rows", [1 / 7, -1e-10], "float64", (2, 1, size))
    printed(f"{size} single", [1 / 7, -2], "float32", (2, size))
for shape in [(1000,), (1001,), (2000,), (7, 143), (7, 144), (100, 20), (3, 400), (400, 3), (2, 3, 200), (11, 10, 10), (1, 7, 150), (1001, 1)]:
    large = np.prod(shape) > 1000
    if large or len(shape) == 1:
        printed(f"large {named(shape)}", [1, 2.5, -3, 4, 7, 8, 9.25], "float64", shape)
    if large:
        printed(f"large integers {named(shape)}", [1, 20, -300, 4, 7], "int32", shape)
        printed(f"large mask {named(shape)}", [True, False, True], "bool", shape)
        printed(f"large tiny {named(shape)}", [1e-5 / 3, 1, 1e-12, 4, -7], "float32", shape)
for shape in [(2, 0), (0,), (0, 3), (3, 0, 2), (1, 2, 1, 3), (1, 1, 1), (2, 2, 2, 2)]:
    for dtype in DTYPES:
        printed(f"{dtype} {named(shape)}", [0, 1, 5], dtype, shape)

compact = {"separators": (",", ":"), "allow_nan": False}
lines = ",\n".join(
    f"{json.dumps(name)}:{json.dumps([str(period.dtype), list(whole.shape), values(period)], **compact)}"
    for name, (period, whole) in arrays.items()
)
results = ",\n".join(json.dumps(entry, **compact) for entry in cases)
out = Path(__file__).with_name("numpy.json")
out.write_text(f'{{"numpy":"{np.__version__}",\n"arrays":{{\n{lines}}},\n"cases":[\n{results}]}}\n')
print(f"{len(arrays)} arrays, {len(cases)} cases, {out.stat().st_size} bytes")
