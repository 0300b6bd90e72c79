import { np } from "backprop";
import { describe, expect, suite, test } from "vitest";
import streams from "../golden/random.json";
import "../support/allclose";

suite("np.random gives NumPy's numbers", () => {
  describe.each(streams)("seed $seed", (stream) => {
    const seeded = () => {
      np.random.seed(stream.seed);
      return np.random;
    };

    test("rand", () => expect(seeded().rand(8).tolist()).toEqual(stream.rand));
    test("randn, but for the last digit", () =>
      expect(seeded().randn(9)).toBeAllclose(stream.randn, 1e-15));
    test("randint", () => expect(seeded().randint(0, 10, 12).tolist()).toEqual(stream.randint10));
    test("choice", () => expect(seeded().choice(60000, 12).tolist()).toEqual(stream.choice60000));
    test("permutation", () =>
      expect(seeded().permutation(10).tolist()).toEqual(stream.permutation10));
    test("uniform", () => expect(seeded().uniform(-2, 3, 5).tolist()).toEqual(stream.uniform));

    test("one stream for all of them, in turn", () => {
      const random = seeded();
      const [normal, choice, uniform, rest, permutation] = stream.sequence;
      expect(random.randn(3)).toBeAllclose(normal, 1e-15);
      expect(random.choice(60000, 5).tolist()).toEqual(choice);
      expect(random.rand(2).tolist()).toEqual(uniform);
      expect(random.randn(2)).toBeAllclose(rest, 1e-15);
      expect(random.permutation(7).tolist()).toEqual(permutation);
    });
  });

  test("single numbers come from the same stream as arrays", () => {
    np.random.seed(0);
    const array = np.random.rand(3).tolist();
    np.random.seed(0);
    expect([np.random.rand(), np.random.rand(), np.random.rand()]).toEqual(array);
  });

  test("seed forgets the second normal number of a pair", () => {
    np.random.seed(0);
    const first = np.random.randn();
    np.random.seed(0);
    expect(np.random.randn()).toBe(first);
  });

  test("choice without replacement, and from an array", () => {
    np.random.seed(1);
    expect(np.random.choice(5, 5, false).tolist()).toEqual([2, 1, 4, 0, 3]);
    np.random.seed(1);
    expect(np.random.choice(np.array([10, 20, 30, 40, 50]), [2, 2]).tolist()).toEqual([
      [40, 50],
      [10, 20],
    ]);
  });

  test("permutation of an array shuffles its rows", () => {
    np.random.seed(2);
    const rows = np.array([
      [0, 1],
      [2, 3],
      [4, 5],
      [6, 7],
    ]);
    expect(np.random.permutation(rows).tolist()).toEqual([
      [4, 5],
      [6, 7],
      [2, 3],
      [0, 1],
    ]);
  });
});
