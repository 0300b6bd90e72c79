import { inspect } from "node:util";
import {
  type AnswerHints,
  checkAnswer,
  type ExpectedAnswer,
  exercisesDone,
  np,
  setDisplay,
  show,
  Verdict,
} from "backprop";
import { expect, suite, test } from "vitest";

const says = (answer: unknown, expected: ExpectedAnswer, hints?: AnswerHints) =>
  checkAnswer(answer, expected, hints).message;

const matrix = np.array([
  [1, 2, 3],
  [4, 5, 6],
]);
const square = np.array([
  [1, 2],
  [3, 4],
]);

suite("a verdict", () => {
  test("prints as a line with a sign, in a cell too", () => {
    const right = checkAnswer(2, 2);
    expect(right).toBeInstanceOf(Verdict);
    expect([`${right}`, inspect(right)]).toEqual(["✓ right", "✓ right"]);
    expect(`${checkAnswer(undefined, 2)}`).toBe("○ not done yet");
    expect(`${checkAnswer(-2, 2)}`).toBe("✗ the sign is wrong");
  });

  test("as HTML has the words in another colour for each kind, and escapes the answer", () => {
    const verdicts = [2, undefined, "<b>"].map((answer) => checkAnswer(answer, 2).html);
    const colors = verdicts.map((html) => /color: (#\w+)/.exec(html)?.[1]);
    expect(new Set(colors).size).toBe(3);
    expect(verdicts[0]).toMatch(/<b [^>]*>✓ right<\/b>/);
    const escaped = checkAnswer("<i>", "x", { values: "Look again." }).html;
    expect(escaped).toContain("✗ '&lt;i&gt;' is not right.</b><br>Look again.");
  });

  test("is shown as HTML, and as text where there is none", () => {
    const outputs: object[] = [];
    setDisplay((output) => {
      outputs.push(output);
      return () => {};
    });
    const verdict = checkAnswer(2, 2);
    show(verdict);
    expect(outputs).toEqual([{ "text/plain": "✓ right", "text/html": verdict.html }]);
  });

  test("tells what is not done from what is wrong", () => {
    const flags = (answer: unknown) => {
      const { done, passed } = checkAnswer(answer, 2);
      return { done, passed };
    };
    expect(flags(undefined)).toEqual({ done: false, passed: false });
    expect(flags(3)).toEqual({ done: true, passed: false });
    expect(flags(() => JSON.parse("{"))).toEqual({ done: true, passed: false });
    expect(flags(2)).toEqual({ done: true, passed: true });
  });
});

suite("right", () => {
  test.each<[unknown, ExpectedAnswer]>([
    [0, 0],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NaN, Number.NaN],
    [np.array(2), 2],
    [true, true],
    ["b1", "b1"],
    [matrix, matrix],
    [matrix.astype("float32"), matrix],
    [matrix.tolist(), matrix],
    [matrix, [[1, 2, 3], [4, 5, 6]]], // biome-ignore format: a matrix
    [[true, false], np.greater([2, 0], 1)],
    [np.zeros([0, 3]), np.zeros([0, 3])],
    [
      { dx: matrix, db: [1, 2], other: 1 },
      { dx: matrix, db: [1, 2] },
    ],
    [[matrix, 2.2], [matrix, 2.2]], // biome-ignore format: two lists of parts
    [{ first: { deep: 1 } }, { first: { deep: 1 } }],
    [() => ({ dx: matrix }), { dx: matrix }],
  ])("%o", (answer, expected) => expect(says(answer, expected)).toBe("right"));

  test("to 1e-4 of the value, or as the exercise says, or to 1e-8", () => {
    expect(says(0.61312, 0.61317)).toBe("right");
    expect(says(0.613, 0.61317)).toBe("0.613 is not right");
    expect(says(0.613, 0.61317, { tolerance: 0.01 })).toBe("right");
    expect(says(600.01, 600)).toBe("right");
    expect(says(600.01, 600, { tolerance: 0 })).toBe("600.01 is not right");
    expect(says(0.9e-8, 0)).toBe("right");
    expect(says(1.1e-8, 0)).toBe("1.1e-8 is not right");
  });
});

suite("a promise", () => {
  const said = "this is a promise, a value that is not there yet; put await in front of it";

  test.each<[string, () => unknown]>([
    ["itself", () => Promise.resolve(2)],
    ["of an async function", () => async () => 2],
    ["that fails", () => Promise.reject(new Error("no"))],
    ["of an async function that fails", () => async () => JSON.parse("{")],
  ])("%s", async (_, answer) => {
    expect(checkAnswer(answer(), 2, { shape: "a hint" })).toMatchObject({
      message: said,
      done: true,
      passed: false,
    });
    await new Promise(setImmediate); // When one that is caught by nobody would fail the test.
  });

  test("as a part", () => {
    expect(says({ dx: Promise.resolve(1), db: 2 }, { dx: 1, db: 2 })).toBe(
      `dx: ${said}; db is right`,
    );
  });
});

suite("not done yet", () => {
  test.each<[unknown, ExpectedAnswer]>([
    [undefined, 2],
    [undefined, "b1"],
    [undefined, { dx: matrix }],
    [
      { dx: undefined, dW: undefined },
      { dx: matrix, dW: matrix },
    ],
    [[undefined, undefined], [matrix, 2]], // biome-ignore format: two lists of parts
    [[undefined, undefined], [2.2, 110]], // biome-ignore format: two lists
    [[[1, undefined]], [[1, 2]]], // biome-ignore format: two matrices
    [{}, { constructor: 1, toString: "b1" } as never],
  ])("%o", (answer, expected) => expect(says(answer, expected)).toBe("not done yet"));

  test.each([
    () => undefined,
    () => {
      np.add(1, 1);
    },
  ])("%o, which returns nothing", (answer) => {
    const verdict = checkAnswer(answer, 2);
    expect(verdict.message).toBe(
      "not done yet: undefined was returned; the answer goes after return",
    );
    expect(verdict).toMatchObject({ done: false, passed: false });
  });
});

suite("another kind of thing", () => {
  test.each<[unknown, ExpectedAnswer, string]>([
    [matrix, 2, "this is an array of shape (2, 3), not a number"],
    [2, matrix, "this is a number, not an array of shape (2, 3)"],
    [np.array([2]), 2, "this is an array of shape (1,), not a number"],
    ["2", 2, "this is a string, not a number"],
    [true, 1, "this is a boolean, not a number"],
    [1, true, "this is a number, not a boolean"],
    [null, matrix, "this is null, not an array of shape (2, 3)"],
    [() => () => 2, 2, "this is a function, not a number"],
    [[[1, 2], [3]], square, "this is a list of 2, not an array of shape (2, 2)"],
    [{ dx: 1 }, matrix, "this is { dx }, not an array of shape (2, 3)"],
    [matrix, { dx: matrix, dW: 1 }, "this is an array of shape (2, 3), not { dx, dW }"],
    [null, { dx: matrix }, "this is null, not { dx }"],
    [[matrix], { dx: matrix }, "this is a list of 1, not { dx }"],
    [{ dx: matrix }, [matrix, matrix], "this is { dx }, not a list of 2"],
    [[matrix, 1, 2], [matrix, 1], "this is a list of 3, not a list of 2"],
  ])("%o", (answer, expected, message) => {
    expect(says(answer, expected)).toBe(message);
    expect(says(answer, expected, { shape: "Hm?", values: "No." })).toBe(`${message}. Hm?`);
  });
});

suite("another shape", () => {
  test("is named, with the hint", () => {
    const hints = { shape: "One row a sample.", values: "No." };
    expect(says(np.zeros([3, 2]), matrix)).toBe("the shape is (3, 2), not (2, 3)");
    expect(says(np.zeros([1, 3]), np.zeros(3), hints)).toBe(
      "the shape is (1, 3), not (3,). One row a sample.",
    );
  });
  test("and so is a transpose", () => {
    expect(says(matrix.T, matrix)).toBe("the shape is (3, 2), not (2, 3): this is the transpose");
  });
});

suite("other values", () => {
  test.each<[unknown, ExpectedAnswer, string]>([
    [3, 2, "3 is not right"],
    [-2, 2, "the sign is wrong"],
    [Number.NaN, 2, "NaN is not right"],
    [2, Number.POSITIVE_INFINITY, "2 is not right"],
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, "-Infinity is not right"],
    [false, true, "false is not right"],
    ["W1", "b1", "'W1' is not right"],
    [[1, Number.NaN, Number.NaN], [1, 2, 3], "2 of 3 values are NaN"],
    [np.multiply(matrix, -1), matrix, "every value has the wrong sign"],
    [[0, -3], [0, 3], "every value has the wrong sign"],
    [np.multiply(matrix, 2), matrix, "every value is 2 times the right one"],
    [np.multiply(matrix, -0.3), matrix, "every value is -0.3 times the right one"],
    [np.divide(matrix, 3), matrix, "every value is 1/3 of the right one"],
    [square.T, square, "this is the transpose of the right array"],
    [[5, 7, 8], [5, 7, 9], "2 of 3 values are right"],
    [[0, 4], [0, 3], "1 of 2 values are right"],
    [[4, 2], [0, 0], "the shape is right, the values are not"],
    [[1, 2], [0, Number.POSITIVE_INFINITY], "the shape is right, the values are not"],
    [np.zeros([2, 3]), matrix, "the shape is right, the values are not"],
    [[true, true], np.greater([2, 0], 1), "1 of 2 values are right"],
  ])("%o for %o", (answer, expected, message) => {
    expect(says(answer, expected)).toBe(message);
    expect(says(answer, expected, { shape: "Hm?", values: "No." })).toBe(`${message}. No.`);
  });
});

