import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  shows: {
    "relu-forward": ["[[1. 0.]\n [0. 3.]]", "[[False  True]\n [ True False]]"],
    "mask-if": ["if (tiny) runs all the same", "np.any(tiny) false", "np.any(relu.mask) true"],
    "relu-graph": ["[[10.  0.]\n [ 0. 40.]]"],
    "relu-lib": ["forward, entries that differ:  0\n", "backward, entries that differ: 0\n"],
    "four-nodes-backward": [
      "y  [0.62245933 0.73105858 0.37754067]",
      "dx [0.23500371 0.19661193 0.23500371]",
    ],
    frame: ["Sigmoid", "exp", "1/x", "0.622", "-0.534"],
    "sigmoid-check": [
      "y  [0.62245933 0.73105858 0.37754067]",
      "dx [0.23500371 0.19661193 0.23500371]",
    ],
    "sigmoid-differences": ["less the library's   [0. 0. 0.]"],
    "vanish-sigmoid": ["gradient of y0: 3.48311560978516"],
    "vanish-relu": ["ten ReLUs from  0.5: 1\n", "ten ReLUs from -0.5: 0\n"],
    "circuit-graph": ["Sigmoid", "0.3679", "-0.5344", "0.3932"],
    steps: [
      "1 × (-0.5344) = -0.5344 to v",
      "-0.5344 × 0.3679 = -0.1966 to t",
      "0.1966 × (-2) = -0.3932 to w1",
      "0.1966 × (-3) = -0.5898 to x1",
    ],
    table: [
      "w0  2.00000000   -0.19661193\n",
      "x0 -1.00000000    0.39322387\n",
      "w1 -3.00000000   -0.39322387\n",
      "x1 -2.00000000   -0.58983580\n",
      "w2 -3.00000000    0.19661193\n",
      "p  -2.00000000    0.19661193\n",
      "q   6.00000000    0.19661193\n",
      "r   4.00000000    0.19661193\n",
      "s   1.00000000    0.19661193\n",
      "t  -1.00000000   -0.19661193\n",
      "u   0.36787944   -0.53444665\n",
      "v   1.36787944   -0.53444665\n",
      "L   0.73105858    1.00000000\n",
    ],
    "neuron-check": ["ds with four nodes: 0.19661193\n", "ds with one layer:  0.19661193\n"],
    train: ["step 0: loss 0.2709, accuracy 0.35", "step 100: loss 0.0324, accuracy 0.92"],
    play: ["accuracy 0.93"],
    "forgetful-symptom": ["forward  [0.62245933 0.73105858 0.37754067]", "backward fails: "],
    "greedy-symptom": ["da [1. 0. 1.]  db [1. 0. 1.]"],
    swapped: ["dw0 -0.393  dx0 -0.590\ndw1 -0.197  dx1 0.393\n"],
    "swapped-symptom": ["numerical dw0 -0.197"],
  },
  exercises: {
    "exercise-1": {
      right: ["(this.y = super.forward(x))"],
      wrong: [
        { answer: ["super.forward(x)"], verdict: "your code throws" },
        { answer: ["(this.y = x, super.forward(x))"], verdict: "What does backward find" },
      ],
    },
    "exercise-2": {
      right: ["np.where(this.mask, 0, dout)"],
      wrong: [
        {
          answer: ["dout.multiplyInPlace(np.equal(this.mask, 0))"],
          verdict: "dout stays as it was",
        },
        { answer: ["np.where(this.mask, dout, 0)"], verdict: "dx is 0 where this.mask is true" },
      ],
    },
    "exercise-3": {
      right: ["{ first: timesW0.backward(dp), second: timesW1.backward(dq) }"],
      wrong: [
        {
          answer: ["{ first: timesW1.backward(dp), second: timesW0.backward(dq) }"],
          verdict: "Into which layer does dp go?",
        },
      ],
    },
    "exercise-4": {
      right: [
        "(() => { const [a, b] = this.multiply.backward(dout); return np.add(a, this.sigmoid.backward(b)); })()",
      ],
      wrong: [
        { answer: "this.multiply.backward(dout)[0]", verdict: "x is used twice" },
        {
          answer: "this.sigmoid.backward(this.multiply.backward(dout)[1])",
          verdict: "x is used twice",
        },
      ],
    },
  },
};
