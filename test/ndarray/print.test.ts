import { type NDArray, np } from "backprop";
import { expect, test } from "vitest";

/** What NumPy's print writes for the same array. */
test.each([
  [
    np.array([
      [1, -0.5],
      [-2, 3],
    ]),
    "[[ 1.  -0.5]\n [-2.   3. ]]",
  ],
  [np.array([0.62245933, 0.73105858, 0.37754067]), "[0.62245933 0.73105858 0.37754067]"],
  [np.array([1 / 3, 2 / 3]), "[0.33333333 0.66666667]"],
  [np.array([1e-5, 1.25, 1000]), "[1.00e-05 1.25e+00 1.00e+03]"],
  [np.array([1e-10, -2]), "[ 1.e-10 -2.e+00]"],
  [np.array([1e9, 1]), "[1.e+09 1.e+00]"],
  [
    np.array([1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0]),
    "[ 1.5  nan  inf -inf -0. ]",
  ],
  [
    np.array(
      [
        [true, false],
        [false, true],
      ],
      "bool",
    ),
    "[[ True False]\n [False  True]]",
  ],
  // Halves go to the even digit.
  [np.array([2 ** -9, -(2 ** -8) - 2 ** -9]), "[ 0.00195312 -0.00585938]"],
  [np.array([3.000000005e10, 0.25]), "[3.0e+10 2.5e-01]"],
  [np.array([3636.53125, 3636.46875], "float32"), "[3636.5312 3636.4688]"],
  [np.array(2 ** -96, "float32"), "1.2621775e-29"],
  [np.array([0, 1e-4], "float32"), "[0.     0.0001]"],
  [np.array([5, 0, 40], "int32"), "[ 5  0 40]"],
  [np.array([0.1, 0.2, 1 / 3], "float32"), "[0.1        0.2        0.33333334]"],
  [np.zeros([2, 2, 2]), "[[[0. 0.]\n  [0. 0.]]\n\n [[0. 0.]\n  [0. 0.]]]"],
  [np.array(2), "2.0"],
  [np.array(1e-7), "1e-07"],
  [np.zeros([0, 3]), "[]"],
  [np.arange(2000), "[0.000e+00 1.000e+00 2.000e+00 ... 1.997e+03 1.998e+03 1.999e+03]"],
  [
    np.divide(np.arange(20), 7),
    "[0.         0.14285714 0.28571429 0.42857143 0.57142857 0.71428571\n" +
      " 0.85714286 1.         1.14285714 1.28571429 1.42857143 1.57142857\n" +
      " 1.71428571 1.85714286 2.         2.14285714 2.28571429 2.42857143\n" +
      " 2.57142857 2.71428571]",
  ],
])("%s", (array: NDArray, printed: string) => {
  expect(String(array)).toBe(printed);
});

test("a long matrix shows its corners", () => {
  expect(String(np.zeros([100, 50]))).toBe(
    [
      "[[0. 0. 0. ... 0. 0. 0.]",
      "[0. 0. 0. ... 0. 0. 0.]",
      "[0. 0. 0. ... 0. 0. 0.]",
      "...",
      "[0. 0. 0. ... 0. 0. 0.]",
      "[0. 0. 0. ... 0. 0. 0.]",
      "[0. 0. 0. ... 0. 0. 0.]]",
    ].join("\n "),
  );
});
