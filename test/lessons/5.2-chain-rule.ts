import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  shows: {
    function: ["t = 3\nz = 9"],
    slope: ["slope at x = 2: 6.000000"],
    links: ["t: 0.001000, 1.000 times the change of x", "z: 0.006001, 6.001 times the change of t"],
    chain: [
      "{ x: 6, y: 6 }",
      "x = 2, gradient 6",
      "y = 1, gradient 6",
      "3, gradient 6",
      "9, gradient 1",
    ],
    "chain-steps": ["1 × 6 = 6", "6 × 1 = 6"],
    check: [
      "x 2, y 1: backward 6, formula 6, numerical 6.000000",
      "x -4, y 1.5: backward -5, formula -5, numerical -5.000000",
      "x 3, y -3: backward 0, formula 0, numerical 0.000000",
    ],
    fork: ["{ x: 6, y: 6 } and at t 6"],
    long: ["1 × 18 = 18", "18 × 6 = 108", "108 × 1 = 108"],
    "long-check": ["chain rule 108 numerical [108.00000012 108.00000012]"],
    landing: [
      "x + y: -1.150 to -0.004    x - y: -5.629 to -5.629",
      "x + y:  4.132 to  0.016    x - y:  3.516 to  3.516",
    ],
    rate: ["z: 16.00  16.00  16.00"],
    diverge: ["after 20000 steps NaN"],
    bell: ["numerical [-0.85767695]", "backward  0.6126263941844161"],
  },
  long: { "exercise-2": "a class" },
  exercises: {
    "exercise-1": {
      right: ["-7", "2 * (-5 + 1.5)"],
      wrong: [
        { answer: "7", verdict: "the sign is wrong. How large is t" },
        { answer: "-3.5", verdict: "This is t. The derivative of t² is 2t. -3.5 is not right" },
      ],
    },
    "exercise-2": {
      right: ["dout * 3 * this.t ** 2"],
      wrong: [
        { answer: "3 * this.t ** 2", verdict: "Does it multiply dout" },
        { answer: "dout * this.t ** 2", verdict: "local derivative" },
      ],
    },
    "exercise-3": {
      right: ["dout * y * -2 * t"],
      wrong: [
        { answer: "dout * y", verdict: "has two factors" },
        { answer: "y * -2 * t", verdict: "every value is 1/2 of the right one" },
        { answer: "dout * y * 2 * t", verdict: "every value has the wrong sign" },
      ],
    },
    "exercise-4": {
      right: ["{ x: 5, y: -8, after: (1.95 * -0.92) ** 2 + 1.95 }"],
      wrong: [
        {
          answer: "{ x: 5, y: -8, after: (2.05 * -1.08) ** 2 + 2.05 }",
          verdict: "The step went the wrong way: subtract the gradient. x is right",
        },
        {
          answer: "{ x: 4, y: -8, after: (1.96 * -0.92) ** 2 + 1.96 }",
          verdict: "One of the two paths to x is missing. x: 4 is not right; y is right; after",
        },
      ],
    },
  },
};
