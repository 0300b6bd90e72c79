import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  measured: ["cost", "cost-real", "cost-training"],
  shows: {
    forward: ["a1 [ 5, 3 ] h1 [ 5, 3 ] scores [ 5, 2 ] y [ 5, 2 ]"],
    "backward-4": ["dScores   exact no   close yes"],
    "backward-3-check": [
      "dW2       exact no   close yes",
      "db2       exact no   close yes",
      "dh1       exact no   close yes",
    ],
    "backward-2": ["da1       exact no   close yes"],
    "backward-1-check": ["dW1       exact no   close yes", "db1       exact no   close yes"],
    mistakes: [
      "without .T: np.dot: a is (5, 2) but b is (3, 2)",
      "da1       exact no   close no   largest difference 8.1e-2   shape (5, 3)",
    ],
    "layers-check": ["dScores", "dW2", "db2", "dh1", "da1", "dW1", "db1"].map(
      (name) => `${name.padEnd(9)} exact `,
    ),
    library: ["dW1", "db1", "dW2", "db2"].map((name) => `${name}       exact yes  close yes`),
    real: ["W1 [ 784, 50 ] 39200", "b1 [ 50 ] 50", "W2 [ 50, 10 ] 500", "b2 [ 10 ] 10"],
    count: ["parameters 39760", "deviation of W1 0.0100"],
    data: ["images [ 100, 784 ] labels [ 100 ]"],
    predict: ["scores [ 100, 10 ]", "[[0.09958429 0.10015454"],
    loss: ["loss   2.3038068470614874", "ln(10) 2.302585092994046"],
    "same-weights": ["largest difference between two neurons: 0\n"],
    // What is measured differs from run to run.
    cost: [
      "72 parameters: numerical",
      "165 parameters",
      "320 parameters",
      "630 parameters",
      "1600 parameters",
    ],
    "cost-real": ["784-50-10: 39760 parameters need 79520 passes"],
    "wrong-backward-check": [
      "dh1       exact no   close yes",
      "da1       exact no   close no",
      "dW1       exact no   close no",
    ],
    play: ["dScores", "dW2", "db2", "dh1", "da1", "dW1", "db1"].map(
      (name) => `${name.padEnd(9)} exact no   close yes`,
    ),
  },
  exercises: {
    "exercise-1": {
      right: [["784 * 100 + 100 + 100 * 10 + 10", "159_020"]],
      wrong: [
        { answer: ["79_400", "158_800"], verdict: "two biases" },
        { answer: ["79_510", "79_510"], verdict: "parameters is right; passes:" },
      ],
    },
    "exercise-2": {
      right: [["[784, 100]", "[10]", "[32, 100]"]],
      wrong: [
        { answer: ["[100, 784]", "[10]", "[32, 100]"], verdict: "db2 is right" },
        { answer: ["[784, 100]", "[32, 10]", "[32, 100]"], verdict: "dW1 is right; db2:" },
      ],
    },
    "exercise-3": {
      right: ["np.where(np.lessEqual(a1, 0), 0, dh1)", "np.where(np.greater(h1, 0), wrongDh1, 0)"],
      wrong: [
        { answer: "wrongDa1", verdict: "Which array decides" },
        { answer: "np.dot(x.T, da1)", verdict: "the shape is (4, 3), not (5, 3)" },
      ],
    },
    "exercise-4": {
      right: [
        "(() => { const dScores = np.divide(np.subtract(sY, t), 5); const ds1 = np.dot(dScores, W2.T); const da1 = np.multiply(ds1, np.multiply(s1, np.subtract(1, s1))); return { dScores: dScores, dW2: np.dot(s1.T, dScores), db2: np.sum(dScores, 0), ds1: ds1, da1: da1, dW1: np.dot(x.T, da1), db1: np.sum(da1, 0) }; })()",
      ],
      wrong: [
        {
          answer: "{ dScores: np.divide(np.subtract(sY, t), 5) }",
          verdict: "dScores is right; ds1: not done yet",
        },
        {
          answer: "{ dScores: np.subtract(sY, t), dW2: np.dot(dScores.T, s1) }",
          verdict: "dScores: every value is 5 times the right one",
        },
        {
          answer: "{ dW2: np.dot(dScores.T, s1), db2: db2 }",
          verdict: "dW2: the shape is (2, 3), not (3, 2)",
        },
      ],
    },
  },
};
