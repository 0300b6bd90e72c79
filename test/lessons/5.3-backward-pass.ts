import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  shows: {
    "add-rule": ["[ 0.5, 0.5 ]"],
    "add-backward": ["x = 6, gradient 0.5 ", "y = 4, gradient 0.5 "],
    "mul-rule": ["[ 2, 3 ]"],
    "mul-forward": ["x = 6 y = 4 "],
    "mul-backward": ["x = 6, gradient 2 ", "y = 4, gradient 3 "],
    "max-rule": ["[ 0.5, 0 ]"],
    "max-backward": ["x = 6, gradient 0.5 ", "y = 4, gradient 0 "],
    "fork-backward": ["x = 6, gradient 12 "],
    "circuit-forward": ["q = 3", "f = -12"],
    "circuit-backward": ["df/dz = 3", "df/dq = -4", "df/dx = -4", "df/dy = -4"],
    "circuit-steps": ["1 × (-4) = -4", "1 × 3 = 3", "-4 × 1 = -4"],
    "circuit-check": ["numerical       [-4. -4.  3.]", "backpropagation [-4. -4.  3.]"],
    "circuit-try": ["x = -1.9:  f = -12.4\n", "z = -3.9:  f = -11.7\n"],
    "apple-backward": [
      "applePrice 1.1   tax 200\n",
      "apple      2.2   appleNum 110.00000000000001\n",
      "apple = 100, gradient 2.2 ",
      "appleNum = 2, gradient 110 ",
      "tax = 1.1, gradient 200 ",
    ],
    tie: [
      "MaxLayer  { x: 1, y: 0 }",
      "slope to the right 1\n",
      "slope to the left  0\n",
      "numerical gradient [0.5]",
    ],
    "tie-fork": ["{ x: 1 }"],
    "goal-graph": ["x = -2, gradient 176 ", "z = -4, gradient -132 ", "= 484, gradient 1 "],
    descend: [
      "step 0: f = -12.0000, loss = 484.000000",
      "step 1: f = -7.0062, loss = 289.210022",
      "step 40: f = 9.9946, loss = 0.000029",
    ],
    "descend-paths": ["from step 5 on", "at the start 7\n", "at the end   7.0000000000"],
    rates: ["0.0003 484  461  439  419  383  313  122", "0.03   484  94.0  565  500", "NaN"],
    "walk-forward": ["{ x: -2, y: 5, z: -4, q: 3, f: -12 }"],
    "walk-compare": ["x         exact yes  close yes", "f         exact yes  close yes"],
    closing: ["(-4.842 + 2.158) * -3.725 = 9.995"],
  },
  exercises: {
    "exercise-1": {
      right: ["{ m: -2, p: 1, a: 1, b: -2, c: 5 }"],
      wrong: [
        {
          answer: "{ m: -2, p: 1, a: 0, b: -2, c: 5 }",
          verdict: "Max sends nothing to a",
        },
        { answer: "{ m: -2, p: 1, a: -1, b: -2, c: 5 }", verdict: "a: the sign is wrong" },
        { answer: "{ p: 1 }", verdict: "m: not done yet; p is right" },
      ],
    },
    "exercise-2": {
      right: ["dout * (2 * x + 1)", "mulBackward(x, x, dout)[0] * 2 + addBackward(dout)[1]"],
      wrong: [
        {
          answer: "dout * 2 * x",
          verdict: "directly from the add node is missing. 12 is not right",
        },
        { answer: "dout", verdict: "2 is not right. Three gradients" },
      ],
    },
    "exercise-3": {
      right: ["x < y ? [dout, 0] : [0, dout]", "maxBackward(-x, -y, dout)"],
      wrong: [
        { answer: "maxBackward(x, y, dout)", verdict: "This is the rule of max." },
        { answer: "[0, dout]", verdict: "2 of 4 values are right" },
        { answer: "x < y ? [1, 0] : [0, 1]", verdict: "every value is 2 times the right one" },
      ],
    },
    "exercise-4": {
      right: [walk({})],
      wrong: [
        { answer: walk({ adds: "=" }), verdict: "add the two gradients of error with +=" },
        { answer: walk({ start: "0" }), verdict: "set the gradient of the last output" },
        { answer: walk({ order: "list" }), verdict: "the last node works first" },
        { answer: "{ x: 176 }", verdict: "x is right; y: not done yet" },
      ],
    },
  },
};

/** The walk of exercise 4, or one with a mistake. */
function walk({ adds = "+=", start = "1", order = "[...list].reverse()" }): string {
  return `(() => {
    const gradients = Object.fromEntries(Object.keys(values).map((name) => [name, 0]));
    gradients[list.at(-1).output] = ${start};
    for (const { output, operation, inputs: [a, b] } of ${order}) {
      const [toA, toB] = operation.backward(values[a], values[b], gradients[output]);
      gradients[a] ${adds} toA;
      gradients[b] ${adds} toB;
    }
    return gradients;
  })()`;
}
