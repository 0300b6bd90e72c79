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
      "x 2, y 1: 6, by formula 6, by trying 6.000000",
      "x -4, y 1.5: -5, by formula -5, by trying -5.000000",
      "x 3, y -3: 0, by formula 0, by trying 0.000000",
    ],
    fork: ["{ x: 6, y: 6 } and at t 6"],
    long: ["1 × 18 = 18", "18 × 6 = 108", "108 × 1 = 108"],
    "long-check": ["chain rule 108 by trying [108.00000012 108.00000012]"],
    landing: [
      "x + y: -1.150 to -0.004    x - y: -5.629 to -5.629",
      "x + y:  4.132 to  0.016    x - y:  3.516 to  3.516",
    ],
    rate: ["z: 16.00  16.00  16.00"],
    bell: ["by trying [-0.85767695]", "backward  0.6126263941844161"],
  },
  exercises: {
    "exercise-1": {
      right: ["-7", "2 * (-5 + 1.5)"],
      wrong: [
        { answer: "7", verdict: "the sign is wrong. How large is t" },
        { answer: "-3.5", verdict: "-3.5 is not right. How large is t" },
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
  },
};
