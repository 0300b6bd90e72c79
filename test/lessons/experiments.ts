import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  shows: {
    size: ["90.1 % 90.5 %", "92.1 % 92.3 %", "92.7 % 92.7 %"],
    rate: ["rate 0.01", "81.4 %", "90.6 % 90.7 %", "91.4 % 91.6 %", "11.2 % 11.3 %"],
    dead: [
      "rate 0.01 · largest loss 2.46 · dead 0",
      "rate 0.1 · largest loss 2.21 · dead 0",
      "rate 1 · largest loss 3.13 · dead 29",
      "rate 10 · largest loss 30154.95 · dead 50",
    ],
    start: ["11.2 % 11.3 %", "88.1 % 88.2 %", "90.6 % 90.7 %", "77.5 % 77.5 %"],
    zeros: ["dW1 0.0000\ndb1 0.0000\ndW2 0.0000\ndb2 0.0410\n"],
    deep: ["10.4 % 10.3 %", "92.1 % 91.8 %"],
    "first-layer": [
      "layer 1, iteration 0: sigmoid 1.8e-7, relu 2.3e-3",
      "layer 1, iteration 100: sigmoid 1.4e-7, relu 4.4e-3",
      "layer 1, iteration 200: sigmoid 1.1e-7, relu 3.5e-3",
    ],
    optimizer: ["92.1 % 92.3 %", "95.1 % 94.9 %", "93.2 % 93.2 %", "93.2 % 93.0 %"],
    save: ["test accuracy 0.9178"],
    play: ["85.5 % 85.6 %", "90.6 % 90.7 %"],
  },
  // The tables have the seconds of each training.
  measured: ["size", "rate", "start", "deep", "optimizer", "play"],
  python: { python: "0.9178\n" },
  exercises: {
    "exercise-1": {
      right: [["159_010", "60_160"]],
      wrong: [
        { answer: ["158_800", "60_160"], verdict: "wide: 158800 is not right" },
        { answer: ["159_010", "62_710"], verdict: "wide is right; tenLayers: 62710 is not" },
        { answer: ["undefined", "60_160"], verdict: "wide: not done yet" },
      ],
    },
    "exercise-2": {
      right: ["1"],
      wrong: [{ answer: "50", verdict: "two of the hidden neurons differ" }],
    },
    "exercise-3": {
      right: ["np.subtract(np.multiply(0.9, v), np.multiply(0.1, dW))"],
      wrong: [
        { answer: "np.multiply(-0.1, dW)", verdict: "0.9 of the old velocity" },
        {
          answer: "np.add(np.multiply(0.9, v), np.multiply(0.1, dW))",
          verdict: "0.9 of the old velocity",
        },
      ],
    },
  },
};
