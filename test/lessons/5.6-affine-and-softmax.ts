import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  long: { affine: "a layer, whole" },
  shows: {
    "one-forward": ["X [ 2 ] W [ 2, 3 ] Y [ 3 ]", "[ 5. 11. 17.]"],
    "one-backward": [
      "dX [ 2 ] [-2.5 -2. ]",
      "dW [ 2, 3 ]",
      "[[ 1.   0.5 -1. ]\n [ 2.   1.  -2. ]]",
    ],
    "one-check": ["numerical dX [-2.5 -2. ]", "[[ 1.   0.5 -1. ]\n [ 2.   1.  -2. ]]"],
    broadcast: ["[[ 1.  2.  3.]\n [11. 12. 13.]]"],
    "broadcast-backward": ["[5. 7. 9.]"],
    "two-by-two": ["7 0.5 10 0", "3 -0.5", "-1 -1 13 18"],
    "affine-check-library": [
      "dx        exact yes  close yes  largest difference 0.0e+0   shape (4, 2)",
      "dW        exact yes  close yes  largest difference 0.0e+0   shape (2, 3)",
      "db        exact yes  close yes  largest difference 0.0e+0   shape (3,)",
    ],
    "affine-check-numerical": ["dx        exact no   close yes", "dW        exact no   close yes"],
    "affine-graph": ["6 13 20 3 6 9", "22 28 49 64", "1 2 3 6 9 12", "5 7 9"],
    "weighted-graph": ["0.1461 0.03734 -0.1834", "0.4675"],
    images: ["x [ 5, 3, 4, 6 ] -> y  [ 5, 2 ]", "dx [ 5, 3, 4, 6 ]  dW [ 72, 2 ]  db [ 2 ]"],
    "jacobian-size": ["16,777,216 entries, 134 MB"],
    "jacobian-entries": ["Relu 5 of 64", "Affine 40 of 40"],
    "jacobian-is-w": ["W.T: true"],
    overflow: ["exp(1000) = Infinity", "[nan nan nan]"],
    softmax: ["[0.09003057 0.24472847 0.66524096]\n[0.09003057 0.24472847 0.66524096]"],
    "one-hot": ["[[0. 0. 1.]\n [1. 0. 0.]]"],
    // e, S, log S, and the gradient y - t.
    lse: ["3 2 5", "10", "2.303", "0.3 -0.8 0.5", "0 -1 0", "1.609"],
    numbers: [
      "y [ 0.3, 0.2, 0.5 ]  loss 1.6094  gradient [[ 0.3 -0.8  0.5]]",
      "y [ 0.01, 0.99, 0 ]  loss 0.0101  gradient [[ 0.01 -0.01  0.  ]]",
    ],
    "batch-of-two": ["[[ 0.15  -0.4    0.25 ]\n [ 0.005 -0.005  0.   ]]"],
    "loss-check": ["labels  0.9936356149", "one-hot 0.9936356149"],
    "loss-check-gradient": [
      "one-hot   exact yes",
      "library   exact no   close yes",
      "numerical exact no   close yes",
    ],
    first: ["loss 2.3026"],
    train: [
      "step 0: loss 2.3026; then training 0.698, test 0.574",
      "step 99: loss 0.1520; then training 0.986, test 0.832",
    ],
    "square-check": ["close no   largest difference 1.1e+1   shape (2, 3)"],
    "forgetful-check": ["[[2. 2. 2.]\n [2. 2. 2.]\n [2. 2. 2.]\n [2. 2. 2.]]"],
  },
  exercises: {
    "exercise-1": {
      right: ["np.dot(dout, W.T)"],
      wrong: [
        {
          answer: ["np.dot(dout, W)"],
          verdict: "the shape is right, the values are not. Did you transpose W?",
        },
        { answer: "np.dot(W, dout)", verdict: "throws" },
      ],
    },
    "exercise-2": {
      right: ["np.sum(dImages, [0, 2, 3])", "np.sum(np.sum(np.sum(dImages, 0), 1), 1)"],
      wrong: [
        { answer: ["np.sum(dImages, 0)"], verdict: "sum over those three axes" },
        {
          answer: ["np.sum(dImages, [1, 2, 3]).at(':3')"],
          verdict: "the one of the colours",
        },
      ],
    },
    "exercise-3": {
      right: ["np.multiply(dout / this.t.shape[0], np.subtract(this.y, this.t))"],
      wrong: [
        {
          answer: "np.divide(np.subtract(this.y, this.t), this.t.shape[0])",
          verdict: "every value is 2 times the right one. What happens to dout",
        },
        {
          answer: "np.multiply(dout, np.subtract(this.y, this.t))",
          verdict: "every value is 4 times the right one",
        },
      ],
    },
    "exercise-4": {
      right: [
        "(() => { const d = np.multiply(dout / x.shape[0], np.subtract(softmax(np.add(np.dot(x, W), b)), t)); return { dx: np.dot(d, W.T), dW: np.dot(x.T, d), db: np.sum(d, 0) }; })()",
      ],
      wrong: [
        {
          answer:
            "(() => { const d = np.subtract(softmax(np.add(np.dot(x, W), b)), t); return { dx: np.dot(d, W.T), dW: np.dot(x.T, d), db: np.sum(d, 0) }; })()",
          verdict: "dx: every value is 2.5 times the right one",
        },
        {
          answer: "{ dx: np.dot(t, W.T), dW: x, db: b }",
          verdict: "dW: the shape is (5, 4), not (4, 3)",
        },
      ],
    },
  },
};
