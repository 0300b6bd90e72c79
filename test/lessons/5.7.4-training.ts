import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  long: { loop: "the training loop, whole" },
  shows: {
    load: ["training images [ 60000, 784 ]", "test images     [ 10000, 784 ]"],
    network: ["0.0964"],
    loop: [
      "iteration 0: train 0.1090, test 0.1136",
      "iteration 600: train 0.9051, test 0.9069",
      "iteration 9600: train 0.9786, test 0.9699",
    ],
    notes: [
      "here     train 0.9789  test 0.9704",
      "notes A  train 0.9785  test 0.9693",
      "notes B  train 0.9797  test 0.9681",
    ],
    same: ["3000 of 3000 losses are the same number"],
    wrong: ["296 of 10000 are wrong"],
    save: ["W1 float64 [ 784, 50 ]", "b2 float64 [ 10 ]"],
    restore: ["test accuracy 0.9704"],
    "slip-run": ["train accuracy 0.9788", "test accuracy  0.971\n"],
    play: ["test accuracy 0.9597"],
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
      right: ["np.sum(np.logicalAnd(np.equal(labels, 4), np.equal(predicted, 9)))"],
      wrong: [
        {
          answer: "np.sum(np.logicalAnd(np.equal(labels, 9), np.equal(predicted, 4)))",
          verdict: "Two masks must be true",
        },
        { answer: "np.sum(np.equal(predicted, 9))", verdict: "Two masks must be true" },
      ],
    },
    "exercise-4": {
      right: [
        "Array.from({ length: iterations }, () => { const batch = np.random.choice(60_000, batchSize); const [x, t] = [data.train.images.at(batch), data.train.labels.at(batch)]; const gradient = net.gradient(x, t); for (const name of Object.keys(net.params)) net.params[name].subtractInPlace(np.multiply(rate, gradient[name])); return net.loss(x, t); })",
      ],
      wrong: [
        {
          answer:
            "Array.from({ length: iterations }, () => { const batch = np.random.choice(60_000, batchSize); const [x, t] = [data.train.images.at(batch), data.train.labels.at(batch)]; return net.loss(x, t); })",
          verdict: "Is each loss measured after the update",
        },
        { answer: "[0.5]", verdict: "the shape is (1,), not (15,). One loss" },
      ],
    },
  },
};