suite("several parts", () => {
  const expected = { dx: matrix, dW: square, db: [5, 7, 9] };
  const hints = { shape: "Which axis is summed?", values: "Did you transpose W?" };

  test("each has its verdict, and a hint is said once", () => {
    expect(
      says(
        {
          dx: matrix,
          dW: [
            [9, 9],
            [9, 9],
          ],
          db: [5, 7, 9],
        },
        expected,
        hints,
      ),
    ).toBe(
      // biome-ignore format: a matrix
      "dx is right; dW: the shape is right, the values are not; db is right. Did you transpose W?",
    );
    expect(says({ dx: np.zeros([2, 3]), dW: np.ones(2), db: [0, 0, 0] }, expected, hints)).toBe(
      "dx: the shape is right, the values are not; dW: the shape is (2,), not (2, 2); " +
        "db: the shape is right, the values are not. Did you transpose W? Which axis is summed?",
    );
  });

  test("what is missing is not done yet", () => {
    const verdict = checkAnswer({ dx: matrix, dW: square }, expected, hints);
    expect(verdict.message).toBe("dx is right; dW is right; db: not done yet");
    expect(verdict).toMatchObject({ done: true, passed: false });
  });

  test("in a list they have numbers", () => {
    expect(says([matrix, 3], [matrix, 2])).toBe("[0] is right; [1]: 3 is not right");
    expect(says([matrix, undefined], [matrix, 2])).toBe("[0] is right; [1]: not done yet");
  });
});

