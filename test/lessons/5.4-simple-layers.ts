import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  shows: {
    "apple-forward": ["apple price 200\n", "total       220.00000000000003\n"],
    "apple-backward": [
      "dApplePrice 1.1\n",
      "dTax        200\n",
      "dApple      2.2\n",
      "dAppleNum   110.00000000000001\n",
    ],
    "apple-graph": [
      "apple = 100, gradient 2.2 ",
      "appleNum = 2, gradient 110 ",
      "tax = 1.1, gradient 200 ",
      "= 200, gradient 1.1 ",
      "= 220, gradient 1 ",
    ],
    "fruit-forward": ["apples 200  oranges 450  all 650  with tax 715.0000000000001\n"],
    "fruit-backward": [
      "all price 1.1   tax 650\n",
      "apples    1.1   oranges 1.1\n",
      "apple     2.2   appleNum  110.00000000000001\n",
      "orange    3.3000000000000003   orangeNum 165\n",
    ],
    "fruit-graph": [
      "apple = 100, gradient 2.2 ",
      "appleNum = 2, gradient 110 ",
      "orange = 150, gradient 3.3 ",
      "orangeNum = 3, gradient 165 ",
      "tax = 1.1, gradient 650 ",
      "= 650, gradient 1.1 ",
      "= 715, gradient 1 ",
    ],
    "float-binary": ["1.000110011001100110011001100110011", "1.1000000000000000888"],
    "float-products": [
      "200 x 1.1 220.00000000000002842   220.00000000000003\n",
      "650 x 1.1 715.00000000000011369   715.0000000000001\n",
      "150 x 1.1 165.00000000000000000   165\n",
    ],
    "float-compare": ["equal? false", "close? true"],
    "lib-agrees": [
      "apple     true 2.2\n",
      "appleNum  true 110.00000000000001\n",
      "orange    true 3.3000000000000003\n",
      "orangeNum true 165\n",
      "tax       true 650\n",
    ],
    arrays: [
      "costs      [200. 450.]",
      "with tax   [220. 495.]",
      "tax        650",
      "prices     [2.2 3.3]",
      "counts     [110. 165.]",
    ],
    "check-mul": ["backward  { z: 28, dx: 2, dy: 3.5 }"],
    "backward-first": ["of this page: [ NaN, NaN ]", "MulLayer.backward: call forward first"],
    shared: ["total 220.00000000000003", "apple 1.2100000000000002   appleNum 220.00000000000003"],
    "shared-graph": ['"total" would use the layer of "applePrice"'],
    "loss-and-gradient": ["loss: 222841.6666666667", "dApple: -2057,"],
    "loss-check": ["[-2056.9999", " -3428.3333"],
    find: [
      "step 0: apple 50.00, orange 50.00",
      "step 2: apple 101.75, orange 138.46",
      "step 60: apple 100.00, orange 150.00, loss 0.000000",
    ],
    "tax-unknown": ["half tax factor 935.0000000000001", "tax factor  935.0000000000001"],
    play: ["apple 100.00, orange 150.00, loss 0.00"],
    closing: ["an apple costs 100.00, an orange 150.00"],
  },
  long: { "exercise-2": "a class", "exercise-4": "a class, and a function that uses it" },
  exercises: {
    "exercise-1": {
      right: ["{ tax: 450, orangeNum: 165 }"],
      wrong: [
        {
          answer: "{ tax: 495, orangeNum: 165 }",
          verdict: "tax: 495 is not right; orangeNum is right",
        },
        { answer: "{ tax: 450, orangeNum: 1.1 }", verdict: "tax is right; orangeNum: 1.1 is not" },
      ],
    },
    "exercise-2": {
      right: [
        ["((this.x = x), (this.y = y), x / y)", "[dout / this.y, (-dout * this.x) / this.y ** 2]"],
      ],
      wrong: [
        {
          answer: [
            "((this.x = x), (this.y = y), x / y)",
            "[dout / this.y, (dout * this.x) / this.y ** 2]",
          ],
          verdict: "dy: the sign is wrong",
        },
        {
          answer: ["((this.x = x), (this.y = y), x / y)", "[1 / this.y, -this.x / this.y ** 2]"],
          verdict: "The upstream gradient dout is missing. z is right; dx: 0.25 is not right",
        },
        { answer: ["x / y", "[dout / this.y, -dout * this.x]"], verdict: "x and y were not kept" },
      ],
    },
    "exercise-3": {
      right: ["[dout * this.y, dout * this.x]"],
      wrong: [
        { answer: "[dout * this.x, dout * this.y]", verdict: "dx: 3.5 is not right; dy: 2 is not" },
        { answer: "[this.y, this.x]", verdict: "The upstream gradient dout is missing." },
      ],
    },
    "exercise-4": {
      right: [["x - y", "[dout, -dout]", priceGradient({})]],
      wrong: [
        {
          answer: ["x - y", "[dout, -dout]", priceGradient({ back: "first" })],
          verdict: "add both gradients of the last layer",
        },
        {
          answer: ["x - y", "[dout, -dout]", priceGradient({ difference: "242, total" })],
          verdict: "The difference is total - 242, in this order.",
        },
        {
          answer: ["x - y", "[dout, dout]", "undefined"],
          verdict: "dx is right; dy: the sign is wrong; loss: not done yet",
        },
      ],
    },
  },
};

/** The function of exercise 4, or one with a mistake: what is subtracted, and what goes back to the difference. */
function priceGradient({ difference = "total, 242", back = "first + second" }): string {
  return `(() => {
    const [two, tax, square, minus] = [new MulLayer(), new MulLayer(), new MulLayer(), new SubLayer()];
    const total = tax.forward(two.forward(apple, 2), 1.1);
    const difference = minus.forward(${difference});
    const loss = square.forward(difference, difference);
    const [first, second] = square.backward(1);
    const [dTotal] = minus.backward(${back});
    const [dPrice] = tax.backward(dTotal);
    return { loss, dApple: two.backward(dPrice)[0] };
  })()`;
}
