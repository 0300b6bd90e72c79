import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  shows: {
    load: ["training images [ 60000, 784 ]", "test images     [ 10000, 784 ]"],
    network: ["0.0964"],
    loop: [
      "iteration 0: train 0.1090, test 0.1136",
      "iteration 600: train 0.9051, test 0.9069",
      "iteration 9600: train 0.9786, test 0.9699",
    ],
    notes: [
      "here         train 0.9789  test 0.9704",
      "some notes   train 0.9785  test 0.9693",
      "other notes  train 0.9797  test 0.9681",
    ],
    same: ["3000 of 3000 losses are the same number"],
    wrong: ["296 of 10000 are wrong"],
    save: ["W1 float64 [ 784, 50 ]", "b2 float64 [ 10 ]"],
    restore: ["test accuracy 0.9704"],
    "slip-run": ["train accuracy 0.9788", "test accuracy  0.971\n"],
    replaced: [`${"loss 2.3038068470614874\n".repeat(3)}`],
    try: ["test accuracy 0.9597"],
  },
  python: { python: "0.9704\n" },
  exercises: {
    "exercise-1": {
      right: [
        ["240", "17"],
        ["60_000 / 250", "Math.ceil(10_000 / 600)"],
      ],
      wrong: [
        { answer: ["240", "16"], verdict: "iterationsPerEpoch is right; measurements: 16 is not" },
        { answer: ["undefined", "17"], verdict: "iterationsPerEpoch: not done yet" },
        { answer: ["600", "17"], verdict: "iterationsPerEpoch: 600 is not right" },
      ],
    },
    "exercise-2": {
      right: [['"b1"', '"b2"']],
      wrong: [
        { answer: ['"b2"', '"b1"'], verdict: "neverMoves: 'b2' is not right" },
        { answer: ['"b1"', '"W2"'], verdict: "neverMoves is right; movesTwice: 'W2'" },
      ],
    },
    "exercise-3": {
      right: ["parameter.subtractInPlace(np.multiply(learningRate, gradient))"],
      wrong: [
        {
          answer: "np.subtract(parameter, np.multiply(learningRate, gradient))",
          verdict: "This is what the layer holds",
        },
        {
          answer: "parameter.addInPlace(np.multiply(learningRate, gradient))",
          verdict: "This is what the layer holds",
        },
        { answer: "parameter.subtractInPlace(learningRate)", verdict: "values are" },
      ],
    },
  },
};