suite("an answer that throws", () => {
  const thrown = (error: unknown) =>
    says(() => {
      throw error;
    }, 2);

  test("is told what it throws", () => {
    expect(says(() => np.dot(matrix, matrix), matrix)).toMatch(
      /^your code throws: np\.dot: .*\(2, 3\)/,
    );
    expect(thrown("no")).toBe("your code throws: 'no'");
    expect(thrown(undefined)).toBe("your code throws: undefined");
    expect(thrown(Object.create(null))).toContain("your code throws: ");
  });

  test("nothing else throws either", () => {
    const trap = {
      get dx() {
        throw new Error("a trap");
      },
    };
    const strange = [[[]], Symbol("s"), 1n, Object.create(null), new Map(), matrix, Verdict];
    for (const answer of strange) {
      for (const expected of [2, "2", true, matrix, { dx: 2 }, [matrix, 2]]) {
        expect(checkAnswer(answer, expected).passed).toBe(answer === expected);
      }
    }
    expect(says(trap, { dx: 2 })).toBe("your code throws: a trap");
  });
});

suite("a known mistake", () => {
  const hints = {
    values: "Look at the inputs.",
    mistakes: {
      "x was not kept.": { dx: Number.NaN, dy: 8 },
      "The inputs have to change places.": { dx: 3, dy: 4 },
    },
  };

  test("is named first, in place of the hints", () => {
    const parts = { dx: 4, dy: 3 };
    expect(says({ dx: Number.NaN, dy: 8 }, parts, hints)).toBe(
      "x was not kept. dx: NaN is not right; dy: 8 is not right",
    );
    expect(says({ dx: 3, dy: 4 }, parts, hints)).toContain("The inputs have to change places.");
    expect(says({ dx: 3, dy: 5 }, parts, hints)).toContain("Look at the inputs.");
    expect(says({ dx: 4, dy: 3 }, parts, hints)).toBe("right");
    expect(says(undefined, parts, hints)).toBe("not done yet");
  });
});

suite("exercisesDone", () => {
  test("counts what was said last about each exercise", () => {
    const check = (exercise: number, answer: unknown) => checkAnswer(answer, 2, { exercise });
    expect(`${exercisesDone(2)}`).toBe("○ 0 of 2 exercises are right; not done yet: 1, 2");
    check(1, 3);
    check(2, 2);
    check(7, 2);
    expect(exercisesDone(3)).toMatchObject({
      message: "1 of 3 exercises are right; not done yet: 3; not right yet: 1",
      done: false,
      passed: false,
    });
    check(1, 2);
    expect(`${exercisesDone(2)}`).toBe("✓ all 2 exercises are right");
    check(2, undefined);
    expect(exercisesDone(2).message).toBe("1 of 2 exercises are right; not done yet: 2");
  });

  test("needs to know how many there are", () => {
    expect(() => exercisesDone(0)).toThrow("exercisesDone: total is 0; it must be");
    expect(() => exercisesDone(undefined as never)).toThrow("total is undefined");
  });
});
