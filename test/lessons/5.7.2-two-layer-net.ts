import type { Lesson } from "../support/lesson";

const same = (name: string, shape: string) =>
  `${name}       exact yes  close yes  largest difference 0.0e+0   shape ${shape}`;

export const lesson: Lesson = {
  long: {
    "network-class": "a network, its forward pass whole",
    "learning-class": "the three methods that learning needs",
  },
  shows: {
    data: ["x [ 100, 784 ] t [ 100 ]"],
    "numerical-check": ["dW1", "db1", "dW2", "db2"].map(
      (name) => `${name}       exact no   close yes`,
    ),
    gradient: ["dW1 [ 784, 50 ]", "db1 [ 50 ]", "dW2 [ 50, 10 ]", "db2 [ 10 ]"],
    accuracy: ["100 images    0.08", "10,000 images 0.0964"],
    library: ["loss     2.3038068470614874 2.3038068470614874", "accuracy 0.08 0.08"],
    "library-check": [
      same("dW1", "(784, 50)"),
      same("db1", "(50,)"),
      same("dW2", "(50, 10)"),
      same("db2", "(10,)"),
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
    "dw1-empty": ["row of dW1 is 0: 283", "all 100 images: 283"],
    dw2: ["mean of each column [-0.00204116 -0.00102292"],
    once: ["1. mini-batch [ 100, 784 ] loss 2.3024"],
    "once-gradient": ["2. gradient   W1 b1 W2 b2"],
    "once-update": ["3. update     loss 2.3013"],
    repeat: ["accuracy on test images 0.9087"],
    probabilities: ["in % 2 0 1 71 0 25 0 0 1 0"],
    "w1-after": ["never moved: 75"],
    silent: ["neuron 3: 14 of 100", "neuron 18: 6 of 100", "neuron 4: 83 of", "neuron 5: 90 of"],
    "replace-run": ["loss before 2.3038068470614874", "loss after  2.3038068470614874"],
    symptom: ["[ 0.30394158", "affine2.b  [0. 0. 0. 0. 0. 0. 0. 0. 0. 0.]", "same array false"],
    anew: ["loss after 0.7121684952920"],
  },
  exercises: {
    "exercise-1": {
      right: [["1", "5"]],
      wrong: [{ answer: ["5", "1"], verdict: "the step goes against the gradient" }],
    },
    "exercise-2": {
      right: ["np.sum(np.less(active, 20))"],
      wrong: [
        { answer: "active.size", verdict: "50 is not right" },
        { answer: "np.sum(active)", verdict: "Did you count neurons, or images?" },
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
    "exercise-4": {
      right: [
        "(() => { this.loss(x, t); let dout = this.lastLayer.backward(); for (const layer of [...this.layers].reverse()) dout = layer.backward(dout); const [a, , b, , c] = this.layers as Affine[]; return { W1: a.dW, b1: a.db, W2: b.dW, b2: b.db, W3: c.dW, b3: c.db }; })()",
      ],
      wrong: [
        {
          answer:
            "(() => { this.loss(x, t); let dout = this.lastLayer.backward(); const [a, , b, , c] = this.layers as Affine[]; dout = c.backward(dout); dout = b.backward(dout); a.backward(this.layers[1].backward(dout)); return { W1: a.dW, b1: a.db, W2: b.dW, b2: b.db, W3: c.dW, b3: c.db }; })()",
          verdict: "W3 is right",
        },
      ],
    },
  },
};
