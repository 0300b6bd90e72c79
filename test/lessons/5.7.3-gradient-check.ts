import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  shows: {
    network: ["2.3112672"],
    b2: [
      "backpropagation [-0.23530346  0.09942434  0.10110511  0.09919389 -0.23399455",
      "numerical       [-0.23530346  0.09942434  0.10110511  0.09919389 -0.23399455",
    ],
    all: [
      "W1 pass (784, 50) 2.8e-13",
      "b1 pass (50,) 8.3e-13",
      "W2 pass (50, 10) 9.4e-13",
      "b2 pass (10,) 1.2e-10",
      "backpropagation is right",
    ],
    "step-sizes": [
      "h = 1e-2   off by 1.2e-6",
      "h = 1e-3   off by 1.2e-8",
      "h = 1e-4   off by 1.2e-10",
      "h = 1e-5   off by 1.1e-11",
      "h = 1e-7   off by 7.5e-10",
      "h = 1e-9   off by 1.3e-7",
    ],
    // Exact and with the constant: here, and as the notes have it.
    constant: [
      "W1    2.8e-13  2.4e-13    4.9e-10  4.2e-10",
      "b1    8.3e-13  1.1e-12    2.9e-9   2.8e-9",
      "W2    9.4e-13  8.8e-13    6.0e-9   4.6e-9",
      "b2    1.2e-10  1.2e-10    1.4e-7   1.4e-7",
    ],
    "slip-check": ["W1 FAIL (7, 5)", "b1 FAIL (5,)", "W2 FAIL (5, 3)", "b2 FAIL (3,) 2.8e-1"],
    "slip-train": ["the loss is NaN after iteration", "a learningRate below 0.01"],
    "zeros-check": ["W1 pass (7, 5)", "b1 pass (5,)", "W2 pass (5, 3)", "b2 pass (3,)"],
    "random-check": ["W1 FAIL (7, 5)", "b1 FAIL (5,)", "W2 pass (5, 3)", "b2 pass (3,)"],
    "zeros-train": [
      "right accuracy on test images 0.9087",
      "early mask accuracy on test images 0.9085",
    ],
    play: ["log(y + 0.00001): b2 differs by 1.4e-5"],
  },
  exercises: {
    "exercise-1": {
      right: ["np.divide(e, np.sum(e, 1, { keepdims: true }))", "softmax(this.scores)"],
      wrong: [
        {
          answer: "np.divide(e, np.sum(e))",
          verdict: "the values are not. Look at the axis",
        },
        {
          answer: "np.divide(e, np.sum(e, 0, { keepdims: true }))",
          verdict: "the values are not. Look at the axis",
        },
        { answer: "np.divide(e, np.sum(e, 1))", verdict: "your code throws: np.divide" },
      ],
    },
    "exercise-2": {
      right: ["(1 - 1 / 3) / 10", "0.0667"],
      wrong: [
        { answer: "0.28", verdict: "0.28 is not right. What is the sum" },
        { answer: "(1 / 3 - 1) / 10", verdict: "the sign is wrong" },
      ],
    },
    "exercise-3": {
      right: [
        "np.lessEqual(np.add(product, this.params.b1), 0)",
        "np.lessEqual(product, np.multiply(-1, this.params.b1))",
      ],
      wrong: [
        {
          answer: "np.lessEqual(product, 0)",
          verdict: "W2 is right; b2 is right. Where is the input",
        },
        { answer: "np.greater(np.add(product, this.params.b1), 0)", verdict: "W2 is right" },
        { answer: "np.lessEqual(product, 0).T", verdict: "your code throws: np.where" },
      ],
    },
    "exercise-4": {
      right: [
        "(() => { let most = 0; for (let i = 0; i < parameter.size; i++) { const value = parameter.data[i]; parameter.data[i] = value + 1e-4; const above = loss(); parameter.data[i] = value - 1e-4; const below = loss(); parameter.data[i] = value; most = Math.max(most, Math.abs((above - below) / 2e-4 - gradient.data[i])); } return most; })()",
      ],
      wrong: [
        {
          answer:
            "(() => { let most = 0; for (let i = 0; i < parameter.size; i++) { parameter.data[i] += 1e-4; const above = loss(); parameter.data[i] -= 1e-4; most = Math.max(most, Math.abs((above - loss()) / 2e-4 - gradient.data[i])); } return most; })()",
          verdict: "right: false is not right",
        },
        { answer: "0.5", verdict: "right: false is not right; wrong is right; W2 is right" },
      ],
    },
  },
};
