import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  measured: ["cost", "cost-real"],
  shows: {
    data: ["x [ 100, 784 ] t [ 100 ]"],
    parameters: ["W1 [ 784, 50 ] 39200", "b1 [ 50 ] 50", "W2 [ 50, 10 ] 500", "b2 [ 10 ] 10"],
    count: ["parameters 39760", "deviation of W1 0.0100"],
    predict: ["scores [ 100, 10 ]", "[[0.09958429 0.10015454"],
    loss: ["loss   2.3038068470614874", "ln(10) 2.302585092994046"],
    accuracy: ["100 images    0.08", "10,000 images 0.0964"],
    gradient: ["dW1 [ 784, 50 ]", "db1 [ 50 ]", "dW2 [ 50, 10 ]", "db2 [ 10 ]"],
    numerical: [
      "[[ 0.652431   -0.652431  ]\n [ 0.22631941 -0.22631941]\n [ 1.19005684 -1.19005684]]\n" +
        "[[ 0.652431   -0.652431  ]\n [ 0.22631941 -0.22631941]\n [ 1.19005684 -1.19005684]]",
    ],
    library: [
      "loss     2.3038068470614874 2.3038068470614874",
      "accuracy 0.08 0.08",
      "dW1: 39200 of 39200 are the same",
      "db1: 50 of 50 are the same",
      "dW2: 500 of 500 are the same",
      "db2: 10 of 10 are the same",
    ],
    labels: [
      "label 5 as a row [[0. 0. 0. 0. 0. 1. 0. 0. 0. 0.]]",
      "shapes [ 100 ] [ 100, 10 ]",
      "loss 2.3038068470614874 2.3038068470614874",
      "dW1 the same: 39200 of 39200",
    ],
    "graph-forward": [
      "x (100, 784)",
      "W (784, 50)",
      "b (50,)",
      "a1 (100, 50)",
      "h1 (100, 50)",
      "W (50, 10)",
      "b (10,)",
      "scores (100, 10)",
      "t (100,)",
      "loss 2.304",
    ],
    // A gradient has the shape of its value.
    "graph-backward": [
      "x (100, 784) (100, 784)",
      "W (784, 50) (784, 50)",
      "b (50,) (50,)",
      "a1 (100, 50) (100, 50)",
      "h1 (100, 50) (100, 50)",
      "W (50, 10) (50, 10)",
      "b (10,) (10,)",
      "scores (100, 10) (100, 10)",
      "loss 2.304 1",
    ],
    db2: ["0.14", "db2                 [-0.03039416 -0.0403529 "],
    dw1: ["row of dW1 is 0: 283", "all 100 images: 283"],
    dw2: ["mean of each column [-0.00204116 -0.00102292"],
    once: [
      "1. mini-batch [ 100, 784 ] loss 2.3024",
      "2. gradient   39760 numbers",
      "3. update     loss 2.3013",
      "4. repeat",
    ],
    repeat: ["accuracy on test images 0.9087"],
    probabilities: ["in % 2 0 1 71 0 25 0 0 1 0"],
    "w1-after": ["never moved: 75"],
    silent: ["neuron 3: 14 of 100", "neuron 18: 6 of 100", "neuron 4: 83 of", "neuron 5: 90 of"],
    // What is measured differs from run to run.
    cost: [
      "20-2-10: 72 parameters",
      "20-5-10: 165 parameters",
      "20-10-10: 320 parameters",
      "20-20-10: 630 parameters",
      "784-2-10: 1600 parameters",
    ],
    "cost-real": ["784-50-10: 39760 parameters need 79520 passes"],
    replace: ["loss before 2.3038068470614874", "loss after  2.3038068470614874"],
    symptom: ["[ 0.30394158", "affine2.b  [0. 0. 0. 0. 0. 0. 0. 0. 0. 0.]", "same array false"],
    anew: ["loss after 0.7121684952920"],
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
      right: ["(parameter, gradient) => parameter.subtractInPlace(np.multiply(0.5, gradient))"],
      wrong: [
        { answer: "replace", verdict: "array itself" },
        {
          answer: "(parameter, gradient) => parameter.addInPlace(np.multiply(0.5, gradient))",
          verdict: "is not right",
        },
      ],
    },
  },
};
