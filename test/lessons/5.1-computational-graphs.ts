import type { Lesson } from "../support/lesson";

export const lesson: Lesson = {
  shows: {
    apple: ["200\n220.00000000000003"],
    "apple-drawn": [
      "apple = 100 appleNum = 2 tax = 1.1 ",
      "applePrice = ×(apple, appleNum) = 200 ",
      "total = ×(applePrice, tax) = 220 ",
    ],
    basket: [
      "apple = 100 appleNum = 2 orange = 150 orangeNum = 3 tax = 1.1 ",
      "orangePrice = ×(orange, orangeNum) = 450 ",
      "fruitPrice = +(applePrice, orangePrice) = 650 ",
      "total = ×(fruitPrice, tax) = 715 ",
    ],
    local: [
      "MulLayer gets [ 100, 2 ] and gives 200",
      "MulLayer gets [ 150, 3 ] and gives 450",
      "AddLayer gets [ 200, 450 ] and gives 650",
      "MulLayer gets [ 650, 1.1 ] and gives 715.0000000000001",
    ],
    kept: ["all fruit 650 and with tax 715.0000000000001"],
    try: ["220.00000000000003 becomes 222.20000000000002: 2.2000 more"],
    numerical: ["[2.2]"],
    backward: ["{ apple: 2.2, appleNum: 110.00000000000001, tax: 200 }"],
    "backward-drawn": [
      "apple = 100, gradient 2.2",
      "appleNum = 2, gradient 110",
      "tax = 1.1, gradient 200",
      "applePrice = ×(apple, appleNum) = 200, gradient 1.1",
      "total = ×(applePrice, tax) = 220, gradient 1 ",
    ],
    steps: ["1 × 1.1 = 1.1", "1 × 200 = 200", "1.1 × 2 = 2.2", "1.1 × 100 = 110"],
    alone: ["forward  200\nbackward [ 2.2, 110.00000000000001 ]"],
    "basket-backward": ["apple: 2.2,", "orange: 3.3000000000000003", "orangeNum: 165", "tax: 650"],
    costs: [
      "3 inputs: 18 node runs numerically, 6 forward and backward",
      "41 inputs: 3362 node runs numerically, 82 forward and backward",
    ],
  },
  exercises: {
    "exercise-1": {
      right: ["100", "80 * 1.25"],
      wrong: [
        { answer: "80", verdict: "What arrives at pearPrice?" },
        { answer: "-100", verdict: "the sign is wrong" },
        { answer: "5", verdict: "This is the gradient of the price of a pear." },
      ],
    },
    "exercise-2": {
      right: ["1.1", "2 * 2.2 - 3.3"],
      wrong: [
        { answer: "7.7", verdict: "Cheaper counts with a minus" },
        { answer: "1", verdict: "Multiply each change by the derivative" },
      ],
    },
    "exercise-3": {
      right: [discounted("reducedPrice"), "{ apple: 1.76, appleNum: 88, discount: 220, tax: 160 }"],
      wrong: [
        {
          answer: discounted("applePrice"),
          verdict: "Does each get the output of the one before?",
        },
        { answer: "{ apple: 1.76 }", verdict: "apple is right; appleNum: not done yet" },
      ],
    },
    "exercise-4": {
      right: [delivered({ taxed: "fruitPrice", added: "taxed", sign: "-" })],
      wrong: [
        {
          answer: delivered({ taxed: "withDelivery", added: "fruitPrice", sign: "-" }),
          verdict: "The delivery is taxed here. Its node must come after the tax.",
        },
        {
          answer: delivered({ taxed: "fruitPrice", added: "taxed", sign: "+" }),
          verdict: "Cheaper counts with a minus. pear is right",
        },
        { answer: "{ pear: 3.75 }", verdict: "pear is right; pearNum: not done yet" },
      ],
    },
  },
};

/** The graph of exercise 3, with the value that its tax node gets. */
function discounted(taxed: string): string {
  return `(() => {
    const own = new ComputationGraph({ apple: 100, appleNum: 2, discount: 0.8, tax: 1.1 });
    own.add("applePrice", new MulLayer(), "apple", "appleNum");
    own.add("reducedPrice", new MulLayer(), "applePrice", "discount");
    own.add("total", new MulLayer(), "${taxed}", "tax");
    return own.backward();
  })()`;
}

/** The graph of exercise 4: what the tax node and the delivery node get, and how the cheaper delivery counts. */
function delivered({ taxed, added, sign }: { taxed: string; added: string; sign: string }): string {
  const nodes = [
    `own.add("taxed", new MulLayer(), "${taxed}", "tax");`,
    `own.add("withDelivery", new AddLayer(), "${added}", "delivery");`,
  ];
  if (taxed === "withDelivery") nodes.reverse();
  return `(() => {
    const own = new ComputationGraph(
      { pear: 80, pearNum: 3, melon: 120, melonNum: 2, tax: 1.25, delivery: 30 },
    );
    own.add("pearPrice", new MulLayer(), "pear", "pearNum");
    own.add("melonPrice", new MulLayer(), "melon", "melonNum");
    own.add("fruitPrice", new AddLayer(), "pearPrice", "melonPrice");
    ${nodes.join("\n")}
    const gradients = own.backward();
    return { ...gradients, change: 2 * gradients.pear ${sign} 5 * gradients.delivery };
  })()`;
}
